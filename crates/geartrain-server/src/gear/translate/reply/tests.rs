use bytes::{Buf, BytesMut};
use geartrain_dispatch::JobId;
use geartrain_protocol::{JobAssign, ResponseDecoder, UniqueKey};

use super::*;

fn response(reply: &Reply) -> Option<Response> {
    let mut outgoing = Outgoing::default();
    let mut replies = Replies {
        handles: &Handles::new("H:x:").unwrap(),
        handle: &mut HandleWriter::default(),
        outgoing: &mut outgoing,
    };
    replies.push(reply);
    let mut sent = BytesMut::from(&outgoing.copy_to_bytes(outgoing.remaining())[..]);
    ResponseDecoder::default().decode(&mut sent).unwrap()
}

fn assigned(kind: GrabKind, reducer: Option<&'static str>) -> JobAssign {
    let assignment = Assignment {
        kind,
        job: JobId(7),
        function: Bytes::from_static(b"f"),
        unique: Box::from(*b"u"),
        reducer: reducer.map(|name| Box::new(Bytes::from_static(name.as_bytes()))),
        workload: Bytes::from_static(b"x"),
    };
    match response(&Reply::Assigned(assignment)) {
        Some(Response::JobAssign(assign)) => assign,
        other => panic!("no assignment but {other:?}"),
    }
}

#[test]
fn a_worker_sees_of_a_job_what_it_asked_for() {
    let plain = assigned(GrabKind::Plain, Some("sum"));
    assert_eq!((plain.unique, plain.reducer), (None, None));
    let unique = assigned(GrabKind::Unique, Some("sum"));
    assert_eq!(unique.unique.unwrap().as_bytes(), b"u");
    assert_eq!(unique.reducer, None);
    let all = assigned(GrabKind::All, Some("sum"));
    assert_eq!(all.unique.unwrap().as_bytes(), b"u");
    assert_eq!(all.reducer.unwrap(), "sum");
    assert_eq!(assigned(GrabKind::All, None).reducer, None);
}

#[test]
fn a_job_goes_by_its_handle() {
    let created = response(&Reply::JobCreated { job: JobId(12) }).unwrap();
    assert!(matches!(created, Response::JobCreated { handle } if handle.as_bytes() == b"H:x:12"));
}

#[test]
fn the_status_of_a_unique_names_it_and_the_clients() {
    let reply = Reply::UniqueStatus {
        unique: Bytes::from_static(b"u"),
        status: JobStatus {
            is_known: true,
            is_running: true,
            numerator: 1,
            denominator: 4,
        },
        clients: 2,
    };
    let expected = Response::StatusUnique {
        unique: UniqueKey::new(Bytes::from_static(b"u")).unwrap(),
        status: StatusFields {
            is_known: true,
            is_running: true,
            numerator: 1,
            denominator: 4,
        },
        clients: 2,
    };
    assert_eq!(response(&reply), Some(expected));
}

#[test]
fn answers_to_operators_are_no_packets() {
    assert_eq!(response(&Reply::Done), None);
    assert_eq!(response(&Reply::Cancelled { job: JobId(1) }), None);
}

#[test]
fn refusals_have_the_codes_and_texts_that_clients_know() {
    let text = |refusal| match refusal_response(refusal) {
        Response::Error { code, text } => [code, text],
        other => panic!("no error but {other:?}"),
    };
    assert_eq!(
        text(Refusal::QueueFull),
        ["QUEUE_ERROR", "Job queue is full"]
    );
    assert_eq!(
        text(Refusal::ProgressForUnknownJob),
        ["JOB_NOT_FOUND", "Job given in work result not found"]
    );
    assert_eq!(
        text(Refusal::DataForUnknownJob),
        ["JOB_NOT_FOUND", "Job does not exist on server"]
    );
}
