//! Requests that get an `ERROR` packet while the connection goes on.

/// Codes and texts of `ERROR` packets. The texts are gearmand's, since clients show and compare
/// them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Machine-readable code, such as `INVALID_COMMAND`.
    pub code: &'static str,
    /// What it means, naming the offending field where gearmand has no text of its own.
    pub text: String,
}
