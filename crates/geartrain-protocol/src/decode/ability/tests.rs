//! What workers say they can do, well and badly.

use super::super::testing::{function, refused, request_of};
use crate::limits::FUNCTION_BYTES_MAX;
use crate::{PacketType, Refusal, Request};

fn run_limit(body: &[u8]) -> Result<u64, Refusal> {
    match request_of(PacketType::CanDoTimeout, body)? {
        Request::CanDoTimeout { run_limit_ms, .. } => Ok(run_limit_ms),
        other => panic!("read as {other:?}"),
    }
}

#[test]
fn the_whole_body_of_can_do_is_the_name() {
    let decoded = request_of(PacketType::CanDo, b"resize image");
    let function = function(b"resize image");
    assert_eq!(decoded, Ok(Request::CanDo { function }));
}

#[test]
fn one_nul_behind_a_lone_name_closes_it() {
    let can_do = request_of(PacketType::CanDo, b"f\0");
    let cant_do = request_of(PacketType::CantDo, b"f\0");
    let function = function(b"f");
    assert_eq!(
        can_do,
        Ok(Request::CanDo {
            function: function.clone()
        })
    );
    assert_eq!(cant_do, Ok(Request::CantDo { function }));
}

#[test]
fn a_nul_inside_a_lone_name_is_refused() {
    let expected = "function name contains a NUL byte";
    for body in [b"a\0b".as_slice(), b"a\0\0"] {
        let decoded = request_of(PacketType::CanDo, body);
        assert_eq!(decoded, refused("INVALID_ARGUMENT", expected), "{body:?}");
    }
}

#[test]
fn a_name_of_nothing_is_refused() {
    for body in [b"".as_slice(), b"\0"] {
        let decoded = request_of(PacketType::CanDo, body);
        assert_eq!(
            decoded,
            refused("INVALID_ARGUMENT", "function name is empty"),
            "{body:?}"
        );
    }
}

#[test]
fn a_name_of_the_longest_kind_is_taken_and_one_byte_more_is_refused() {
    let name = [b'f'; FUNCTION_BYTES_MAX + 1];
    assert!(request_of(PacketType::CanDo, &name[1..]).is_ok());
    let too_long = request_of(PacketType::CanDo, &name);
    let expected = "function name has 513 bytes, 512 are allowed";
    assert_eq!(too_long, refused("ARGUMENT_TOO_LARGE", expected));
}

#[test]
fn a_timeout_is_digits() {
    assert_eq!(run_limit(b"f\x000"), Ok(0));
    assert_eq!(run_limit(b"f\x001500"), Ok(1500));
    assert_eq!(run_limit(b"f\x0018446744073709551615"), Ok(u64::MAX));
}

#[test]
fn a_nul_may_close_the_digits_of_a_timeout() {
    assert_eq!(run_limit(b"f\x001500\0"), Ok(1500));
    assert_eq!(
        run_limit(b"f\x00150\0"),
        Ok(150),
        "four bytes, but digits come first"
    );
}

#[test]
fn four_bytes_that_are_no_text_are_a_big_endian_timeout() {
    assert_eq!(run_limit(b"f\0\0\0\x03\xe8"), Ok(1000));
    assert_eq!(run_limit(b"f\0\0\0\0\0"), Ok(0));
    assert_eq!(
        run_limit(b"f\0\0\0\x30\x39"),
        Ok(12345),
        "two of the bytes look like digits"
    );
}

#[test]
fn four_digits_are_digits() {
    assert_eq!(run_limit(b"f\x001000"), Ok(1000));
}

#[test]
fn a_timeout_that_is_no_number_is_refused() {
    let expected = refused(
        "INVALID_ARGUMENT",
        "timeout is not a number of milliseconds",
    );
    let wrong: [&[u8]; 10] = [
        b"f\0",
        b"f\0abc",
        b"f\0abcd",
        b"f\0-100",
        b"f\0 100",
        b"f\x0010\r\n",
        b"f\x00100 ",
        b"f\x0010s",
        b"f\0\0\0\0\0\0",
        b"f\x0099999999999999999999",
    ];
    for body in wrong {
        assert_eq!(run_limit(body), expected, "{body:?}");
    }
}

#[test]
fn a_timeout_needs_its_separator() {
    let expected = "function name is not followed by a NUL byte";
    assert_eq!(run_limit(b"f"), refused("INVALID_PACKET", expected));
}
