//! Submissions that are one job.

use crate::support::*;

#[test]
fn the_same_unique_is_the_same_job_and_all_get_its_result() {
    let server = TestServer::start();
    let (mut first, mut second) = (server.connect(), server.connect());
    let job = first.submit(SUBMIT_JOB, &[b"f", b"u", b"first"]);
    assert_eq!(second.submit(SUBMIT_JOB, &[b"f", b"u", b"second"]), job);
    assert_eq!(first.status_of(b"f"), Some([1, 0, 0]));
    let mut worker = server.worker(b"f");
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", b"first"]));
    worker.complete(&job, b"y");
    first.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn the_priority_of_the_first_submission_stays() {
    let server = TestServer::start();
    let mut client = server.connect();
    let low = client.submit(SUBMIT_JOB_LOW_BG, &[b"f", b"u", b"x"]);
    let normal = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    assert_eq!(client.submit(SUBMIT_JOB_HIGH_BG, &[b"f", b"u", b"x"]), low);
    let mut worker = server.worker(b"f");
    assert_eq!([worker.grab(), worker.grab()], [normal, low]);
}

#[test]
fn a_client_that_joins_a_running_job_gets_its_result() {
    let server = TestServer::start();
    let (mut first, mut second) = (server.connect(), server.connect());
    let mut worker = server.worker(b"f");
    let job = first.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    worker.grab();
    assert_eq!(second.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]), job);
    worker.complete(&job, b"y");
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn a_client_that_joins_a_background_job_gets_its_result() {
    let server = TestServer::start();
    let (mut first, mut second) = (server.connect(), server.connect());
    let job = first.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]);
    assert_eq!(second.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]), job);
    let mut worker = server.worker(b"f");
    worker.grab();
    worker.complete(&job, b"y");
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    first.expect_nothing_more();
}

#[test]
fn after_the_job_ended_the_unique_is_free_again() {
    let server = TestServer::start();
    let mut client = server.connect();
    let mut worker = server.worker(b"f");
    let job = client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    worker.grab();
    worker.complete(&job, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    assert_ne!(client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]), job);
}

#[test]
fn one_connection_that_submits_twice_gets_the_result_twice() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    assert_eq!(client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]), job);
    let mut worker = server.worker(b"f");
    worker.grab();
    worker.complete(&job, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect_nothing_more();
}

#[test]
fn a_dash_makes_the_workload_the_unique() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"-", b"same"]);
    assert_eq!(client.submit(SUBMIT_JOB_BG, &[b"f", b"-", b"same"]), job);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[b"f", b"-", b"other"]), job);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[b"f", b"same", b"same"]), job);
    let empty = client.submit(SUBMIT_JOB_BG, &[b"f", b"-", b""]);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[b"f", b"-", b""]), empty);
}

#[test]
fn an_empty_unique_is_none_and_a_hash_is_an_ordinary_one() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]), job);
    let hash = client.submit(SUBMIT_JOB_BG, &[b"f", b"#", b"x"]);
    assert_eq!(client.submit(SUBMIT_JOB_BG, &[b"f", b"#", b"y"]), hash);
}

#[test]
fn a_unique_belongs_to_one_function() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[b"g", b"u", b"x"]), job);
}

#[test]
fn a_unique_is_any_bytes_and_a_longer_one_than_64_is_refused() {
    let server = TestServer::start();
    let mut client = server.connect();
    for unique in [&[b'u'; 63][..], &[0xff; 16], b"\x01\n\t "] {
        let job = client.submit(SUBMIT_JOB_BG, &[b"f", unique, b"x"]);
        assert_eq!(client.submit(SUBMIT_JOB_BG, &[b"f", unique, b"y"]), job);
    }
    client.send(SUBMIT_JOB_BG, &fields(&[b"f", &[b'u'; 65], b"x"]));
    client.expect(ERROR, UNIQUE_TOO_LONG);
    client.expect_nothing_more();
}

#[test]
fn a_unique_of_64_bytes_is_one() {
    let server = TestServer::start();
    let mut client = server.connect();
    let longest = [b'u'; 64];
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", &longest, b"x"]);
    differs("unique-of-64-bytes");
    assert_eq!(client.submit(SUBMIT_JOB_BG, &[b"f", &longest, b"y"]), job);
}
