//! One thing that waits to be sent to a peer.

use bytes::Bytes;
use geartrain_dispatch::{Assignment, Reply};
use geartrain_protocol::Response;

/// What goes into an outbox. It is encoded when the connection is about to write it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// A reply of the dispatcher.
    Reply(Reply),
    /// An answer that needed no dispatcher; few do, and every message is as large as the largest.
    Response(Box<Response>),
    /// A whole answer of the admin protocol.
    Text(Bytes),
}

impl Message {
    /// Bytes of memory that it takes while it waits: itself and its payload. Names and handles are
    /// short, so they are not looked at.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.payload_bytes()
    }

    fn payload_bytes(&self) -> usize {
        match self {
            Self::Reply(reply) => reply_bytes(reply),
            Self::Response(response) => response_bytes(response),
            Self::Text(text) => text.len(),
        }
    }
}

fn response_bytes(response: &Response) -> usize {
    match response {
        Response::Echo { payload } => payload.len(),
        _ => 0,
    }
}

fn reply_bytes(reply: &Reply) -> usize {
    match reply {
        Reply::Assigned(Assignment { workload, .. }) => workload.len(),
        Reply::Data { data, .. }
        | Reply::Warning { data, .. }
        | Reply::Complete { data, .. }
        | Reply::Exception { data, .. } => data.len(),
        Reply::Progress {
            numerator,
            denominator,
            ..
        } => numerator.len() + denominator.len(),
        Reply::JobCreated { .. }
        | Reply::NoJob
        | Reply::Noop
        | Reply::Failed { .. }
        | Reply::Status { .. }
        | Reply::UniqueStatus { .. }
        | Reply::Cancelled { .. }
        | Reply::Done
        | Reply::Refused(_) => 0,
    }
}
