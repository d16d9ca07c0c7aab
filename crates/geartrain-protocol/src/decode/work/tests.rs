//! Packets about running jobs, as workers send them.

use bytes::Bytes;

use super::super::testing::{handle, refused, request_of};
use crate::{PacketType, Request};

#[test]
fn a_result_may_hold_nuls() {
    let decoded = request_of(PacketType::WorkComplete, b"H:a:1\0x\0y\0");
    let expected = Request::WorkComplete {
        handle: handle(b"H:a:1"),
        data: Bytes::from_static(b"x\0y\0"),
    };
    assert_eq!(decoded, Ok(expected));
}

#[test]
fn a_missing_last_separator_is_an_empty_last_argument() {
    let handle = || handle(b"H:a:1");
    let data = Bytes::new;
    let complete = Request::WorkComplete {
        handle: handle(),
        data: data(),
    };
    let part = Request::WorkData {
        handle: handle(),
        data: data(),
    };
    let warning = Request::WorkWarning {
        handle: handle(),
        data: data(),
    };
    let exception = Request::WorkException {
        handle: handle(),
        data: data(),
    };
    let expected = [
        (PacketType::WorkComplete, complete),
        (PacketType::WorkData, part),
        (PacketType::WorkWarning, warning),
        (PacketType::WorkException, exception),
    ];
    for (packet_type, request) in expected {
        assert_eq!(request_of(packet_type, b"H:a:1"), Ok(request));
    }
}

#[test]
fn progress_is_two_words_as_the_worker_wrote_them() {
    let decoded = request_of(PacketType::WorkStatus, b"H:a:1\x0050%\0all");
    let expected = Request::WorkStatus {
        handle: handle(b"H:a:1"),
        numerator: Bytes::from_static(b"50%"),
        denominator: Bytes::from_static(b"all"),
    };
    assert_eq!(decoded, Ok(expected));
}

#[test]
fn progress_may_lack_its_last_separator_but_not_its_first() {
    let decoded = request_of(PacketType::WorkStatus, b"H:a:1\x001");
    let expected = Request::WorkStatus {
        handle: handle(b"H:a:1"),
        numerator: Bytes::from_static(b"1"),
        denominator: Bytes::new(),
    };
    assert_eq!(decoded, Ok(expected));

    let refusal = request_of(PacketType::WorkStatus, b"H:a:1");
    let text = "job handle is not followed by a NUL byte";
    assert_eq!(refusal, refused("INVALID_PACKET", text));
}

#[test]
fn a_handle_ends_at_a_nul_where_it_is_the_only_argument() {
    let handle = handle(b"H:a:1");
    for body in [b"H:a:1".as_slice(), b"H:a:1\0", b"H:a:1\0why"] {
        let decoded = request_of(PacketType::WorkFail, body);
        assert_eq!(
            decoded,
            Ok(Request::WorkFail {
                handle: handle.clone()
            })
        );
    }
}

#[test]
fn a_handle_of_64_bytes_is_refused_wherever_it_stands() {
    let handle = [b'h'; 64];
    let before_data = [&handle, b"\0x".as_slice()].concat();
    let expected = refused(
        "ARGUMENT_TOO_LARGE",
        "job handle has 64 bytes, 63 are allowed",
    );
    assert_eq!(request_of(PacketType::WorkFail, &handle), expected);
    assert_eq!(request_of(PacketType::WorkComplete, &handle), expected);
    assert_eq!(request_of(PacketType::WorkComplete, &before_data), expected);
    assert_eq!(request_of(PacketType::WorkData, &before_data), expected);
    assert_eq!(request_of(PacketType::WorkStatus, &before_data), expected);
}
