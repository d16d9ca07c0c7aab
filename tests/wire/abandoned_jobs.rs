//! Jobs whose clients leave.

use crate::support::*;

#[test]
fn a_queued_job_for_which_nobody_waits_is_given_to_nobody() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    drop(client);
    eventually(|| worker.ask_list(b"workers\n").len() == 1);
    worker.expect_no_job();
    assert_eq!(worker.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn a_queued_job_for_which_nobody_waits_disappears_at_once() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(operator.status_of(b"f"), Some([1, 0, 0]));
    drop(client);
    differs("abandoned-job-leaves");
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
}

#[test]
fn a_queued_job_of_a_client_that_left_unread_answers_disappears_at_once() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let mut client = server.connect();
    client.send(SUBMIT_JOB, b"f\0\0x");
    eventually(|| operator.status_of(b"f") == Some([1, 0, 0]));
    drop(client);
    differs("abandoned-job-leaves");
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
}

#[test]
fn a_background_job_stays_when_its_client_leaves() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    drop(client);
    eventually(|| worker.ask_list(b"workers\n").len() == 1);
    assert_eq!(worker.grab(), job);
}

#[test]
fn a_job_with_another_client_stays_when_one_leaves() {
    let server = TestServer::start();
    let (mut first, mut second) = (server.connect(), server.connect());
    let job = first.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    second.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    drop(first);
    eventually(|| second.ask_list(b"workers\n").len() == 1);
    let mut worker = server.worker(b"f");
    assert_eq!(worker.grab(), job);
    worker.complete(&job, b"y");
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn a_background_job_stays_when_a_client_that_joined_it_leaves() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let job = operator.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]);
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    drop(client);
    eventually(|| operator.ask_list(b"workers\n").len() == 1);
    let mut worker = server.worker(b"f");
    differs("background-job-stays");
    assert_eq!(worker.grab(), job);
}

#[test]
fn a_background_submission_keeps_a_job_whose_client_leaves() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    assert_eq!(operator.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]), job);
    drop(client);
    eventually(|| operator.ask_list(b"workers\n").len() == 1);
    let mut worker = server.worker(b"f");
    differs("background-job-stays");
    assert_eq!(worker.grab(), job);
}

#[test]
fn a_running_job_goes_on_when_its_client_leaves() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    drop(client);
    eventually(|| worker.ask_list(b"workers\n").len() == 1);
    assert_eq!(worker.status_of(b"f"), Some([1, 1, 1]));
    worker.send(WORK_STATUS, &fields(&[&job, b"1", b"2"]));
    worker.complete(&job, b"y");
    worker.expect_nothing_more();
    assert_eq!(worker.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn whoever_joins_a_running_job_that_was_left_gets_its_result() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    worker.grab();
    drop(client);
    eventually(|| worker.ask_list(b"workers\n").len() == 1);
    let mut second = server.connect();
    assert_eq!(second.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]), job);
    worker.complete(&job, b"y");
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn a_submission_after_the_client_left_is_a_job_that_runs() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    drop(client);
    eventually(|| worker.ask_list(b"workers\n").len() == 1);
    let mut second = server.connect();
    let job = second.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    differs("abandoned-job-comes-back");
    assert_eq!(worker.grab(), job);
    worker.complete(&job, b"y");
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn a_job_that_was_left_while_it_ran_is_not_run_again() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    drop(client);
    eventually(|| operator.ask_list(b"workers\n").len() == 2);
    drop(worker);
    eventually(|| operator.ask_list(b"workers\n").len() == 1);
    let mut other = server.worker(b"f");
    other.expect_no_job();
    assert_eq!(operator.status_of(b"f"), Some([0, 0, 1]));
}
