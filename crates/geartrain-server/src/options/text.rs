//! Reading files of settings.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::OptionsError;

/// Bytes of a file of settings: far more than all of them need, with comments. A device that is named
/// by mistake may have no end.
const BYTES_MAX: u64 = 1 << 20;

/// The whole text of a file.
///
/// # Errors
/// When it cannot be read, is too long, or is no text.
pub(super) fn read(path: &Path) -> Result<String, OptionsError> {
    try_read(path).map_err(|source| OptionsError::File {
        path: path.to_owned(),
        source,
    })
}

fn try_read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(BYTES_MAX + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(io::Error::other("it has more than 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is no text in UTF-8"))
}

#[cfg(test)]
mod tests;
