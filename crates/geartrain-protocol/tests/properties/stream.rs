//! Streams: what was said, and the bytes that say it.

use bytes::{Buf, Bytes};
use geartrain_protocol::admin::AdminCommand;
use geartrain_protocol::{Incoming, Outgoing, Request, Response};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::requests::request;

pub(crate) fn bytes_of_request(request: &Request) -> Bytes {
    let mut outgoing = Outgoing::default();
    outgoing.push_request(request);
    outgoing.copy_to_bytes(outgoing.remaining())
}

pub(crate) fn bytes_of_response(response: &Response) -> Bytes {
    let mut outgoing = Outgoing::default();
    outgoing.push_response(response);
    outgoing.copy_to_bytes(outgoing.remaining())
}

/// One thing that a peer says, and how it travels.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) incoming: Incoming,
    pub(crate) bytes: Bytes,
}

pub(crate) fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        3 => request().prop_map(|request| Said {
            bytes: bytes_of_request(&request),
            incoming: Incoming::Request(request),
        }),
        1 => line().prop_map(|line| Said {
            incoming: Incoming::Admin(AdminCommand::parse(&line)),
            bytes: line,
        }),
    ]
}

/// A line with its end; it does not begin with NUL, which is how packets begin.
pub(crate) fn line() -> impl Strategy<Value = Bytes> {
    prop_oneof![
        1 => vec(command_word(), 1..6).prop_map(|words| words.join(&b' ')),
        1 => vec(any::<u8>(), 0..40),
    ]
    .prop_map(|mut line| {
        line.retain(|byte| *byte != b'\n');
        if line.first() == Some(&0) {
            line.insert(0, b'x');
        }
        line.push(b'\n');
        Bytes::from(line)
    })
}

fn command_word() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "status", "maxqueue", "create", "drop", "function", "cancel", "job", "show", "unique",
        "jobs", "shutdown", "graceful", "version", "f", "1", "-1", "", "\r",
    ]);
    prop_oneof![
        8 => known.prop_map(|word| word.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..12),
    ]
}
