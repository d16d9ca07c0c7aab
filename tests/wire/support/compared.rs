//! What a transcript says of itself when it runs against gearmand: where the deliberate difference
//! begins, or that it cannot be compared. `comparison.rs` reads it.

use std::env;
use std::ffi::OsString;

use super::patience::expect_difference;

/// Names the program to test in place of our own server.
pub(crate) const OTHER_SERVER: &str = "GEARTRAIN_TEST_SERVER";

/// What stands in front of the key of a difference.
pub(crate) const DIFFERENCE: &str = "difference: ";

/// Said by a transcript that cannot be compared.
pub(crate) const LEFT_OUT: &str = "only for our own server";

/// The program to test in place of our own server.
pub(super) fn other_server() -> Option<OsString> {
    env::var_os(OTHER_SERVER)
}

/// Declares that gearmand answers otherwise from here on, and that this is meant: what came before
/// must be the same. `docs/differences-from-gearmand.md` has the key and says why.
pub(crate) fn differs(key: &str) {
    if other_server().is_some() {
        eprintln!("{DIFFERENCE}{key}");
        expect_difference();
    }
}

/// Ends a test that gearmand cannot run, since it needs a setting that only we have.
#[track_caller]
pub(super) fn leave_out_if_compared() {
    assert!(other_server().is_none(), "{LEFT_OUT}");
}
