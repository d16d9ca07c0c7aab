//! Packets that ask for nothing possible: an error says what is wrong, and the connection goes on.

use crate::support::*;

/// Each packet is refused with its error; the connection goes on, and nothing is left behind.
#[track_caller]
fn are_refused(server: &TestServer, refusals: &[(u32, &[u8], &[u8])]) {
    let mut peer = server.connect();
    for (packet_type, body, error) in refusals {
        peer.send(*packet_type, body);
        peer.expect(ERROR, error);
    }
    peer.expect_nothing_more();
    assert!(peer.ask_list(b"status\n").is_empty());
}

#[test]
fn a_packet_that_only_servers_send_is_refused() {
    let server = TestServer::start();
    let mut peer = server.connect();
    for packet_type in [5, NOOP, JOB_CREATED, NO_JOB, ECHO_RES, OPTION_RES] {
        for body in [&b""[..], b"x"] {
            peer.send(packet_type, body);
            peer.expect(ERROR, NOT_EXPECTED);
        }
    }
    peer.expect_nothing_more();
}

#[test]
fn a_packet_with_fields_that_only_servers_send_is_refused() {
    for packet_type in [
        JOB_ASSIGN,
        ERROR,
        STATUS_RES,
        JOB_ASSIGN_UNIQ,
        JOB_ASSIGN_ALL,
        STATUS_RES_UNIQUE,
    ] {
        let server = TestServer::start();
        let mut peer = server.connect();
        peer.send(packet_type, b"x");
        differs("responses-as-requests");
        peer.expect(ERROR, NOT_EXPECTED);
        peer.expect_nothing_more();
    }
}

#[test]
fn the_magic_of_servers_is_refused() {
    let server = TestServer::start();
    let mut peer = server.connect();
    let mut packet = request(ECHO_REQ, b"x");
    packet[1..4].copy_from_slice(b"RES");
    peer.send_raw(&packet);
    peer.expect(ERROR, REQUEST_MAGIC);
    peer.expect_nothing_more();
}

#[test]
fn a_field_that_is_not_closed_is_named() {
    let server = TestServer::start();
    let function = b"INVALID_PACKET\0function name is not followed by a NUL byte";
    let unique = b"INVALID_PACKET\0unique is not followed by a NUL byte";
    let handle = b"INVALID_PACKET\0job handle is not followed by a NUL byte";
    let epoch = b"INVALID_PACKET\0epoch is not followed by a NUL byte";
    let reducer = b"INVALID_PACKET\0reducer is not followed by a NUL byte";
    let aggregate = b"INVALID_PACKET\0aggregate is not followed by a NUL byte";
    differs("missing-separator");
    are_refused(
        &server,
        &[
            (SUBMIT_JOB, b"function", function),
            (SUBMIT_JOB_LOW_BG, b"", function),
            (SUBMIT_JOB_HIGH, b"function\0unique", unique),
            (SUBMIT_JOB_EPOCH, b"function\0unique\x0012", epoch),
            (SUBMIT_REDUCE_JOB, b"function\0unique\0reducer", reducer),
            (
                SUBMIT_REDUCE_JOB_BACKGROUND,
                b"f\0u\0r\0workload",
                aggregate,
            ),
            (WORK_STATUS, b"handle", handle),
            (CAN_DO_TIMEOUT, b"function", function),
        ],
    );
}

#[test]
fn a_function_needs_a_name() {
    let server = TestServer::start();
    let error = b"INVALID_ARGUMENT\0function name is empty";
    differs("empty-function-name");
    are_refused(
        &server,
        &[
            (CAN_DO, b"", error),
            (CAN_DO_TIMEOUT, b"\x00100", error),
            (CANT_DO, b"", error),
            (SUBMIT_JOB, b"\0u\0x", error),
            (SUBMIT_JOB_EPOCH, b"\0u\x001\0x", error),
            (SUBMIT_REDUCE_JOB, b"\0u\0r\0\0x", error),
        ],
    );
}

#[test]
fn a_function_name_is_bounded() {
    let server = TestServer::start();
    let long = [b'f'; 513];
    let error = b"ARGUMENT_TOO_LARGE\0function name has 513 bytes, 512 are allowed";
    differs("long-function-name");
    are_refused(
        &server,
        &[
            (CAN_DO, &long, error),
            (CAN_DO_TIMEOUT, &fields(&[&long, b"100"]), error),
            (CANT_DO, &long, error),
            (SUBMIT_JOB_BG, &fields(&[&long, b"", b"x"]), error),
        ],
    );
}

#[test]
fn a_unique_is_bounded() {
    let server = TestServer::start();
    let mut peer = server.connect();
    for packet_type in [SUBMIT_JOB, SUBMIT_JOB_HIGH, SUBMIT_JOB_LOW_BG] {
        peer.send(packet_type, &fields(&[b"f", &[b'u'; 65], b"x"]));
        peer.expect(ERROR, UNIQUE_TOO_LONG);
    }
    peer.expect_nothing_more();
}

#[test]
fn a_field_of_any_length_is_read_to_its_end() {
    let server = TestServer::start();
    let mut peer = server.connect();
    differs("huge-fields");
    peer.send(SUBMIT_JOB, &fields(&[b"f", &[b'u'; 100_000], b"x"]));
    peer.expect(ERROR, UNIQUE_TOO_LONG);
    peer.send(OPTION_REQ, &[b'o'; 100_000]);
    peer.expect(ERROR, OPTION_UNKNOWN);
    peer.expect_nothing_more();
}

#[test]
fn a_name_that_is_no_name_registers_nothing() {
    let server = TestServer::start();
    differs("can-do-with-nul");
    are_refused(
        &server,
        &[(
            CAN_DO,
            b"in\0side",
            b"INVALID_ARGUMENT\0function name contains a NUL byte",
        )],
    );
}

#[test]
fn a_time_limit_of_twenty_digits_is_refused() {
    let server = TestServer::start();
    differs("hostile-input");
    are_refused(
        &server,
        &[(
            CAN_DO_TIMEOUT,
            b"f\x0099999999999999999999",
            b"INVALID_ARGUMENT\0timeout is not a number of milliseconds",
        )],
    );
}
