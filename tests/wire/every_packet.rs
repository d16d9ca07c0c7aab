//! Each packet that has fields, with each field missing, empty or too long in turn: the error names the
//! field, the connection goes on, and nothing is left behind.

use crate::support::*;

/// The packets that submit jobs, and what stands between the unique and the workload.
const SUBMISSIONS: [(u32, &[Field]); 10] = [
    (SUBMIT_JOB, &[]),
    (SUBMIT_JOB_BG, &[]),
    (SUBMIT_JOB_HIGH, &[]),
    (SUBMIT_JOB_HIGH_BG, &[]),
    (SUBMIT_JOB_LOW, &[]),
    (SUBMIT_JOB_LOW_BG, &[]),
    (SUBMIT_JOB_EPOCH, &[("epoch", b"1")]),
    (SUBMIT_JOB_SCHED, &SCHEDULE),
    (SUBMIT_REDUCE_JOB, &REDUCER),
    (SUBMIT_REDUCE_JOB_BACKGROUND, &REDUCER),
];

const SCHEDULE: [Field; 5] = [
    ("minute", b"1"),
    ("hour", b"2"),
    ("day of month", b"3"),
    ("month", b"4"),
    ("day of week", b""),
];

const REDUCER: [Field; 2] = [("reducer", b"r"), ("aggregate", b"")];

/// What a report has behind the handle.
const REPORTS: [(u32, &[u8], &[u8]); 6] = [
    (WORK_STATUS, b"\x001\x002", RESULT_UNKNOWN),
    (WORK_COMPLETE, b"\0x", RESULT_UNKNOWN),
    (WORK_FAIL, b"", RESULT_UNKNOWN),
    (WORK_EXCEPTION, b"\0x", EXCEPTION_UNKNOWN),
    (WORK_DATA, b"\0x", DATA_UNKNOWN),
    (WORK_WARNING, b"\0x", DATA_UNKNOWN),
];

/// The name of a field, and a value that is right.
type Field = (&'static str, &'static [u8]);

const FUNCTION: Field = ("function name", b"f");
const UNIQUE: Field = ("unique", b"u");

/// A peer whose packets are all refused.
struct Offender {
    peer: Peer,
}

impl Offender {
    fn of(server: &TestServer) -> Self {
        let peer = server.connect();
        Self { peer }
    }

    #[track_caller]
    fn is_told(&mut self, packet_type: u32, body: &[u8], error: &[u8]) {
        self.peer.send(packet_type, body);
        self.peer.expect(ERROR, error);
    }

    /// Nothing else came back, and nothing was queued or registered.
    #[track_caller]
    fn leaves_nothing(mut self) {
        self.peer.expect_nothing_more();
        assert!(self.peer.ask_list(b"status\n").is_empty());
    }
}

/// All fields of a submission but the workload.
fn submission(more: &[Field]) -> Vec<Field> {
    [&[FUNCTION, UNIQUE], more].concat()
}

/// The fields one behind the other, each closed by a NUL.
fn closed(fields: &[Field]) -> Vec<u8> {
    let closed = fields.iter().map(|(_, value)| [value, &b"\0"[..]].concat());
    closed.collect::<Vec<_>>().concat()
}

#[test]
fn a_submission_that_ends_early_is_told_which_field_is_missing() {
    let server = TestServer::start();
    let mut offender = Offender::of(&server);
    differs("missing-separator");
    for (packet_type, more) in SUBMISSIONS {
        let fields = submission(more);
        for (at, (name, value)) in fields.iter().enumerate() {
            let body = [&closed(&fields[..at]), *value].concat();
            let error = format!("INVALID_PACKET\0{name} is not followed by a NUL byte");
            offender.is_told(packet_type, &body, error.as_bytes());
        }
    }
    offender.leaves_nothing();
}

#[test]
fn a_submission_without_a_function_is_refused() {
    let server = TestServer::start();
    let mut offender = Offender::of(&server);
    differs("empty-function-name");
    for (packet_type, more) in SUBMISSIONS {
        let body = [b"\0u\0", &closed(more)[..], b"x"].concat();
        let error = b"INVALID_ARGUMENT\0function name is empty";
        offender.is_told(packet_type, &body, error);
    }
    offender.leaves_nothing();
}

#[test]
fn a_submission_with_a_long_function_is_refused() {
    let server = TestServer::start();
    let mut offender = Offender::of(&server);
    differs("long-function-name");
    for (packet_type, more) in SUBMISSIONS {
        let body = [&[b'f'; 513][..], b"\0u\0", &closed(more), b"x"].concat();
        let error = b"ARGUMENT_TOO_LARGE\0function name has 513 bytes, 512 are allowed";
        offender.is_told(packet_type, &body, error);
    }
    offender.leaves_nothing();
}

#[test]
fn a_submission_with_a_long_unique_is_refused() {
    let server = TestServer::start();
    let mut offender = Offender::of(&server);
    for (packet_type, more) in SUBMISSIONS {
        match packet_type {
            SUBMIT_REDUCE_JOB | SUBMIT_REDUCE_JOB_BACKGROUND => differs("unique-of-a-reduce-job"),
            SUBMIT_JOB_SCHED => differs("sched"),
            _ => {}
        }
        let body = [b"f\0", &[b'u'; 65][..], b"\0", &closed(more), b"x"].concat();
        offender.is_told(packet_type, &body, UNIQUE_TOO_LONG);
    }
    offender.leaves_nothing();
}

#[test]
fn a_report_about_a_job_that_nobody_knows_is_refused() {
    let server = TestServer::start();
    let mut offender = Offender::of(&server);
    for (packet_type, rest, error) in REPORTS {
        for handle in [&b"H:elsewhere:1"[..], b"no handle", b"\xff"] {
            offender.is_told(packet_type, &[handle, rest].concat(), error);
        }
    }
    offender.leaves_nothing();
}

#[test]
fn a_report_with_a_long_handle_is_told_so() {
    let server = TestServer::start();
    let mut offender = Offender::of(&server);
    differs("long-handle");
    for (packet_type, rest, _) in REPORTS {
        let body = [&[b'h'; 64], rest].concat();
        let error = b"ARGUMENT_TOO_LARGE\0job handle has 64 bytes, 63 are allowed";
        offender.is_told(packet_type, &body, error);
    }
    offender.leaves_nothing();
}

#[test]
fn packets_without_fields_mean_the_same_with_something_behind() {
    let server = TestServer::start();
    let mut peer = server.connect();
    for body in [&b""[..], b"\0", b"x", b"x\0y\0z"] {
        peer.send(RESET_ABILITIES, body);
        for grab in [GRAB_JOB, GRAB_JOB_UNIQ, GRAB_JOB_ALL] {
            peer.send(grab, body);
            peer.expect(NO_JOB, b"");
        }
        peer.send(PRE_SLEEP, body);
        peer.expect_nothing_more();
    }
}
