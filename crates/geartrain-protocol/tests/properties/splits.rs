//! It makes no difference in which parts a stream arrives.

use bytes::BytesMut;
use geartrain_protocol::{Incoming, RequestDecoder, ResponseDecoder};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::responses::response;
use crate::stream::{Said, bytes_of_response, said};

proptest! {
    #[test]
    fn a_packet_or_line_split_at_any_byte_is_read_when_its_end_is_there(said in said()) {
        for split in 0..said.bytes.len() {
            let mut decoder = RequestDecoder::default();
            let mut buffer = BytesMut::from(&said.bytes[..split]);
            let capacity = buffer.capacity();
            prop_assert_eq!(decoder.decode(&mut buffer), Ok(None));
            prop_assert_eq!(buffer.len(), split);
            prop_assert_eq!(buffer.capacity(), capacity, "no memory for what is announced");
            buffer.extend_from_slice(&said.bytes[split..]);
            prop_assert_eq!(decoder.decode(&mut buffer), Ok(Some(said.incoming.clone())));
        }
    }

    #[test]
    fn a_response_split_at_any_byte_is_read_when_its_end_is_there(response in response()) {
        let bytes = bytes_of_response(&response);
        for split in 0..bytes.len() {
            let mut decoder = ResponseDecoder::default();
            let mut buffer = BytesMut::from(&bytes[..split]);
            prop_assert_eq!(decoder.decode(&mut buffer), Ok(None));
            prop_assert_eq!(buffer.len(), split);
            buffer.extend_from_slice(&bytes[split..]);
            prop_assert_eq!(decoder.decode(&mut buffer), Ok(Some(response.clone())));
        }
    }

    #[test]
    fn a_stream_in_chunks_of_any_size_is_read_in_order(
        stream in vec(said(), 1..12),
        chunk_lengths in vec(1..200_usize, 1..20),
    ) {
        let bytes = stream.iter().flat_map(|said| said.bytes.clone()).collect::<Vec<u8>>();
        let decoded = decode_in_chunks(&bytes, &chunk_lengths);
        let expected = stream.into_iter().map(|Said { incoming, .. }| incoming);
        prop_assert_eq!(decoded, expected.collect::<Vec<_>>());
    }
}

/// Feeds `bytes` in chunks whose lengths go round and round.
fn decode_in_chunks(mut bytes: &[u8], chunk_lengths: &[usize]) -> Vec<Incoming> {
    let mut decoder = RequestDecoder::default();
    let mut buffer = BytesMut::new();
    let mut decoded = Vec::new();
    for length in chunk_lengths.iter().cycle() {
        if bytes.is_empty() {
            break;
        }
        let (chunk, rest) = bytes.split_at(bytes.len().min(*length));
        bytes = rest;
        buffer.extend_from_slice(chunk);
        while let Some(incoming) = decoder.decode(&mut buffer).expect("a good stream") {
            decoded.push(incoming);
        }
    }
    decoded
}
