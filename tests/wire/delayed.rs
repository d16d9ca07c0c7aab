//! Jobs that run later.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::support::*;

fn now_seconds() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("it is after 1970").as_secs()
}

fn seconds_from_now(seconds: u64) -> Vec<u8> {
    (now_seconds() + seconds).to_string().into_bytes()
}

#[test]
fn a_job_waits_for_its_moment_and_wakes_a_sleeper_then() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let began = Instant::now();
    let moment = seconds_from_now(2);
    let job = client.submit(SUBMIT_JOB_EPOCH, &[f, b"", &moment, b"later"]);
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
    worker.send(PRE_SLEEP, b"");
    worker.settle();
    worker.expect(NOOP, b"");
    assert!(began.elapsed() > Duration::from_millis(900));
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, f, b"later"]));
}

#[test]
fn a_delayed_job_is_in_the_total_and_known() {
    let server = TestServer::with(|_| {});
    let mut client = server.connect();
    let moment = seconds_from_now(1_000);
    let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", &moment, b"x"]);
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
    client.send(GET_STATUS, &job);
    client.expect(STATUS_RES, &join(&[&job, b"\x001\x000\x000\x000"]));
}

#[test]
fn a_delayed_job_does_not_hold_up_others() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_EPOCH, &[f, b"", &seconds_from_now(1_000), b"x"]);
    let job = client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]);
    let mut worker = server.worker(f);
    assert_eq!(worker.grab(), job);
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
}

#[test]
fn a_moment_that_has_passed_is_now() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let mut worker = server.worker(f);
    for moment in [&b"0"[..], b"1"] {
        let job = client.submit(SUBMIT_JOB_EPOCH, &[f, b"", moment, b"x"]);
        assert_eq!(worker.grab(), job);
    }
}

#[test]
fn the_end_of_time_is_a_moment_like_any_other() {
    let server = TestServer::with(|_| {});
    let mut client = server.connect();
    let moment = i64::MAX.to_string();
    client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", moment.as_bytes(), b"x"]);
    let mut worker = server.worker(b"f");
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
}

#[test]
fn a_scheduled_job_waits_for_the_next_moment_that_fits() {
    let server = TestServer::with(|_| {});
    let mut client = server.connect();
    // Some day in the month after next at most; never within this test.
    let elsewhen = if is_february() { b"6" } else { b"2" };
    client.submit(
        SUBMIT_JOB_SCHED,
        &[b"f", b"", b"0", b"0", b"1", elsewhen, b"", b"x"],
    );
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
    let mut worker = server.worker(b"f");
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
}

#[test]
fn a_schedule_that_no_moment_fits_is_refused() {
    let server = TestServer::with(|_| {});
    let mut client = server.connect();
    client.send(SUBMIT_JOB_SCHED, b"f\0\x000\x000\x0031\x002\0\0x");
    client.expect(ERROR, b"INVALID_ARGUMENT\0no moment fits the schedule");
    client.send(SUBMIT_JOB_SCHED, b"f\0\x0060\0\0\0\0\0x");
    client.receive(ERROR);
    client.expect_nothing_more();
}

/// Whether the first of February is near.
fn is_february() -> bool {
    const YEAR_SECONDS: u64 = 31_556_952;
    now_seconds() % YEAR_SECONDS < 70 * 86_400
}
