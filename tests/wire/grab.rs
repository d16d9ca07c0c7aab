//! Workers that ask for a job.

use crate::support::*;

/// The three ways to ask, and how a job without reducer is given to each.
const WAYS: [(u32, u32); 3] = [
    (GRAB_JOB, JOB_ASSIGN),
    (GRAB_JOB_UNIQ, JOB_ASSIGN_UNIQ),
    (GRAB_JOB_ALL, JOB_ASSIGN_UNIQ),
];

#[test]
fn whoever_asks_in_vain_is_told_so() {
    let server = TestServer::start();
    let mut worker = server.connect();
    for (ask, _) in WAYS {
        worker.send(ask, b"");
        worker.expect(NO_JOB, b"");
    }
    worker.can_do(b"f");
    for (ask, _) in WAYS {
        worker.send(ask, b"");
        worker.expect(NO_JOB, b"");
    }
    worker.expect_nothing_more();
}

#[test]
fn a_job_is_given_once_in_the_form_that_was_asked_for() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    for (ask, assign) in WAYS {
        let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"work\0load"]);
        worker.send(ask, b"");
        let body = worker.receive(assign);
        let unique = (assign == JOB_ASSIGN_UNIQ).then_some(&b"u"[..]);
        let parts = [Some(&job[..]), Some(b"f"), unique, Some(b"work\0load")];
        let parts: Vec<&[u8]> = parts.into_iter().flatten().collect();
        assert_eq!(body, fields(&parts));
        worker.expect_no_job();
        worker.complete(&job, b"");
        worker.settle();
    }
}

#[test]
fn a_job_without_unique_is_given_with_an_empty_one() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let job = worker.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.send(GRAB_JOB_UNIQ, b"");
    worker.expect(JOB_ASSIGN_UNIQ, &fields(&[&job, b"f", b"", b"x"]));
}

#[test]
fn a_job_that_is_shared_by_its_workload_is_given_with_a_dash() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let job = worker.submit(SUBMIT_JOB_BG, &[b"f", b"-", b"x"]);
    worker.send(GRAB_JOB_UNIQ, b"");
    worker.expect(JOB_ASSIGN_UNIQ, &fields(&[&job, b"f", b"-", b"x"]));
}

#[test]
fn a_worker_that_asks_sees_the_unique() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let unique: &[u8] = b"\xff\x01raw \x80 bytes";
    let job = client.submit(SUBMIT_JOB, &[b"f", unique, b"x"]);
    worker.send(GRAB_JOB_UNIQ, b"");
    worker.expect(JOB_ASSIGN_UNIQ, &fields(&[&job, b"f", unique, b"x"]));
}

#[test]
fn an_empty_workload_is_given_as_one() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let job = worker.submit(SUBMIT_JOB_BG, &[b"f", b"", b""]);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", b""]));
}

#[test]
fn what_stands_behind_a_question_without_arguments_means_nothing() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let job = worker.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.send(PRE_SLEEP, b"body");
    worker.expect(NOOP, b"");
    worker.send(GRAB_JOB, b"body");
    worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", b"x"]));
    worker.send(RESET_ABILITIES, b"body");
    worker.expect_no_job();
}
