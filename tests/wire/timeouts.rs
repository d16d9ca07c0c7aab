//! Jobs that run for too long.

use std::time::{Duration, Instant};

use crate::support::*;

#[test]
fn a_job_that_takes_too_long_goes_to_another_worker() {
    let server = TestServer::with(|_| {});
    let mut slow = server.connect();
    slow.send(CAN_DO_TIMEOUT, b"f\x00200");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let began = Instant::now();
    assert_eq!(slow.grab(), job);
    let mut other = server.worker(b"f");
    other.send(PRE_SLEEP, b"");
    other.expect(NOOP, b"");
    assert!(began.elapsed() >= Duration::from_millis(150));
    assert_eq!(other.grab(), job);
    slow.send(WORK_COMPLETE, &fields(&[&job, b"late"]));
    slow.expect(ERROR, b"JOB_NOT_FOUND\0Job given in work result not found");
    other.send(WORK_COMPLETE, &fields(&[&job, b"in time"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"in time"]));
}

#[test]
fn a_limit_of_zero_is_none() {
    let server = TestServer::with(|_| {});
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"limited\x00100");
    worker.send(CAN_DO_TIMEOUT, b"free\x000");
    let mut client = server.connect();
    let free = client.submit(SUBMIT_JOB, &[b"free", b"", b"x"]);
    assert_eq!(worker.grab(), free);
    let limited = client.submit(SUBMIT_JOB, &[b"limited", b"", b"x"]);
    assert_eq!(worker.grab(), limited);
    eventually(|| client.status_of(b"limited") == Some([1, 0, 1]));
    assert_eq!(client.status_of(b"free"), Some([1, 1, 1]));
    worker.send(WORK_COMPLETE, &fields(&[&free, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&free, b"y"]));
}

#[test]
fn each_job_of_a_connection_has_its_own_time() {
    let server = TestServer::with(|_| {});
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"short\x00100");
    worker.send(CAN_DO_TIMEOUT, b"long\x0060000");
    let mut client = server.connect();
    let short = client.submit(SUBMIT_JOB, &[b"short", b"", b"x"]);
    assert_eq!(worker.grab(), short);
    let long = client.submit(SUBMIT_JOB, &[b"long", b"", b"x"]);
    assert_eq!(worker.grab(), long);
    eventually(|| client.status_of(b"short") == Some([1, 0, 1]));
    worker.send(WORK_COMPLETE, &fields(&[&long, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&long, b"y"]));
}

#[test]
fn four_binary_bytes_are_a_limit_too() {
    let server = TestServer::with(|_| {});
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\0\0\0\0\x64");
    worker.settle();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(worker.grab(), job);
    eventually(|| client.status_of(b"f") == Some([1, 0, 1]));
}
