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
    job: JobId,
    /// The position that must be settled.
    at: Lsn,
    /// Where the position is.
    journal: Arc<Journal>,
    /// Whom the mark will wake, so that it is told once and not at each look.
    told: Option<Waker>,
}

impl Promise {
    pub(crate) fn new(job: JobId, at: Lsn, journal: Arc<Journal>) -> Self {
        Self {
            job,
            at,
            journal,
            told: None,
        }
    }

    /// The answer; `None` while it is open, and then `waker` is woken when it is not any more.
    pub(crate) fn look(&mut self, waker: &Waker) -> Option<Message> {
        let settled = self.settled(waker)?;
        Some(match settled {
            Settled::Durable => Message::Reply(Reply::JobCreated { job: self.job }),
            Settled::Failed(reason) => not_kept(&reason),
        })
    }

    fn settled(&mut self, waker: &Waker) -> Option<Settled> {
        let mark = self.journal.mark();
        if self.told.as_ref().is_some_and(|told| told.will_wake(waker)) {
            return mark.settled(self.at);
        }
        let settled = mark.look(self.at, waker);
        if settled.is_none() {
            self.told = Some(waker.clone());
        }
        settled
    }
}

/// The refusal of a background job that cannot be kept.
pub(crate) fn not_kept(reason: &str) -> Message {
    Message::Response(Response::Error {
        code: Bytes::from_static(b"QUEUE_ERROR"),
        text: Bytes::copy_from_slice(reason.as_bytes()),
    })
}
