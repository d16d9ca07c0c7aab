//! Responses, as servers of several kinds write them.

use bytes::Bytes;

use super::super::testing::{function, handle, response_of, unique};
use crate::packet::{Magic, Packet};
use crate::{JobAssign, PacketType, Response, StatusFields, StreamError};

fn malformed(packet_type: PacketType, reason: &str) -> Result<Response, StreamError> {
    Err(StreamError::Malformed {
        packet_type,
        reason: reason.to_owned(),
    })
}

fn assignment() -> JobAssign {
    JobAssign {
        handle: handle(b"H:a:1"),
        function: function(b"f"),
        unique: None,
        reducer: None,
        workload: Bytes::from_static(b"x\0y"),
    }
}

#[test]
fn an_assignment_shows_as_much_as_the_worker_asked_for() {
    let plain = assignment();
    let with_unique = JobAssign {
        unique: Some(unique(b"u")),
        ..assignment()
    };
    let with_all = JobAssign {
        reducer: Some(Bytes::from_static(b"sum")),
        ..with_unique.clone()
    };
    let table: [(PacketType, &[u8], JobAssign); 3] = [
        (PacketType::JobAssign, b"H:a:1\0f\0x\0y", plain),
        (PacketType::JobAssignUniq, b"H:a:1\0f\0u\0x\0y", with_unique),
        (
            PacketType::JobAssignAll,
            b"H:a:1\0f\0u\0sum\0x\0y",
            with_all,
        ),
    ];
    for (packet_type, body, expected) in table {
        assert_eq!(
            response_of(packet_type, body),
            Ok(Response::JobAssign(expected))
        );
    }
}

#[test]
fn an_error_is_a_response() {
    let expected = Response::Error {
        code: Bytes::from_static(b"QUEUE_ERROR"),
        text: Bytes::from_static(b"Job queue is full"),
    };
    let decoded = response_of(PacketType::Error, b"QUEUE_ERROR\0Job queue is full");
    assert_eq!(decoded, Ok(expected));
}

#[test]
fn a_status_has_five_fields() {
    let expected = Response::Status {
        handle: handle(b"H:a:1"),
        status: StatusFields {
            is_known: true,
            is_running: false,
            numerator: 3,
            denominator: 10,
        },
    };
    let decoded = response_of(PacketType::StatusRes, b"H:a:1\x001\x000\x003\x0010");
    assert_eq!(decoded, Ok(expected));
}

#[test]
fn a_status_by_unique_counts_the_waiting_clients() {
    let expected = Response::StatusUnique {
        unique: unique(b"u"),
        status: StatusFields {
            is_known: true,
            is_running: true,
            numerator: 3,
            denominator: 10,
        },
        clients: 2,
    };
    let decoded = response_of(PacketType::StatusResUnique, b"u\x001\x001\x003\x0010\x002");
    assert_eq!(decoded, Ok(expected));
}

#[test]
fn an_empty_number_in_a_status_is_0() {
    let expected = Response::Status {
        handle: handle(b"H:a:1"),
        status: StatusFields::default(),
    };
    let decoded = response_of(PacketType::StatusRes, b"H:a:1\x000\x000\0\0");
    assert_eq!(decoded, Ok(expected));
}

#[test]
fn a_status_that_is_no_number_is_malformed() {
    let decoded = response_of(PacketType::StatusRes, b"H:a:1\x001\x001\0half\x0010");
    let expected = malformed(PacketType::StatusRes, "numerator is not a number");
    assert_eq!(decoded, expected);
}

#[test]
fn a_stray_nul_behind_a_lone_handle_is_overlooked() {
    let handle = handle(b"H:a:1");
    let failed = response_of(PacketType::WorkFail, b"H:a:1\0");
    let created = response_of(PacketType::JobCreated, b"H:a:1\0");
    assert_eq!(
        failed,
        Ok(Response::WorkFail {
            handle: handle.clone()
        })
    );
    assert_eq!(created, Ok(Response::JobCreated { handle }));
}

#[test]
fn a_missing_separator_is_malformed() {
    let decoded = response_of(PacketType::JobAssign, b"H:a:1\0f");
    let reason = "function name is not followed by a NUL byte";
    assert_eq!(decoded, malformed(PacketType::JobAssign, reason));
}

#[test]
fn a_name_over_its_bound_is_malformed() {
    const LONG: &[u8] = &[b'h'; 64];
    let decoded = response_of(PacketType::JobCreated, LONG);
    let reason = "job handle has 64 bytes, 63 are allowed";
    assert_eq!(decoded, malformed(PacketType::JobCreated, reason));
}

#[test]
fn what_only_clients_and_workers_send_is_no_response() {
    let responses = [
        6, 8, 10, 11, 12, 13, 14, 17, 19, 20, 25, 27, 28, 29, 31, 40, 42,
    ];
    for packet_type in PacketType::ALL {
        let decoded = response_of(packet_type, b"");
        let is_refused = decoded == Err(StreamError::NotAResponse(packet_type));
        let is_response = responses.contains(&packet_type.number());
        assert_eq!(is_refused, !is_response, "{packet_type:?}");
    }
}

#[test]
fn the_magic_of_requests_is_no_response() {
    let decoded = super::response(Packet {
        magic: Magic::Request,
        packet_type: PacketType::Noop,
        body: Bytes::new(),
    });
    assert_eq!(decoded, Err(StreamError::NotAResponse(PacketType::Noop)));
}
