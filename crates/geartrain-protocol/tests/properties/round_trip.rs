//! What is written is what is read.

use bytes::BytesMut;
use geartrain_protocol::{Incoming, RequestDecoder, ResponseDecoder};
use proptest::prelude::*;

use crate::requests::request;
use crate::responses::response;
use crate::stream::{bytes_of_request, bytes_of_response};

proptest! {
    #[test]
    fn every_request_is_read_as_it_was_written(request in request()) {
        let mut buffer = BytesMut::from(&bytes_of_request(&request)[..]);
        let decoded = RequestDecoder::default().decode(&mut buffer);
        prop_assert_eq!(decoded, Ok(Some(Incoming::Request(request))));
        prop_assert!(buffer.is_empty());
    }

    #[test]
    fn every_response_is_read_as_it_was_written(response in response()) {
        let mut buffer = BytesMut::from(&bytes_of_response(&response)[..]);
        let decoded = ResponseDecoder::default().decode(&mut buffer);
        prop_assert_eq!(decoded, Ok(Some(response)));
        prop_assert!(buffer.is_empty());
    }
}
