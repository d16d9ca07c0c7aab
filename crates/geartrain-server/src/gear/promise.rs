//! An answer that waits until what it says is kept: to a background submission, or to an operator who
//! set something.

use std::task::Waker;

use bytes::Bytes;
use geartrain_dispatch::{JobId, Reply};
use geartrain_protocol::Response;
use geartrain_protocol::admin::{AdminError, answer as line};

use super::message::Message;
use crate::journal::{Fill, Pledge, Settled};

/// What a peer is to be told once it is certain.
pub(crate) struct Promise {
    answer: Answer,
    pledge: Pledge,
    /// Whom the mark will wake, so that it is told once and not at each look.
    told: Option<Waker>,
}

/// What is promised.
enum Answer {
    /// The job is queued.
    Job(JobId),
    /// What this line of the admin protocol says.
    Text(Bytes),
}

impl Promise {
    /// The promise of a job.
    pub(crate) fn new(job: JobId, pledge: Pledge) -> Self {
        Self::of(Answer::Job(job), pledge)
    }

    /// An answer of the admin protocol that holds once something is kept.
    pub(crate) fn of_text(text: Bytes, pledge: Pledge) -> Self {
        Self::of(Answer::Text(text), pledge)
    }

    fn of(answer: Answer, pledge: Pledge) -> Self {
        Self {
            answer,
            pledge,
            told: None,
        }
    }

    /// The answer; `None` while it is open, and then `waker` is woken when it is not any more.
    pub(crate) fn look(&mut self, waker: &Waker) -> Option<Message> {
        let settled = self.settled(waker)?;
        Some(match (settled, &mut self.answer) {
            (Settled::Durable, Answer::Job(job)) => Message::Reply(Reply::JobCreated { job: *job }),
            (Settled::Durable, Answer::Text(text)) => Message::Text(std::mem::take(text)),
            (Settled::Failed(reason), Answer::Job(_)) => not_kept(&reason),
            (Settled::Failed(reason), Answer::Text(_)) => not_kept_line(&reason),
        })
    }

    /// Bytes that wait for the disk on its behalf.
    pub(crate) fn bytes(&self) -> usize {
        self.pledge.bytes
    }

    /// Whether a lot waits for the disk on behalf of others, too.
    pub(crate) fn is_among_many(&self) -> bool {
        self.pledge.journal.fill() > Fill::Light
    }

    fn settled(&mut self, waker: &Waker) -> Option<Settled> {
        let (mark, at) = (self.pledge.journal.mark(), self.pledge.at);
        if self.told.as_ref().is_some_and(|told| told.will_wake(waker)) {
            return mark.settled(at);
        }
        let settled = mark.look(at, waker);
        if settled.is_none() {
            self.told = Some(waker.clone());
        }
        settled
    }
}

/// The refusal of a background job that cannot be kept.
pub(crate) fn not_kept(reason: &str) -> Message {
    Message::Response(Box::new(Response::Error {
        code: Bytes::from_static(b"QUEUE_ERROR"),
        text: Bytes::copy_from_slice(reason.as_bytes()),
    }))
}

/// The answer of the admin protocol to a setting that could not be kept (yet).
pub(crate) fn not_kept_line(reason: &str) -> Message {
    let mut text = Vec::new();
    let error = AdminError {
        code: "QUEUE_ERROR",
        text: Bytes::copy_from_slice(reason.as_bytes()),
    };
    line::error(&mut text, &error);
    Message::Text(text.into())
}
