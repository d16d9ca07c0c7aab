//! Names of functions as values of the label `function`.

use std::fmt::Write;
use std::sync::Arc;

/// Label of all functions that have none of their own.
pub(super) const OTHER: &str = "_other";

/// `name` as text: what is not UTF-8 appears as `\xNN`, so two different names may become one.
pub(super) fn of(name: &[u8]) -> Arc<str> {
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            write!(text, "\\x{byte:02x}").expect("a string takes everything");
        }
    }
    text.into()
}
