//! Any stream that a server may read, packets and lines mixed, whole and cut in two.

#![no_main]

use geartrain_protocol::RequestDecoder;
use geartrain_protocol_fuzz::{AnyStream, decode_halves};
use libfuzzer_sys::fuzz_target;

/// Bound of a packet's body, low enough to be met.
const BODY_BYTES_MAX: usize = 1000;

fuzz_target!(|stream: AnyStream| {
    let (bytes, cut) = stream.bytes();
    let (front, back) = bytes.split_at(cut);
    let mut decoder = RequestDecoder::new(BODY_BYTES_MAX);
    let whole = decode_halves([&bytes, b""], |buffer| decoder.decode(buffer));
    let mut decoder = RequestDecoder::new(BODY_BYTES_MAX);
    let in_parts = decode_halves([front, back], |buffer| decoder.decode(buffer));
    assert_eq!(whole, in_parts);
});
