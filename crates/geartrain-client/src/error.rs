//! What can go wrong between a client and the result of its job.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geartrain_link::AddressError;
use geartrain_protocol::NameError;

/// Why there is no result, or no answer. Each variant says what the caller may assume.
///
/// ```
/// use geartrain_client::Error;
///
/// fn advice(error: &Error) -> &'static str {
///     match error {
///         Error::Failed | Error::Exception(_) => "it ran: mend what it complains about",
///         Error::QueueFull | Error::NotConnected { .. } => "submit it again in a while",
///         error if error.is_certainly_not_submitted() => "submit something else",
///         _ => "it may run: submit it again if that does no harm",
///     }
/// }
/// assert_eq!(advice(&Error::QueueFull), "submit it again in a while");
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server's address cannot be read. Nothing was sent.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A function name, unique or handle breaks the rules of the protocol. Nothing was sent.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The job asks for two things that the protocol cannot carry together. Nothing was sent.
    #[error("cannot submit this job: {0}")]
    Unsupported(&'static str),
    /// The request is larger than any packet may be. Nothing was sent.
    #[error("the job needs a packet of {bytes} bytes, {bytes_max} are allowed")]
    TooLarge {
        /// Bytes of the packet's body.
        bytes: usize,
        /// The bound; see [`packet_bytes_max`](crate::ClientBuilder::packet_bytes_max).
        bytes_max: usize,
    },
    /// The payload cannot be written in the format that was asked for, or the result cannot be
    /// read in it. The text says why.
    #[error("{0}")]
    Format(String),
    /// There is no connection. Nothing was sent: trying again is safe.
    #[error("cannot connect to {server}: {reason}")]
    NotConnected {
        /// The server; with several, all of them.
        server: String,
        /// What the system said, of the last one that was tried.
        #[source]
        reason: Arc<io::Error>,
    },
    /// The server answered with an error. The job does not run.
    #[error("the server refused: {text} ({code})")]
    Refused {
        /// Machine-readable code, such as `INVALID_COMMAND`.
        code: String,
        /// What it means.
        text: String,
    },
    /// The function holds as many jobs as it may. The job does not run; try again later.
    #[error("the job queue is full")]
    QueueFull,
    /// The job ran and failed.
    #[error("the job failed")]
    Failed,
    /// The job ran and ended with an exception.
    #[error("the job ended with an exception: {}", .0.escape_ascii())]
    Exception(Bytes),
    /// The server did not answer within the deadline. A submitted job may or may not run.
    #[error("no answer to {attempt} within {deadline:?}")]
    TimedOut {
        /// What was attempted.
        attempt: &'static str,
        /// The deadline that passed.
        deadline: Duration,
    },
    /// The connection ended after the request was sent. A submitted job may or may not run; a
    /// background job whose handle is known does.
    #[error("lost the connection to {server}: {reason}")]
    ConnectionLost {
        /// The server.
        server: String,
        /// What the system said.
        #[source]
        reason: Arc<io::Error>,
    },
}

impl Error {
    /// Reads an `ERROR` packet.
    pub(crate) fn from_packet(code: &[u8], text: &[u8]) -> Self {
        if is_queue_full(code, text) {
            return Self::QueueFull;
        }
        Self::Refused {
            code: String::from_utf8_lossy(code).into_owned(),
            text: String::from_utf8_lossy(text).into_owned(),
        }
    }

    /// Whether a job was accepted is open.
    pub(crate) fn leaves_open(&self) -> bool {
        matches!(self, Self::ConnectionLost { .. } | Self::TimedOut { .. })
    }

    /// Nothing was sent, or the server said no: the job does not run, whatever it does.
    #[must_use]
    pub fn is_certainly_not_submitted(&self) -> bool {
        match self {
            Self::Address(_)
            | Self::Name(_)
            | Self::Unsupported(_)
            | Self::TooLarge { .. }
            | Self::NotConnected { .. }
            | Self::Refused { .. }
            | Self::QueueFull => true,
            Self::Failed
            | Self::Format(_)
            | Self::Exception(_)
            | Self::TimedOut { .. }
            | Self::ConnectionLost { .. } => false,
        }
    }
}

/// `QUEUE_ERROR` stands for any trouble of the queue; its text tells this one from a broken store.
fn is_queue_full(code: &[u8], text: &[u8]) -> bool {
    code == b"QUEUE_ERROR" && text.to_ascii_lowercase().ends_with(b"queue is full")
}

#[cfg(test)]
mod tests;
