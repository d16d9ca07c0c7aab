//! Responses as bytes, each field in its place.

use bytes::Bytes;

use super::super::testing::{bytes_of_response, function, handle, unique};
use crate::{JobAssign, Response, StatusFields};

fn assignment() -> JobAssign {
    JobAssign {
        handle: handle(b"H:a:1"),
        function: function(b"f"),
        unique: None,
        reducer: None,
        workload: Bytes::from_static(b"x\0"),
    }
}

fn bytes_of_assignment(assignment: JobAssign) -> Bytes {
    bytes_of_response(&Response::JobAssign(assignment))
}

#[test]
fn a_plain_assignment_is_type_11() {
    let expected = b"\0RES\0\0\0\x0b\0\0\0\x0aH:a:1\0f\0x\0";
    assert_eq!(&bytes_of_assignment(assignment())[..], expected);
}

#[test]
fn an_assignment_with_a_unique_and_no_reducer_is_type_31() {
    let assignment = JobAssign {
        unique: Some(unique(b"u")),
        ..assignment()
    };
    let expected = b"\0RES\0\0\0\x1f\0\0\0\x0cH:a:1\0f\0u\0x\0";
    assert_eq!(&bytes_of_assignment(assignment)[..], expected);
}

#[test]
fn an_assignment_with_a_reducer_is_type_40() {
    let assignment = JobAssign {
        unique: Some(unique(b"")),
        reducer: Some(Bytes::from_static(b"sum")),
        ..assignment()
    };
    let expected = b"\0RES\0\0\0\x28\0\0\0\x0fH:a:1\0f\0\0sum\0x\0";
    assert_eq!(&bytes_of_assignment(assignment)[..], expected);
}

#[test]
fn responses_without_arguments_are_a_header() {
    assert_eq!(
        &bytes_of_response(&Response::Noop)[..],
        b"\0RES\0\0\0\x06\0\0\0\0"
    );
    assert_eq!(
        &bytes_of_response(&Response::NoJob)[..],
        b"\0RES\0\0\0\x0a\0\0\0\0"
    );
}

#[test]
fn a_lone_handle_is_not_closed() {
    let created = Response::JobCreated {
        handle: handle(b"H:a:1"),
    };
    let failed = Response::WorkFail {
        handle: handle(b"H:a:1"),
    };
    assert_eq!(
        &bytes_of_response(&created)[..],
        b"\0RES\0\0\0\x08\0\0\0\x05H:a:1"
    );
    assert_eq!(
        &bytes_of_response(&failed)[..],
        b"\0RES\0\0\0\x0e\0\0\0\x05H:a:1"
    );
}

#[test]
fn an_error_is_code_and_text() {
    let response = Response::Error {
        code: Bytes::from_static(b"QUEUE_ERROR"),
        text: Bytes::from_static(b"Job queue is full"),
    };
    let expected = b"\0RES\0\0\0\x13\0\0\0\x1dQUEUE_ERROR\0Job queue is full";
    assert_eq!(&bytes_of_response(&response)[..], expected);
}

#[test]
fn a_status_of_an_unknown_job_is_zeros() {
    let status = Response::Status {
        handle: handle(b"H:a:1"),
        status: StatusFields::default(),
    };
    let status_unique = Response::StatusUnique {
        unique: unique(b"u"),
        status: StatusFields::default(),
        clients: 0,
    };
    let expected = b"\0RES\0\0\0\x14\0\0\0\x0dH:a:1\x000\x000\x000\x000";
    assert_eq!(&bytes_of_response(&status)[..], expected);
    let expected = b"\0RES\0\0\0\x2a\0\0\0\x0bu\x000\x000\x000\x000\x000";
    assert_eq!(&bytes_of_response(&status_unique)[..], expected);
}

#[test]
fn a_status_of_a_running_job_has_its_numbers_in_order() {
    let status = StatusFields {
        is_known: true,
        is_running: true,
        numerator: 3,
        denominator: 10,
    };
    let response = Response::StatusUnique {
        unique: unique(b"u"),
        status,
        clients: 2,
    };
    let expected = b"\0RES\0\0\0\x2a\0\0\0\x0cu\x001\x001\x003\x0010\x002";
    assert_eq!(&bytes_of_response(&response)[..], expected);
}

#[test]
fn an_empty_result_still_has_its_separator() {
    let response = Response::WorkComplete {
        handle: handle(b"H:a:1"),
        data: Bytes::new(),
    };
    let expected = b"\0RES\0\0\0\x0d\0\0\0\x06H:a:1\0";
    assert_eq!(&bytes_of_response(&response)[..], expected);
}
