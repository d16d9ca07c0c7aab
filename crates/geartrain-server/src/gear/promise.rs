//! The answer to a background submission, which waits until the job is kept.

use std::sync::Arc;
use std::task::Waker;

use bytes::Bytes;
use geartrain_dispatch::{JobId, Reply};
use geartrain_protocol::Response;

use super::message::Message;
use crate::journal::{Journal, Lsn, Settled};

/// What a submitter is to be told once it is certain.
pub(crate) struct Promise {
    /// The job that is promised.
    pub(crate) job: JobId,
    /// The position that must be settled.
    pub(crate) at: Lsn,
    /// Where the position is.
    pub(crate) journal: Arc<Journal>,
}

impl Promise {
    /// The answer; `None` while it is open, and then `waker` is woken when it is not any more.
    pub(crate) fn look(&self, waker: &Waker) -> Option<Message> {
        let settled = self.journal.mark().look(self.at, waker)?;
        Some(match settled {
            Settled::Durable => Message::Reply(Reply::JobCreated { job: self.job }),
            Settled::Failed(reason) => not_kept(&reason),
        })
    }
}

/// The refusal of a background job that cannot be kept.
pub(crate) fn not_kept(reason: &str) -> Message {
    Message::Response(Response::Error {
        code: Bytes::from_static(b"QUEUE_ERROR"),
        text: Bytes::copy_from_slice(reason.as_bytes()),
    })
}
