//! Jobs that run later.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::support::*;

/// Servers count milliseconds, and may count from another clock.
const ROUNDING: Duration = Duration::from_millis(50);

fn seconds_from_now(seconds: u64) -> Vec<u8> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("it is after 1970").as_secs();
    (now + seconds).to_string().into_bytes()
}

#[test]
fn a_job_waits_for_its_moment() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let moment = seconds_from_now(2);
    let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", &moment, b"la\0ter"]);
    let mut body = Vec::new();
    eventually(|| {
        worker.send(GRAB_JOB, b"");
        let (packet_type, received) = worker.receive_any();
        body = received;
        packet_type == JOB_ASSIGN
    });
    assert_eq!(body, fields(&[&job, b"f", b"la\0ter"]));
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("it is after 1970") + ROUNDING;
    let moment = String::from_utf8(moment).expect("it is a number");
    assert!(now.as_secs() >= moment.parse().expect("it is a number"));
}

#[test]
fn a_sleeping_worker_is_woken_for_a_job_that_is_due() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let moment = seconds_from_now(2);
    let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", &moment, b"x"]);
    worker.send(PRE_SLEEP, b"");
    differs("due-job-wakes");
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), job);
}

#[test]
fn nobody_waits_for_a_delayed_job() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", b"1", b"x"]);
    assert_eq!(worker.grab(), job);
    worker.complete(&job, b"y");
    worker.settle();
    client.expect_nothing_more();
}

#[test]
fn a_delayed_job_is_in_the_total_and_known() {
    let server = TestServer::start();
    let mut client = server.connect();
    let moment = seconds_from_now(1_000);
    let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", &moment, b"x"]);
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
    client.send(GET_STATUS, &job);
    client.expect(STATUS_RES, &join(&[&job, b"\x001\x000\x000\x000"]));
}

#[test]
fn a_delayed_job_is_shared_by_its_unique() {
    let server = TestServer::start();
    let mut client = server.connect();
    let moment = seconds_from_now(1_000);
    let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"u", &moment, b"x"]);
    let again = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"u", &moment, b"x"]);
    assert_eq!(again, job);
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
}

#[test]
fn a_delayed_job_does_not_hold_up_others() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(
        SUBMIT_JOB_EPOCH,
        &[b"f", b"", &seconds_from_now(1_000), b"x"],
    );
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let mut worker = server.worker(b"f");
    assert_eq!(worker.grab(), job);
    worker.expect_no_job();
}

#[test]
fn a_moment_that_has_passed_is_now() {
    let server = TestServer::start();
    let mut client = server.connect();
    let mut worker = server.worker(b"f");
    for moment in [&b"0"[..], b"1", b"0000000012"] {
        let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", moment, b"x"]);
        assert_eq!(worker.grab(), job);
    }
}

#[test]
fn the_end_of_time_is_a_moment_like_any_other() {
    let server = TestServer::start();
    let mut client = server.connect();
    let moment = i64::MAX.to_string();
    client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", moment.as_bytes(), b"x"]);
    let mut worker = server.worker(b"f");
    worker.expect_no_job();
}

#[test]
fn a_moment_that_is_no_number_is_refused() {
    let moments = [&b"soon"[..], b"", b"-1", b"+1", b" 12", b"12 ", b"1e9"];
    for moment in moments {
        let server = TestServer::start();
        let mut client = server.connect();
        client.send(SUBMIT_JOB_EPOCH, &fields(&[b"f", b"u", moment, b"x"]));
        differs("epoch-not-a-number");
        client.expect(ERROR, b"INVALID_ARGUMENT\0epoch is not a number of seconds");
        client.expect_nothing_more();
    }
}

#[test]
fn a_moment_beyond_all_time_is_refused() {
    for moment in [&b"9223372036854775808"[..], b"99999999999999999999"] {
        let server = TestServer::start();
        let mut client = server.connect();
        client.send(SUBMIT_JOB_EPOCH, &fields(&[b"f", b"u", moment, b"x"]));
        differs("epoch-out-of-range");
        client.expect(ERROR, b"INVALID_ARGUMENT\0epoch is not a number of seconds");
        client.expect_nothing_more();
    }
}
