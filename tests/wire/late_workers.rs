//! Workers that speak of a job that is not theirs, or not theirs any more.

use crate::support::*;

/// Type and arguments of a packet about a job, and how it is refused.
type Refused = (u32, &'static [&'static [u8]], &'static [u8]);

/// All that a worker can say of a job.
const REFUSALS: [Refused; 6] = [
    (WORK_STATUS, &[b"1", b"2"], RESULT_UNKNOWN),
    (WORK_DATA, &[b"y"], DATA_UNKNOWN),
    (WORK_WARNING, &[b"y"], DATA_UNKNOWN),
    (WORK_COMPLETE, &[b"y"], RESULT_UNKNOWN),
    (WORK_FAIL, &[], RESULT_UNKNOWN),
    (WORK_EXCEPTION, &[b"y"], EXCEPTION_UNKNOWN),
];

/// Whatever the worker says of the job is refused.
#[track_caller]
fn is_refused(worker: &mut Peer, job: &[u8]) {
    for (packet_type, arguments, refusal) in REFUSALS {
        let parts: Vec<&[u8]> = std::iter::once(job)
            .chain(arguments.iter().copied())
            .collect();
        worker.send(packet_type, &fields(&parts));
        worker.expect(ERROR, refusal);
    }
    worker.expect_nothing_more();
}

#[test]
fn a_job_that_nobody_knows() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let longest = [b'h'; 63];
    for handle in [&b"H:nowhere:1"[..], b"nonsense", b"\xff\xfe", b"", &longest] {
        is_refused(&mut worker, handle);
    }
}

#[test]
fn a_job_of_another_worker() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut stranger = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    is_refused(&mut stranger, &job);
    worker.complete(&job, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn a_job_that_is_still_queued() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    is_refused(&mut worker, &job);
    client.expect_nothing_more();
    assert_eq!(client.status_of(b"f"), Some([1, 0, 1]));
}

#[test]
fn a_job_that_the_worker_finished() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    worker.complete(&job, b"y");
    is_refused(&mut worker, &job);
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect_nothing_more();
}

#[test]
fn a_job_that_the_worker_gave_up() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    worker.send(WORK_FAIL, &job);
    is_refused(&mut worker, &job);
    client.expect(WORK_FAIL, &job);
    client.expect_nothing_more();
}

#[test]
fn a_job_that_took_too_long_and_waits_for_another_worker() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\x00100");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(worker.grab(), job);
    eventually(|| client.status_of(b"f") == Some([1, 0, 1]));
    is_refused(&mut worker, &job);
    client.expect_nothing_more();
    assert_eq!(worker.grab(), job);
}

#[test]
fn a_job_that_was_cancelled_while_it_ran() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    let cancel = join(&[b"cancel job ", &job, b"\n"]);
    assert_eq!(worker.ask_line(&cancel), b"OK\r\n");
    client.expect(WORK_FAIL, &job);
    differs("answer-for-cancelled-job");
    is_refused(&mut worker, &job);
    client.expect_nothing_more();
}

#[test]
fn a_handle_that_is_too_long_is_refused_as_such() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let refusal = b"ARGUMENT_TOO_LARGE\0job handle has 64 bytes, 63 are allowed";
    differs("long-handle");
    for (packet_type, arguments, _) in REFUSALS {
        let parts: Vec<&[u8]> = std::iter::once(&[b'h'; 64][..])
            .chain(arguments.iter().copied())
            .collect();
        worker.send(packet_type, &fields(&parts));
        worker.expect(ERROR, refusal);
    }
    worker.expect_nothing_more();
}
