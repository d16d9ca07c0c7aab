//! Frames.

use bytes::BytesMut;

use super::{Header, Magic, Packet};
use crate::{PacketType, StreamError};

const BODY_BYTES_MAX: usize = 1000;

fn take(bytes: &[u8]) -> (Result<Option<Packet>, StreamError>, BytesMut) {
    let mut buffer = BytesMut::from(bytes);
    let taken = Packet::take(&mut buffer, BODY_BYTES_MAX);
    (taken, buffer)
}

#[test]
fn a_header_is_magic_type_and_size_in_network_order() {
    let header = Header {
        magic: Magic::Response,
        packet_type: PacketType::StatusResUnique,
        body_bytes: 0x0203,
    };
    let bytes = *b"\0RES\0\0\0\x2a\0\0\x02\x03";
    assert_eq!(header.encode(), bytes);
    assert_eq!(Header::decode(&bytes, BODY_BYTES_MAX), Ok(header));
}

#[test]
fn a_packet_is_taken_when_its_last_byte_is_there() {
    let bytes = b"\0REQ\0\0\0\x10\0\0\0\x02hi";
    for end in 0..bytes.len() {
        let (taken, left) = take(&bytes[..end]);
        assert_eq!(taken, Ok(None), "{end} bytes");
        assert_eq!(left.len(), end, "nothing is taken");
    }
    let (taken, left) = take(bytes);
    let packet = taken.expect("well formed").expect("complete");
    assert_eq!(&packet.body[..], b"hi");
    assert!(left.is_empty());
}

#[test]
fn what_follows_a_packet_stays() {
    let (taken, left) = take(b"\0REQ\0\0\0\x09\0\0\0\0\0REQ");
    assert!(taken.expect("well formed").is_some());
    assert_eq!(&left[..], b"\0REQ");
}

#[test]
fn a_body_shares_the_memory_that_it_arrived_in() {
    let mut buffer = BytesMut::from(&b"\0REQ\0\0\0\x10\0\0\0\x02hi"[..]);
    let arrived_at = buffer[12..].as_ptr();
    let packet = Packet::take(&mut buffer, BODY_BYTES_MAX);
    let body = packet.expect("well formed").expect("complete").body;
    assert_eq!(body.as_ptr(), arrived_at);
}

#[test]
fn an_unknown_magic_ends_the_stream() {
    let (taken, _) = take(b"\0REX\0\0\0\x10\0\0\0\0");
    assert_eq!(taken, Err(StreamError::Magic(*b"\0REX")));
}

#[test]
fn an_unknown_type_ends_the_stream() {
    let (taken, _) = take(b"\0REQ\x80\0\0\0\0\0\0\0");
    assert_eq!(taken, Err(StreamError::Type(0x8000_0000)));
}

#[test]
fn a_size_over_the_bound_is_refused_with_the_header_and_takes_no_memory() {
    let mut buffer = BytesMut::from(&b"\0REQ\0\0\0\x07\xff\xff\xff\xf0"[..]);
    let capacity = buffer.capacity();
    let taken = Packet::take(&mut buffer, BODY_BYTES_MAX);
    let expected = StreamError::TooLarge {
        packet_type: 7,
        bytes: 0xffff_fff0,
        bytes_max: BODY_BYTES_MAX,
    };
    assert_eq!(taken, Err(expected));
    assert_eq!(buffer.capacity(), capacity);
}

#[test]
fn a_size_at_the_bound_is_waited_for_without_taking_memory() {
    let mut buffer = BytesMut::from(&b"\0REQ\0\0\0\x07\0\0\x03\xe8"[..]);
    let capacity = buffer.capacity();
    assert_eq!(Packet::take(&mut buffer, BODY_BYTES_MAX), Ok(None));
    assert_eq!(buffer.capacity(), capacity);
}
