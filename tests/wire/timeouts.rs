//! Jobs that run for too long.

use std::time::{Duration, Instant};

use crate::support::*;

#[test]
fn a_job_that_takes_too_long_goes_to_another_worker() {
    let server = TestServer::start();
    let mut slow = server.connect();
    slow.send(CAN_DO_TIMEOUT, b"f\x00200");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let began = Instant::now();
    assert_eq!(slow.grab(), job);
    let mut other = server.worker(b"f");
    eventually(|| {
        other.send(GRAB_JOB, b"");
        other.receive_any() == (JOB_ASSIGN, fields(&[&job, b"f", b"x"]))
    });
    assert!(began.elapsed() >= Duration::from_millis(150));
    slow.complete(&job, b"late");
    slow.expect(ERROR, RESULT_UNKNOWN);
    other.complete(&job, b"in time");
    client.expect(WORK_COMPLETE, &fields(&[&job, b"in time"]));
    client.expect_nothing_more();
}

#[test]
fn a_sleeping_worker_is_woken_for_a_job_that_took_too_long() {
    let server = TestServer::start();
    let mut slow = server.connect();
    slow.send(CAN_DO_TIMEOUT, b"f\x00200");
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    slow.grab();
    let mut other = server.worker(b"f");
    other.send(PRE_SLEEP, b"");
    other.expect(NOOP, b"");
}

#[test]
fn a_job_that_ends_in_time_stays_ended() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\x0030000");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    worker.complete(&job, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    assert_eq!(client.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn a_job_that_takes_too_long_has_used_an_attempt() {
    let server = TestServer::with_options(&["--job-retries=1"]);
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\x00100");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    client.expect(WORK_FAIL, &job);
    worker.expect_no_job();
}

#[test]
fn a_limit_of_zero_is_none() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"free\x000");
    let mut other = server.connect();
    other.send(CAN_DO_TIMEOUT, b"limited\x00100");
    let mut client = server.connect();
    let free = client.submit(SUBMIT_JOB, &[b"free", b"", b"x"]);
    assert_eq!(worker.grab(), free);
    let limited = client.submit(SUBMIT_JOB, &[b"limited", b"", b"x"]);
    assert_eq!(other.grab(), limited);
    eventually(|| client.status_of(b"limited") == Some([1, 0, 1]));
    assert_eq!(client.status_of(b"free"), Some([1, 1, 1]));
    worker.complete(&free, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&free, b"y"]));
}

#[test]
fn a_second_registration_changes_the_limit() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"free\x00100");
    worker.can_do(b"free");
    let mut other = server.connect();
    other.send(CAN_DO_TIMEOUT, b"limited\x00100");
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"free", b"", b"x"]);
    client.submit(SUBMIT_JOB, &[b"limited", b"", b"x"]);
    worker.grab();
    other.grab();
    eventually(|| client.status_of(b"limited") == Some([1, 0, 1]));
    let running = client.status_of(b"free").map(|[_, running, _]| running);
    assert_eq!(running, Some(1));
}

#[test]
fn a_limit_below_the_lowest_is_raised_to_it() {
    let server = TestServer::with(|config| config.gear.run_limit_min = Duration::from_secs(1));
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\x0030");
    let began = Instant::now();
    worker.grab();
    eventually(|| client.status_of(b"f") == Some([1, 0, 1]));
    assert!(began.elapsed() >= Duration::from_millis(900));
}

#[test]
fn a_limit_below_a_second_is_kept() {
    const ATTEMPTS: usize = 5;
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\x00100");
    // On a busy machine the one or other attempt may be late.
    let mut shortest = Duration::MAX;
    for _ in 0..ATTEMPTS {
        let began = Instant::now();
        worker.grab();
        eventually(|| client.status_of(b"f") == Some([1, 0, 1]));
        shortest = shortest.min(began.elapsed());
    }
    differs("run-limit-below-a-second");
    assert!(shortest < Duration::from_millis(800), "{shortest:?}");
}

#[test]
fn each_job_of_a_connection_has_its_own_time() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"short\x00100");
    worker.send(CAN_DO_TIMEOUT, b"long\x0060000");
    let mut client = server.connect();
    let short = client.submit(SUBMIT_JOB, &[b"short", b"", b"x"]);
    assert_eq!(worker.grab(), short);
    let long = client.submit(SUBMIT_JOB, &[b"long", b"", b"x"]);
    assert_eq!(worker.grab(), long);
    differs("run-limit-per-job");
    eventually(|| client.status_of(b"short") == Some([1, 0, 1]));
    worker.complete(&long, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&long, b"y"]));
}

#[test]
fn a_nul_that_closes_the_number_is_no_part_of_it() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\x00100\0");
    worker.expect_nothing_more();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(worker.grab(), job);
    eventually(|| client.status_of(b"f") == Some([1, 0, 1]));
}

#[test]
fn four_binary_bytes_are_a_limit_too() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\0\0\0\0\x64");
    worker.settle();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(worker.grab(), job);
    differs("run-limit-of-four-bytes");
    eventually(|| client.status_of(b"f") == Some([1, 0, 1]));
}

#[test]
fn a_limit_that_is_no_number_is_refused_and_nothing_is_registered() {
    for limit in [&b""[..], b"-100", b"soon", b"100ms", b" 100", b"1e3"] {
        let server = TestServer::start();
        let mut worker = server.connect();
        worker.send(CAN_DO_TIMEOUT, &fields(&[b"f", limit]));
        differs("run-limit-not-a-number");
        worker.expect(
            ERROR,
            b"INVALID_ARGUMENT\0timeout is not a number of milliseconds",
        );
        worker.expect_nothing_more();
        assert_eq!(worker.status_of(b"f"), None);
    }
}
