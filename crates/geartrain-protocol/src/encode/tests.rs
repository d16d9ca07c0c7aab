//! What holds for both directions.

use bytes::Bytes;

use super::testing::{bytes_of_request, bytes_of_response, handle};
use super::word;
use crate::{Request, Response};

#[test]
fn a_field_ends_before_a_nul_so_that_the_next_keeps_its_place() {
    assert_eq!(word(b"ab"), b"ab");
    assert_eq!(word(b"a\0b"), b"a");
    assert_eq!(word(b""), b"");

    let response = Response::WorkStatus {
        handle: handle(b"H:a:1"),
        numerator: Bytes::from_static(b"1\0junk"),
        denominator: Bytes::from_static(b"2"),
    };
    let expected = b"\0RES\0\0\0\x0c\0\0\0\x09H:a:1\x001\x002";
    assert_eq!(&bytes_of_response(&response)[..], expected);
}

#[test]
fn each_direction_has_its_magic() {
    let payload = Bytes::from_static(b"!");
    let request = Request::Echo {
        payload: payload.clone(),
    };
    let response = Response::Echo { payload };
    assert_eq!(
        &bytes_of_request(&request)[..],
        b"\0REQ\0\0\0\x10\0\0\0\x01!"
    );
    assert_eq!(
        &bytes_of_response(&response)[..],
        b"\0RES\0\0\0\x11\0\0\0\x01!"
    );
}
