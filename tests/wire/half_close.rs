//! Peers that stop sending: some still read, some are gone.

use crate::support::*;

#[test]
fn a_client_that_stopped_sending_gets_its_result() {
    let server = TestServer::with(|_| {});
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    client.send(SUBMIT_JOB, b"f\0\0x");
    client.finish_sending();
    let job = client.receive(JOB_CREATED);
    assert_eq!(worker.grab(), job);
    worker.send(WORK_DATA, &fields(&[&job, b"part"]));
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_DATA, &fields(&[&job, b"part"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect_closed();
}

#[test]
fn a_job_of_a_client_that_stopped_sending_stays_queued() {
    let server = TestServer::with(|_| {});
    let mut client = server.connect();
    client.send(SUBMIT_JOB, b"f\0\0x");
    client.finish_sending();
    let job = client.receive(JOB_CREATED);
    let mut operator = server.connect();
    for _ in 0..100 {
        assert_eq!(operator.status_of(b"f"), Some([1, 0, 0]));
    }
    let mut worker = server.worker(b"f");
    assert_eq!(worker.grab(), job);
    worker.send(WORK_FAIL, &job);
    client.expect(WORK_FAIL, &job);
    client.expect_closed();
}

#[test]
fn an_operator_that_stopped_sending_gets_its_answer() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    operator.send_raw(b"version\nstatus\n");
    operator.finish_sending();
    let answer = operator.read_to_end();
    assert!(answer.starts_with(b"OK "), "{}", answer.escape_ascii());
    assert!(answer.ends_with(b"\n.\n"));
}

#[test]
fn the_queued_job_of_a_client_that_closed_disappears_at_once() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(operator.status_of(b"f"), Some([1, 0, 0]));
    drop(client);
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
    let mut worker = server.worker(b"f");
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
}

#[test]
fn the_queued_job_of_a_client_that_closed_unread_answers_disappears_at_once() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    let mut client = server.connect();
    client.send(SUBMIT_JOB, b"f\0\0x");
    eventually(|| operator.status_of(b"f") == Some([1, 0, 0]));
    drop(client);
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
}

#[test]
fn a_running_job_goes_on_when_its_client_closes() {
    let server = TestServer::with(|_| {});
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    drop(client);
    eventually(|| worker.ask_list(b"workers\n").len() == 1);
    assert_eq!(worker.status_of(b"f"), Some([1, 1, 1]));
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    worker.expect_nothing_more();
    assert_eq!(worker.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn a_job_with_another_client_stays_when_one_closes() {
    let server = TestServer::with(|_| {});
    let (mut first, mut second) = (server.connect(), server.connect());
    let job = first.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    second.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    drop(first);
    eventually(|| second.ask_list(b"workers\n").len() == 1);
    let mut worker = server.worker(b"f");
    assert_eq!(worker.grab(), job);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    second.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}
