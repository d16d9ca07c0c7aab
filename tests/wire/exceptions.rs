//! Jobs that end with an exception.

use crate::support::*;

/// Runs a job up to its exception; returns client, worker and job.
fn run(server: &TestServer, wants_exceptions: bool) -> (Peer, Peer, Vec<u8>) {
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    if wants_exceptions {
        client.send(OPTION_REQ, b"exceptions");
        client.expect(OPTION_RES, b"exceptions");
    }
    let job = client.submit(SUBMIT_JOB, &[f, b"", b"x"]);
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
fn any_other_client_gets_a_failure() {
    let server = TestServer::with(|_| {});
    let (mut client, _worker, job) = run(&server, false);
    client.expect(WORK_FAIL, &job);
    client.expect_nothing_more();
}

#[test]
fn every_client_gets_them_if_the_server_says_so() {
    let server = TestServer::with(|config| config.jobs.exceptions_for_all = true);
    let (mut client, _worker, job) = run(&server, false);
    client.expect(WORK_EXCEPTION, &fields(&[&job, b"out of\0paper"]));
}

#[test]
fn the_failure_that_some_workers_send_behind_an_exception_is_swallowed_once() {
    let server = TestServer::with(|_| {});
    let (mut client, mut worker, job) = run(&server, false);
    client.expect(WORK_FAIL, &job);
    worker.send(WORK_FAIL, &job);
    worker.expect_nothing_more();
    worker.send(WORK_FAIL, &job);
    worker.expect(ERROR, b"JOB_NOT_FOUND\0Job given in work result not found");
    client.expect_nothing_more();
}
