//! Peers that stop sending and still read.

use crate::support::*;

#[test]
fn a_client_that_stopped_sending_gets_its_result() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    client.send(SUBMIT_JOB, b"f\0\0x");
    client.finish_sending();
    differs("half-close");
    let job = client.receive(JOB_CREATED);
    assert_eq!(worker.grab(), job);
    worker.send(WORK_DATA, &fields(&[&job, b"part"]));
    worker.complete(&job, b"y");
    client.expect(WORK_DATA, &fields(&[&job, b"part"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect_closed();
}

#[test]
fn a_job_of_a_client_that_stopped_sending_stays_queued() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.send(SUBMIT_JOB, b"f\0\0x");
    client.finish_sending();
    differs("half-close");
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
fn operators_that_stopped_sending_get_their_answers() {
    const OPERATORS: usize = 20;
    const COMMANDS: usize = 50;
    let server = TestServer::start();
    let mut answers = Vec::new();
    for _ in 0..OPERATORS {
        let mut operator = server.connect();
        operator.send_raw(&b"status\n".repeat(COMMANDS));
        operator.finish_sending();
        answers.push(operator.read_to_end());
    }
    // At times gearmand is quick enough to answer the one or other.
    differs("half-close");
    for answer in answers {
        assert_eq!(answer, b".\n".repeat(COMMANDS));
    }
}

#[test]
fn a_worker_that_stopped_sending_gives_its_job_back() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let mut lost = server.worker(b"f");
    lost.grab();
    lost.finish_sending();
    eventually(|| client.status_of(b"f") == Some([1, 0, 0]));
    lost.expect_closed();
}
