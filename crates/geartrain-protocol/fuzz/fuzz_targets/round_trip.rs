//! Any packets: what is written, read in steps of any size, is what is decoded.

#![no_main]

use bytes::{Buf, BytesMut};
use geartrain_protocol::{Incoming, Outgoing, Request, RequestDecoder, Response, ResponseDecoder};
use geartrain_protocol_fuzz::{AnyRequest, AnyResponse, decode_halves};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    step: u8,
    requests: Vec<AnyRequest>,
    responses: Vec<AnyResponse>,
}

fuzz_target!(|input: Input| {
    let step = usize::from(input.step) + 1;
    let requests: Vec<Request> = input.requests.into_iter().map(Into::into).collect();
    let responses: Vec<Response> = input.responses.into_iter().map(Into::into).collect();
    let mut outgoing = Outgoing::default();

    requests
        .iter()
        .for_each(|request| outgoing.push_request(request));
    let bytes = drain(&mut outgoing, step);
    let mut decoder = RequestDecoder::default();
    let decoded = decode_halves([&bytes, b""], |buffer| decoder.decode(buffer));
    let expected = requests
        .into_iter()
        .map(|request| Ok(Incoming::Request(request)));
    assert_eq!(decoded, expected.collect::<Vec<_>>());

    responses
        .iter()
        .for_each(|response| outgoing.push_response(response));
    let bytes = drain(&mut outgoing, step);
    let mut decoder = ResponseDecoder::default();
    let decoded = decode_halves([&bytes, b""], |buffer| decoder.decode(buffer));
    assert_eq!(decoded, responses.into_iter().map(Ok).collect::<Vec<_>>());
});

/// Reads all of `outgoing`, up to `step` bytes at a time.
fn drain(outgoing: &mut Outgoing, step: usize) -> BytesMut {
    let mut bytes = BytesMut::with_capacity(outgoing.remaining());
    while outgoing.has_remaining() {
        let count = outgoing.chunk().len().min(step);
        bytes.extend_from_slice(&outgoing.chunk()[..count]);
        outgoing.advance(count);
    }
    bytes
}
