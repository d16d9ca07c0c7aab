//! Workers that are lost with their jobs.

use std::time::Duration;

use socket2::SockRef;

use crate::support::*;

#[test]
fn another_worker_gets_the_job_of_a_lost_one() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    let mut lost = server.worker(f);
    assert_eq!(lost.grab(), job);
    let mut other = server.worker(f);
    other.send(PRE_SLEEP, b"");
    other.settle();
    drop(lost);
    other.expect(NOOP, b"");
    assert_eq!(other.grab(), job);
    other.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn a_worker_whose_connection_is_reset_is_lost() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    let mut lost = server.worker(f);
    lost.grab();
    SockRef::from(lost.stream())
        .set_linger(Some(Duration::ZERO))
        .unwrap();
    drop(lost);
    eventually(|| client.status_of(f) == Some([1, 0, 0]));
    let mut other = server.worker(f);
    assert_eq!(other.grab(), job);
}

#[test]
fn jobs_of_a_lost_worker_keep_their_order() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let jobs: Vec<Vec<u8>> = (0..4)
        .map(|_| client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]))
        .collect();
    let mut lost = server.worker(f);
    for job in &jobs {
        assert_eq!(lost.grab(), *job);
    }
    drop(lost);
    eventually(|| client.status_of(f) == Some([4, 0, 0]));
    let mut other = server.worker(f);
    for job in &jobs {
        assert_eq!(other.grab(), *job);
    }
}

#[test]
fn a_worker_that_shuts_down_its_writing_side_gives_its_job_back() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]);
    let mut lost = server.worker(f);
    lost.grab();
    lost.finish_sending();
    eventually(|| client.status_of(f) == Some([1, 0, 0]));
    lost.expect_closed();
}

#[test]
fn a_job_that_used_up_its_attempts_fails_for_its_clients() {
    let server = TestServer::with(|config| config.jobs.attempts_max = Some(2));
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    for _ in 0..2 {
        let mut lost = server.worker(b"f");
        assert_eq!(lost.grab(), job);
    }
    client.expect(WORK_FAIL, &job);
    let mut worker = server.worker(b"f");
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
}
