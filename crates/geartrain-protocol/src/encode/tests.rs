//! Literal packets, both ways.

use bytes::{Buf, Bytes, BytesMut};

use crate::{Handle, Outgoing, Response, ResponseDecoder};

#[test]
fn a_result_is_header_handle_nul_and_data() {
    let response = Response::WorkComplete {
        handle: Handle::new(Bytes::from_static(b"H:a:1")).unwrap(),
        data: Bytes::from_static(b"x\0y"),
    };
    let mut outgoing = Outgoing::default();
    outgoing.push_response(&response);
    let bytes = outgoing.copy_to_bytes(outgoing.remaining());
    assert_eq!(&bytes[..], b"\0RES\0\0\0\x0d\0\0\0\x09H:a:1\0x\0y");

    let mut buffer = BytesMut::from(&bytes[..]);
    let decoded = ResponseDecoder::default().decode(&mut buffer);
    assert_eq!(decoded, Ok(Some(response)));
}
