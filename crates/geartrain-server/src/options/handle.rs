//! What stands before the number in a job's handle.

use super::OptionsError;
use crate::HANDLE_PREFIX_BYTES_MAX;

/// `GIVEN:`, or `H:HOST:` if nothing was given.
///
/// A long host name is cut, since nobody chose it for this; a long or unprintable prefix is refused,
/// because a cut one might not tell servers apart any more.
pub(super) fn prefix(given: Option<&str>, host_name: &str) -> Result<String, OptionsError> {
    let Some(given) = given else {
        return Ok(format!("H:{}:", host(host_name)));
    };
    if given.is_empty() || !given.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(OptionsError::usage(
            "--job-handle-prefix takes printable ASCII without blanks",
        ));
    }
    let bytes_max = HANDLE_PREFIX_BYTES_MAX - ":".len();
    if given.len() > bytes_max {
        let bytes = given.len();
        return Err(OptionsError::Usage(format!(
            "--job-handle-prefix has {bytes} bytes, {bytes_max} are allowed"
        )));
    }
    Ok(format!("{given}:"))
}

/// The part of the host's name that fits between `H:` and `:`, with other characters left out.
fn host(name: &str) -> String {
    let host: String = name
        .chars()
        .filter(char::is_ascii_graphic)
        .take(HANDLE_PREFIX_BYTES_MAX - "H::".len())
        .collect();
    if host.is_empty() {
        return "localhost".to_owned();
    }
    host
}

#[cfg(test)]
mod tests;
