//! Fixed runs of the codec.

use bytes::{Buf, Bytes, BytesMut};
use geartrain_protocol::{
    FunctionName, Handle, Incoming, JobAssign, Outgoing, Request, RequestDecoder, Response, Start,
    Submit, SubmitMode, SubmitPriority, UniqueKey,
};

use crate::core::Part;

/// Packets of each run.
const PACKETS: usize = 10_000;

fn submit() -> Request {
    Request::Submit(Submit {
        function: FunctionName::new(Bytes::from_static(b"resize-image")).expect("a good name"),
        unique: UniqueKey::new(Bytes::from_static(b"0d9f6f2e-7d5b-4f57-a0ab-5b0de2c4ab11"))
            .expect("a good unique"),
        mode: SubmitMode::Background,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload: Bytes::from_static(&[b'x'; 64]),
    })
}

fn handle() -> Handle {
    Handle::new(Bytes::from_static(b"H:host:123456")).expect("a good handle")
}

fn requests() -> [Request; 4] {
    let complete = Request::WorkComplete {
        handle: handle(),
        data: Bytes::from_static(&[b'y'; 64]),
    };
    [submit(), Request::GrabJob, complete, Request::PreSleep]
}

fn responses() -> [Response; 4] {
    [
        Response::JobCreated { handle: handle() },
        Response::JobAssign(JobAssign {
            handle: handle(),
            function: FunctionName::new(Bytes::from_static(b"resize-image")).expect("a good name"),
            unique: None,
            reducer: None,
            workload: Bytes::from_static(&[b'x'; 64]),
        }),
        Response::Noop,
        Response::WorkComplete {
            handle: handle(),
            data: Bytes::from_static(&[b'y'; 64]),
        },
    ]
}

/// A server reads what clients and workers sent in one go.
#[must_use]
pub fn decode() -> Part {
    let mut outgoing = Outgoing::default();
    for request in requests() {
        outgoing.push_request(&request);
    }
    let sent = outgoing.copy_to_bytes(outgoing.remaining());
    Box::new(move || {
        let mut decoder = RequestDecoder::default();
        let mut buffer = BytesMut::new();
        for _ in 0..PACKETS / 40 {
            for _ in 0..10 {
                buffer.extend_from_slice(&sent);
            }
            while let Ok(Some(incoming)) = decoder.decode(&mut buffer) {
                assert!(matches!(incoming, Incoming::Request(_)), "all are good");
            }
            assert!(buffer.is_empty(), "all was read");
        }
    })
}

/// A server writes what clients and workers get.
#[must_use]
pub fn encode() -> Part {
    let responses = responses();
    Box::new(move || {
        let mut outgoing = Outgoing::default();
        for _ in 0..PACKETS / 40 {
            for response in responses.iter().cycle().take(40) {
                outgoing.push_response(response);
            }
            outgoing.advance(outgoing.remaining());
        }
    })
}
