//! One stream of requests and lines.

use bytes::{Bytes, BytesMut};

use super::{Incoming, RequestDecoder};
use crate::admin::AdminCommand;
use crate::limits::LINE_BYTES_MAX;
use crate::{Refusal, Request, StreamError};

fn decode_all(bytes: &[u8]) -> Vec<Result<Incoming, StreamError>> {
    let mut decoder = RequestDecoder::default();
    let mut buffer = BytesMut::from(bytes);
    std::iter::from_fn(|| decoder.decode(&mut buffer).transpose()).collect()
}

#[test]
fn requests_and_lines_may_follow_each_other() {
    let decoded =
        decode_all(b"\0REQ\0\0\0\x09\0\0\0\0version\nstatus\r\n\0REQ\0\0\0\x10\0\0\0\x01\n");
    let payload = Bytes::from_static(b"\n");
    let expected = [
        Incoming::Request(Request::GrabJob),
        Incoming::Admin(AdminCommand::Version),
        Incoming::Admin(AdminCommand::Status),
        Incoming::Request(Request::Echo { payload }),
    ];
    assert_eq!(decoded, expected.map(Ok));
}

#[test]
fn a_refused_packet_is_consumed_exactly() {
    let decoded = decode_all(b"\0REQ\0\0\0\x07\0\0\0\x03f\0u\0REQ\0\0\0\x09\0\0\0\0");
    let refusal = Refusal {
        code: "INVALID_PACKET",
        text: "unique is not followed by a NUL byte".to_owned(),
    };
    let expected = [
        Incoming::Refused(refusal),
        Incoming::Request(Request::GrabJob),
    ];
    assert_eq!(decoded, expected.map(Ok));
}

#[test]
fn the_magic_of_responses_is_refused_and_the_packet_consumed() {
    let decoded = decode_all(b"\0RES\0\0\0\x10\0\0\0\x01!\0REQ\0\0\0\x09\0\0\0\0");
    let refusal = Refusal {
        code: "INVALID_MAGIC",
        text: "Request magic expected".to_owned(),
    };
    let expected = [
        Incoming::Refused(refusal),
        Incoming::Request(Request::GrabJob),
    ];
    assert_eq!(decoded, expected.map(Ok));
}

#[test]
fn a_line_is_looked_at_once_however_slowly_it_comes() {
    let mut decoder = RequestDecoder::default();
    let mut buffer = BytesMut::new();
    for (seen, byte) in b"status".iter().enumerate() {
        buffer.extend_from_slice(&[*byte]);
        assert_eq!(decoder.decode(&mut buffer), Ok(None));
        assert_eq!(decoder.line_scanned, seen + 1);
    }
    buffer.extend_from_slice(b"\nversion\n");
    let status = Incoming::Admin(AdminCommand::Status);
    let version = Incoming::Admin(AdminCommand::Version);
    assert_eq!(decoder.decode(&mut buffer), Ok(Some(status)));
    assert_eq!(decoder.decode(&mut buffer), Ok(Some(version)));
    assert_eq!(decoder.line_scanned, 0);
}

#[test]
fn a_line_of_the_longest_kind_is_read() {
    let mut line = vec![b'x'; LINE_BYTES_MAX - 1];
    line.push(b'\n');
    assert_eq!(decode_all(&line).len(), 1);
    assert!(matches!(decode_all(&line)[0], Ok(Incoming::Admin(_))));
}

#[test]
fn a_line_without_an_end_is_given_up_at_its_bound() {
    let mut decoder = RequestDecoder::default();
    let mut buffer = BytesMut::from(&vec![b'x'; LINE_BYTES_MAX - 1][..]);
    assert_eq!(decoder.decode(&mut buffer), Ok(None));
    buffer.extend_from_slice(b"x");
    let expected = StreamError::LineTooLong {
        bytes_max: LINE_BYTES_MAX,
    };
    assert_eq!(decoder.decode(&mut buffer), Err(expected));
}

#[test]
fn an_end_beyond_the_bound_does_not_save_a_line() {
    let mut line = vec![b'x'; LINE_BYTES_MAX];
    line.push(b'\n');
    let mut buffer = BytesMut::from(&line[..]);
    let expected = StreamError::LineTooLong {
        bytes_max: LINE_BYTES_MAX,
    };
    assert_eq!(RequestDecoder::default().decode(&mut buffer), Err(expected));
}

#[test]
fn the_bound_of_a_packet_is_the_servers_choice() {
    let mut decoder = RequestDecoder::new(1);
    let mut fitting = BytesMut::from(&b"\0REQ\0\0\0\x10\0\0\0\x01!"[..]);
    let mut too_large = BytesMut::from(&b"\0REQ\0\0\0\x10\0\0\0\x02"[..]);
    assert!(matches!(decoder.decode(&mut fitting), Ok(Some(_))));
    let expected = StreamError::TooLarge {
        packet_type: 16,
        bytes: 2,
        bytes_max: 1,
    };
    assert_eq!(decoder.decode(&mut too_large), Err(expected));
}
