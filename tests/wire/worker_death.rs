//! Workers that are lost with their jobs.

use std::time::Duration;

use socket2::SockRef;

use crate::support::*;

#[test]
fn another_worker_gets_the_job_of_a_lost_one() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let mut lost = server.worker(b"f");
    assert_eq!(lost.grab(), job);
    let mut other = server.worker(b"f");
    other.send(PRE_SLEEP, b"");
    other.settle();
    drop(lost);
    other.expect(NOOP, b"");
    assert_eq!(other.grab(), job);
    other.complete(&job, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect_nothing_more();
}

#[test]
fn a_worker_whose_connection_is_reset_is_lost() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let mut lost = server.worker(b"f");
    lost.grab();
    SockRef::from(lost.stream())
        .set_linger(Some(Duration::ZERO))
        .unwrap();
    drop(lost);
    eventually(|| client.status_of(b"f") == Some([1, 0, 0]));
    let mut other = server.worker(b"f");
    assert_eq!(other.grab(), job);
}

#[test]
fn a_job_that_comes_back_stands_behind_all_of_its_priority() {
    let server = TestServer::start();
    let mut client = server.connect();
    let returned = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let mut lost = server.worker(b"f");
    assert_eq!(lost.grab(), returned);
    let waiting = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let low = client.submit(SUBMIT_JOB_LOW_BG, &[b"f", b"", b"x"]);
    drop(lost);
    eventually(|| client.status_of(b"f") == Some([3, 0, 0]));
    let mut other = server.worker(b"f");
    let order = [other.grab(), other.grab(), other.grab()];
    assert_eq!(order, [waiting, returned, low]);
}

#[test]
fn jobs_of_a_lost_worker_keep_their_order() {
    let server = TestServer::start();
    let mut client = server.connect();
    let submit = |_| client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let jobs: Vec<Text> = (0..4).map(submit).collect();
    let mut lost = server.worker(b"f");
    for job in &jobs {
        assert_eq!(lost.grab(), *job);
    }
    drop(lost);
    eventually(|| client.status_of(b"f") == Some([4, 0, 0]));
    let mut other = server.worker(b"f");
    let order = [other.grab(), other.grab(), other.grab(), other.grab()];
    differs("order-of-returned-jobs");
    assert_eq!(order[..], jobs);
}
