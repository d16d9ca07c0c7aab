//! Submissions that are one job.

use crate::support::*;

#[test]
fn the_same_unique_is_the_same_job_and_all_get_its_result() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let (mut first, mut second) = (server.connect(), server.connect());
    let job = first.submit(SUBMIT_JOB, &[f, b"u", b"first"]);
    assert_eq!(second.submit(SUBMIT_JOB, &[f, b"u", b"second"]), job);
    assert_eq!(first.status_of(f), Some([1, 0, 0]));
    let mut worker = server.worker(f);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, f, b"first"]));
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    first.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn a_client_that_joins_a_running_job_gets_its_result() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let (mut first, mut second) = (server.connect(), server.connect());
    let mut worker = server.worker(f);
    let job = first.submit(SUBMIT_JOB, &[f, b"u", b"x"]);
    worker.grab();
    assert_eq!(second.submit(SUBMIT_JOB, &[f, b"u", b"x"]), job);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn after_the_job_ended_the_unique_is_free_again() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let mut worker = server.worker(f);
    let job = client.submit(SUBMIT_JOB, &[f, b"u", b"x"]);
    worker.grab();
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    assert_ne!(client.submit(SUBMIT_JOB, &[f, b"u", b"x"]), job);
}

#[test]
fn one_connection_that_submits_twice_gets_the_result_twice() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"u", b"x"]);
    assert_eq!(client.submit(SUBMIT_JOB, &[f, b"u", b"x"]), job);
    let mut worker = server.worker(f);
    worker.grab();
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect_nothing_more();
}

#[test]
fn a_dash_makes_the_workload_the_unique() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[f, b"-", b"same"]);
    assert_eq!(client.submit(SUBMIT_JOB_BG, &[f, b"-", b"same"]), job);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[f, b"-", b"other"]), job);
    let empty = client.submit(SUBMIT_JOB_BG, &[f, b"-", b""]);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[f, b"-", b""]), empty);
}

#[test]
fn an_empty_unique_is_none_and_a_hash_is_an_ordinary_one() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]), job);
    let hash = client.submit(SUBMIT_JOB_BG, &[f, b"#", b"x"]);
    assert_eq!(client.submit(SUBMIT_JOB_BG, &[f, b"#", b"y"]), hash);
}

#[test]
fn a_unique_belongs_to_one_function() {
    let server = TestServer::start();
    let (f, g) = (server.function(), server.function());
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[&f, b"u", b"x"]);
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[&g, b"u", b"x"]), job);
}

#[test]
fn a_unique_of_64_bytes_is_one_and_a_longer_one_is_refused() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let longest = [b'u'; 64];
    let job = client.submit(SUBMIT_JOB_BG, &[f, &longest, b"x"]);
    assert_eq!(client.submit(SUBMIT_JOB_BG, &[f, &longest, b"y"]), job);
    client.send(SUBMIT_JOB_BG, &fields(&[f, &[b'u'; 65], b"x"]));
    client.expect(ERROR, b"ARGUMENT_TOO_LARGE\0Unique value too large");
    client.expect_nothing_more();
}

#[test]
fn a_background_job_stays_when_a_client_that_joined_it_leaves() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut operator = server.connect();
    operator.submit(SUBMIT_JOB_BG, &[f, b"u", b"x"]);
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[f, b"u", b"x"]);
    drop(client);
    let mut bystander = server.connect();
    let other = bystander.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    drop((bystander, other));
    eventually(|| operator.status_of(f) == Some([1, 0, 0]));
    let mut worker = server.worker(f);
    worker.grab();
}
