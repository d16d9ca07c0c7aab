//! Waiting for what comes of a job.

use std::future::poll_fn;
use std::task::{Context, Poll};

use bytes::Bytes;
use geartrain_dispatch::{JobId, Mode, Reply};
use geartrain_protocol::Response;

use super::complaint::Complaint;
use crate::gear::{Message, Order, Outbox};

/// Bytes that are taken from the outbox at a time.
const BATCH_BYTES: usize = 1024 * 1024;

/// What came of a job.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is queued, and nobody waits for it.
    Queued(JobId),
    /// It is done: all of its data, the result last.
    Done(JobId, Vec<Bytes>),
    /// It failed, was cancelled or used up its attempts.
    Failed(JobId),
    /// It failed and said why.
    Exception(JobId, Bytes),
}

/// Parts of a result as they come.
struct Parts {
    parts: Vec<Bytes>,
    bytes_left: usize,
    bytes_max: usize,
}

/// Waits for the answer to a submission, which for a job in the foreground is its end.
///
/// # Errors
/// When the job is refused, when its result has more than `bytes_max` bytes, when the server stops.
pub(super) async fn outcome(
    outbox: &Outbox,
    mode: Mode,
    bytes_max: usize,
) -> Result<Outcome, Complaint> {
    let mut batch = Vec::new();
    let mut result = Parts {
        parts: Vec::new(),
        bytes_left: bytes_max,
        bytes_max,
    };
    loop {
        let order = poll_fn(|cx| poll_batch(outbox, &mut batch, cx)).await;
        for message in batch.drain(..) {
            if let Some(outcome) = result.hear(message, mode)? {
                return Ok(outcome);
            }
        }
        match order {
            Order::GoOn => {}
            // A promise that is still open is waited for.
            Order::Finish if !outbox.is_empty() => {}
            Order::Finish | Order::Close => return Err(Complaint::Stopping),
            Order::CloseOverfull => return Err(Complaint::ResultTooLarge { bytes_max }),
        }
    }
}

/// Takes what waits; waits while nothing does and nothing is ordered.
fn poll_batch(outbox: &Outbox, batch: &mut Vec<Message>, cx: &mut Context<'_>) -> Poll<Order> {
    let (order, _) = outbox.take(BATCH_BYTES, batch, cx);
    let is_promise_open = batch.is_empty() && !outbox.is_empty();
    match order {
        Order::GoOn if batch.is_empty() => Poll::Pending,
        Order::Finish if is_promise_open => Poll::Pending,
        order => Poll::Ready(order),
    }
}

impl Parts {
    /// Takes note of a message; returns the outcome if it is one.
    fn hear(&mut self, message: Message, mode: Mode) -> Result<Option<Outcome>, Complaint> {
        match message {
            Message::Reply(reply) => self.hear_reply(reply, mode),
            Message::Response(response) => match *response {
                Response::Error { text, .. } => {
                    let text = String::from_utf8_lossy(&text).into_owned();
                    Err(Complaint::NotKept(text))
                }
                // Nothing was asked that is answered so.
                _ => Ok(None),
            },
            Message::Text(_) => Ok(None),
        }
    }

    fn hear_reply(&mut self, reply: Reply, mode: Mode) -> Result<Option<Outcome>, Complaint> {
        Ok(match reply {
            Reply::JobCreated { job } => (mode == Mode::Background).then_some(Outcome::Queued(job)),
            Reply::Data { data, .. } => {
                self.add(data)?;
                None
            }
            Reply::Complete { job, data } => {
                self.add(data)?;
                Some(Outcome::Done(job, std::mem::take(&mut self.parts)))
            }
            Reply::Failed { job } => Some(Outcome::Failed(job)),
            Reply::Exception { job, data } => Some(Outcome::Exception(job, data)),
            Reply::Refused(refusal) => return Err(Complaint::Refused(refusal)),
            // An answer has no place for how far the job is.
            Reply::Progress { .. } | Reply::Warning { .. } => None,
            // Nothing was asked that is answered so.
            Reply::Assigned(_)
            | Reply::NoJob
            | Reply::Noop
            | Reply::Status { .. }
            | Reply::UniqueStatus { .. }
            | Reply::Cancelled { .. }
            | Reply::Done => None,
        })
    }

    fn add(&mut self, data: Bytes) -> Result<(), Complaint> {
        let bytes_max = self.bytes_max;
        let left = self.bytes_left.checked_sub(data.len());
        self.bytes_left = left.ok_or(Complaint::ResultTooLarge { bytes_max })?;
        if !data.is_empty() {
            self.parts.push(data);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
