//! Requests whose answers are due.
//!
//! A server answers the requests of a connection in their order, and only that order tells which
//! request an `ERROR` or a `JOB_CREATED` belongs to.

use std::collections::VecDeque;

use geartrain_protocol::{Request, Response, SubmitMode};
use tokio::sync::oneshot;

use crate::Error;
use crate::command::Created;
use crate::limits::UNANSWERED_MAX;

/// Requests in the order in which they were sent.
#[derive(Debug, Default)]
pub(crate) struct Unanswered(VecDeque<Due>);

/// One request that was sent.
#[derive(Debug)]
pub(crate) enum Due {
    /// A submission.
    Job(SubmitMode, oneshot::Sender<Result<Created, Error>>),
    /// A question.
    Answer(AnswerKind, oneshot::Sender<Result<Response, Error>>),
    /// An option that the connection set for itself.
    Option,
}

/// Which packet answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    Status,
    StatusUnique,
    Echo,
}

impl AnswerKind {
    /// The packet that answers `request`; `None` when it is no question.
    pub(crate) fn to(request: &Request) -> Option<Self> {
        match request {
            Request::GetStatus { .. } => Some(Self::Status),
            Request::GetStatusUnique { .. } => Some(Self::StatusUnique),
            Request::Echo { .. } => Some(Self::Echo),
            _ => None,
        }
    }
}

impl Unanswered {
    pub(crate) fn push(&mut self, due: Due) {
        self.0.push_back(due);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.0.len() >= UNANSWERED_MAX
    }

    /// The oldest submission.
    pub(crate) fn take_job(
        &mut self,
    ) -> Option<(SubmitMode, oneshot::Sender<Result<Created, Error>>)> {
        match self.take(|due| matches!(due, Due::Job(..)))? {
            Due::Job(mode, reply) => Some((mode, reply)),
            Due::Answer(..) | Due::Option => None,
        }
    }

    /// The oldest question of this kind.
    pub(crate) fn take_answer(
        &mut self,
        kind: AnswerKind,
    ) -> Option<oneshot::Sender<Result<Response, Error>>> {
        match self.take(|due| matches!(due, Due::Answer(of, _) if *of == kind))? {
            Due::Answer(_, reply) => Some(reply),
            Due::Job(..) | Due::Option => None,
        }
    }

    /// The oldest option.
    pub(crate) fn take_option(&mut self) {
        self.take(|due| matches!(due, Due::Option));
    }

    /// The oldest request of all, which is the one that an `ERROR` answers.
    pub(crate) fn take_oldest(&mut self) -> Option<Due> {
        self.0.pop_front()
    }

    /// A server that leaves a request without an answer must not shift all that follow, so the
    /// oldest of the fitting kind is looked for behind those.
    fn take(&mut self, fits: impl Fn(&Due) -> bool) -> Option<Due> {
        let position = self.0.iter().position(fits)?;
        self.0.remove(position)
    }
}

impl Due {
    /// Answers with an error.
    pub(crate) fn refuse(self, error: Error) {
        match self {
            Self::Job(_, reply) => drop(reply.send(Err(error))),
            Self::Answer(_, reply) => drop(reply.send(Err(error))),
            Self::Option => match error {
                Error::ConnectionLost { .. } => {}
                error => tracing::warn!(%error, "the server does not set an option"),
            },
        }
    }
}
