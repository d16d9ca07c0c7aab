//! Requests that get an `ERROR` packet while the connection goes on.

use crate::fields::MissingSeparator;
use crate::names::NameError;

/// Codes and texts of `ERROR` packets. The texts are gearmand's, since clients show and compare
/// them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Machine-readable code, such as `INVALID_COMMAND`.
    pub code: &'static str,
    /// What it means, naming the offending field where gearmand has no text of its own.
    pub text: String,
}

impl Refusal {
    fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
        }
    }

    /// A packet type that servers send, or type 5.
    pub(crate) fn command_not_expected() -> Self {
        Self::new("INVALID_COMMAND", "Command not expected")
    }

    /// A packet with the magic that servers use.
    pub(crate) fn request_magic_expected() -> Self {
        Self::new("INVALID_MAGIC", "Request magic expected")
    }

    /// A unique that cannot be one; gearmand's text where it is too long.
    pub(crate) fn unique(error: NameError) -> Self {
        match error {
            NameError::TooLong { .. } => Self::new("ARGUMENT_TOO_LARGE", "Unique value too large"),
            NameError::Empty { .. } | NameError::Nul { .. } => error.into(),
        }
    }

    /// A field that should be a number and is none, or is out of its range.
    pub(crate) fn not_a_number(field: &'static str, expected: &str) -> Self {
        Self::new("INVALID_ARGUMENT", format!("{field} is not {expected}"))
    }
}

impl From<NameError> for Refusal {
    fn from(error: NameError) -> Self {
        let code = match error {
            NameError::TooLong { .. } => "ARGUMENT_TOO_LARGE",
            NameError::Empty { .. } | NameError::Nul { .. } => "INVALID_ARGUMENT",
        };
        Self::new(code, error.to_string())
    }
}

impl From<MissingSeparator> for Refusal {
    fn from(missing: MissingSeparator) -> Self {
        Self::new("INVALID_PACKET", missing.to_string())
    }
}
