//! Streams that mean harm: each call of a decoder takes something, waits, or gives up.

use byteorder::{BigEndian, ByteOrder};
use bytes::BytesMut;
use geartrain_protocol::admin::{AdminCommand, answer};
use geartrain_protocol::limits::LINE_BYTES_MAX;
use geartrain_protocol::{RequestDecoder, ResponseDecoder, StreamError};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::stream::{line, said};

/// Packet bodies in these tests are up to so long.
const BODY_BYTES_MAX: usize = 1000;

proptest! {
    #[test]
    fn any_bytes_are_taken_waited_for_or_given_up(bytes in vec(any::<u8>(), 0..300)) {
        check_requests(&bytes)?;
        check_responses(&bytes)?;
    }

    #[test]
    fn frames_with_any_body_are_taken_waited_for_or_given_up(frames in vec(frame(), 0..6)) {
        check_requests(&frames.concat())?;
        check_responses(&frames.concat())?;
    }

    #[test]
    fn a_good_stream_with_bytes_changed_is_taken_waited_for_or_given_up(
        stream in vec(said(), 1..6),
        changes in vec(any::<(prop::sample::Index, u8)>(), 1..8),
    ) {
        let mut bytes = stream.iter().flat_map(|said| said.bytes.clone()).collect::<Vec<u8>>();
        for (index, byte) in changes {
            let position = index.index(bytes.len());
            bytes[position] = byte;
        }
        check_requests(&bytes)?;
    }

    #[test]
    fn any_line_is_a_command_or_gets_one_line_of_error(line in line()) {
        match AdminCommand::parse(&line) {
            AdminCommand::Wrong(error) => {
                let mut answer = Vec::new();
                answer::error(&mut answer, &error);
                prop_assert!(answer.starts_with(b"ERR ") && answer.ends_with(b"\r\n"));
                prop_assert_eq!(answer.iter().filter(|byte| **byte == b'\n').count(), 1);
            }
            AdminCommand::CreateFunction { function }
            | AdminCommand::MaxQueue { function, .. } => {
                prop_assert!(!function.as_bytes().contains(&b' '));
            }
            _ => (),
        }
    }

    #[test]
    fn a_packet_of_any_type_is_consumed_exactly(
        packet_type in 1..=42_u32,
        body in vec(any::<u8>(), 0..100),
    ) {
        let mut bytes = frame_bytes(*b"\0REQ", packet_type, &body);
        bytes.extend_from_slice(b"version\n");
        let mut buffer = BytesMut::from(&bytes[..]);
        let mut decoder = RequestDecoder::default();
        prop_assert!(matches!(decoder.decode(&mut buffer), Ok(Some(_))));
        prop_assert_eq!(&buffer[..], b"version\n");
    }
}

/// A well-formed frame; what is in it is not.
fn frame() -> impl Strategy<Value = Vec<u8>> {
    let magic = prop_oneof![Just(*b"\0REQ"), Just(*b"\0RES")];
    let body = vec(prop_oneof![Just(0), Just(b'1'), any::<u8>()], 0..80);
    (magic, 1..=42_u32, body)
        .prop_map(|(magic, packet_type, body)| frame_bytes(magic, packet_type, &body))
}

fn frame_bytes(magic: [u8; 4], packet_type: u32, body: &[u8]) -> Vec<u8> {
    let body_bytes = u32::try_from(body.len()).expect("these bodies are short");
    let mut bytes = vec![0; 12];
    bytes[..4].copy_from_slice(&magic);
    BigEndian::write_u32(&mut bytes[4..8], packet_type);
    BigEndian::write_u32(&mut bytes[8..12], body_bytes);
    bytes.extend_from_slice(body);
    bytes
}

fn check_requests(bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut decoder = RequestDecoder::new(BODY_BYTES_MAX);
    check_progress(bytes, |buffer| {
        decoder.decode(buffer).map(|taken| taken.is_some())
    })
}

fn check_responses(bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut decoder = ResponseDecoder::new(BODY_BYTES_MAX);
    check_progress(bytes, |buffer| {
        decoder.decode(buffer).map(|taken| taken.is_some())
    })
}

/// Decodes until the decoder waits or gives up; one that neither takes nor waits would not end.
fn check_progress(
    bytes: &[u8],
    mut decode: impl FnMut(&mut BytesMut) -> Result<bool, StreamError>,
) -> Result<(), TestCaseError> {
    let mut buffer = BytesMut::from(bytes);
    loop {
        let before = buffer.len();
        match decode(&mut buffer) {
            Ok(true) => prop_assert!(buffer.len() < before, "something was taken"),
            Ok(false) => {
                prop_assert_eq!(buffer.len(), before, "waiting takes nothing");
                let longest = LINE_BYTES_MAX.max(BODY_BYTES_MAX + 12);
                prop_assert!(before < longest, "waiting has a bound");
                return Ok(());
            }
            Err(_) => return Ok(()),
        }
    }
}
