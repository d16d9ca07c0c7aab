//! What clones of a client send to the task that owns the connection.

use std::sync::Arc;

use geartrain_protocol::{Handle, Request, Response, Submit};
use tokio::sync::oneshot;

use crate::Error;
use crate::feed::Feed;

/// One request, with the place where its answer goes. Nobody minds when that place is gone: its
/// caller has given up.
#[derive(Debug)]
pub(crate) enum Command {
    /// Submit a job.
    Submit(Submit, oneshot::Sender<Result<Created, Error>>),
    /// Ask what is answered by one packet.
    Ask(Request, oneshot::Sender<Result<Response, Error>>),
}

/// A job that the server has accepted.
#[derive(Debug)]
pub(crate) struct Created {
    /// The server's name for it.
    pub(crate) handle: Handle,
    /// Where its events and its outcome arrive; unused by a background job.
    pub(crate) feed: Arc<Feed>,
}

impl Command {
    /// Its caller has given up.
    pub(crate) fn is_abandoned(&self) -> bool {
        match self {
            Self::Submit(_, reply) => reply.is_closed(),
            Self::Ask(_, reply) => reply.is_closed(),
        }
    }

    /// Answers with an error.
    pub(crate) fn refuse(self, error: Error) {
        match self {
            Self::Submit(_, reply) => drop(reply.send(Err(error))),
            Self::Ask(_, reply) => drop(reply.send(Err(error))),
        }
    }
}
