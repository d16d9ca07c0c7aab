//! How a job ends without a result.

use std::error::Error;
use std::fmt;

use bytes::Bytes;

/// What a handler returns instead of a result. Either way the job has ended: the server does not
/// try it again.
///
/// Every error becomes an exception that holds its text, so `?` works in a handler.
///
/// ```
/// use geartrain_worker::Failure;
///
/// fn width(payload: &[u8]) -> Result<u32, Failure> {
///     Ok(std::str::from_utf8(payload)?.parse()?)
/// }
/// assert_eq!(width(b"120"), Ok(120));
/// assert_eq!(width(b"wide"), Err(Failure::exception("invalid digit found in string")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// It failed, and there is nothing to say.
    Failed,
    /// It failed, and this says why. Clients that did not ask for exceptions learn the failure
    /// only.
    Exception(Bytes),
}

impl Failure {
    /// A failure without a word.
    #[must_use]
    pub fn failed() -> Self {
        Self::Failed
    }

    /// A failure that says why.
    pub fn exception(why: impl Into<Bytes>) -> Self {
        Self::Exception(why.into())
    }
}

/// For logs; control bytes of an exception are escaped.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed => f.write_str("failed"),
            Self::Exception(why) => write!(f, "{}", why.escape_ascii()),
        }
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self::exception(text)
    }
}

#[cfg(test)]
mod tests;
