//! Jobs that end with an exception.

use crate::support::*;

/// Runs a job up to its exception; returns client, worker and job.
fn run(server: &TestServer, wants_exceptions: bool) -> (Peer, Peer, Text) {
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    if wants_exceptions {
        client.send(OPTION_REQ, b"exceptions");
        client.expect(OPTION_RES, b"exceptions");
    }
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    worker.send(WORK_EXCEPTION, &fields(&[&job, b"out of\0paper"]));
    (client, worker, job)
}

#[test]
fn a_client_that_asked_for_exceptions_gets_them() {
    let server = TestServer::start();
    let (mut client, mut worker, job) = run(&server, true);
    client.expect(WORK_EXCEPTION, &fields(&[&job, b"out of\0paper"]));
    client.expect_nothing_more();
    worker.expect_nothing_more();
}

#[test]
fn an_exception_ends_the_job() {
    let server = TestServer::start();
    let (mut client, mut worker, job) = run(&server, true);
    client.receive(WORK_EXCEPTION);
    assert_eq!(client.status_of(b"f"), Some([0, 0, 1]));
    worker.expect_no_job();
    worker.complete(&job, b"y");
    worker.expect(ERROR, RESULT_UNKNOWN);
    client.expect_nothing_more();
}

#[test]
fn any_other_client_gets_a_failure() {
    let server = TestServer::start();
    let (mut client, _worker, job) = run(&server, false);
    let failure = client.receive(WORK_FAIL);
    assert!(failure.starts_with(&job));
    client.expect_nothing_more();
}

#[test]
fn the_failure_has_the_handle_and_nothing_else() {
    let server = TestServer::start();
    let (mut client, _worker, job) = run(&server, false);
    differs("exception-as-failure");
    client.expect(WORK_FAIL, &job);
}

#[test]
fn every_client_gets_them_if_the_server_was_told_so() {
    let server = TestServer::with_options(&["--exceptions"]);
    let (mut client, _worker, job) = run(&server, false);
    client.expect(WORK_EXCEPTION, &fields(&[&job, b"out of\0paper"]));
}

#[test]
fn the_failure_that_some_workers_send_behind_an_exception_is_swallowed_once() {
    let server = TestServer::start();
    let (mut client, mut worker, job) = run(&server, true);
    client.expect(WORK_EXCEPTION, &fields(&[&job, b"out of\0paper"]));
    worker.send(WORK_FAIL, &job);
    differs("failure-after-exception");
    worker.expect_nothing_more();
    worker.send(WORK_FAIL, &job);
    worker.expect(ERROR, RESULT_UNKNOWN);
    client.expect_nothing_more();
}
