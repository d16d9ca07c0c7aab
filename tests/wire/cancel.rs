//! `cancel job`.

use crate::support::*;

fn cancel(job: &[u8]) -> Vec<u8> {
    join(&[b"cancel job ", job, b"\n"])
}

#[test]
fn a_cancelled_job_fails_for_its_clients_and_is_given_to_nobody() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(operator.ask_line(&cancel(&job)), b"OK\r\n");
    client.expect(WORK_FAIL, &job);
    client.expect_nothing_more();
    let mut worker = server.worker(b"f");
    worker.expect_no_job();
    assert_eq!(operator.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn a_cancelled_job_disappears_at_once() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]);
    assert_eq!(client.ask_line(&cancel(&job)), b"OK\r\n");
    differs("cancelled-job-leaves");
    assert_eq!(client.status_of(b"f"), Some([0, 0, 0]));
    assert!(client.ask_list(b"show jobs\n").is_empty());
    client.send(GET_STATUS, &job);
    client.expect(STATUS_RES, &join(&[&job, b"\x000\x000\x000\x000"]));
    client.send(GET_STATUS_UNIQUE, b"u");
    client.expect(STATUS_RES_UNIQUE, b"u\x000\x000\x000\x000\x000");
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]), job);
}

#[test]
fn a_job_is_cancelled_once() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    assert_eq!(client.ask_line(&cancel(&job)), b"OK\r\n");
    differs("cancelled-job-leaves");
    assert_eq!(client.ask_line(&cancel(&job)), b"ERR UNKNOWN_JOB\r\n");
}

#[test]
fn a_delayed_job_is_cancelled() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", b"9999999999", b"x"]);
    assert_eq!(client.ask_line(&cancel(&job)), b"OK\r\n");
    differs("cancelled-job-leaves");
    assert_eq!(client.status_of(b"f"), Some([0, 0, 0]));
}

#[test]
fn a_handle_that_nobody_gave_out_cannot_be_cancelled() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for line in [
        &b"cancel job H:nowhere:1\n"[..],
        b"cancel job x\r\n",
        b"cancel job \n",
    ] {
        assert_eq!(operator.ask_line(line), b"ERR UNKNOWN_JOB\r\n");
    }
}

#[test]
fn a_job_that_has_ended_cannot_be_cancelled() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let job = worker.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.grab();
    worker.complete(&job, b"");
    assert_eq!(worker.ask_line(&cancel(&job)), b"ERR UNKNOWN_JOB\r\n");
}

#[test]
fn a_running_job_that_is_cancelled_fails_for_its_clients() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    assert_eq!(worker.ask_line(&cancel(&job)), b"OK\r\n");
    client.expect(WORK_FAIL, &job);
    differs("cancelled-job-leaves");
    assert_eq!(client.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn nothing_reaches_the_clients_of_a_cancelled_job_any_more() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    assert_eq!(worker.ask_line(&cancel(&job)), b"OK\r\n");
    client.expect(WORK_FAIL, &job);
    worker.send(WORK_DATA, &fields(&[&job, b"part"]));
    worker.complete(&job, b"y");
    differs("answer-for-cancelled-job");
    worker.expect(ERROR, DATA_UNKNOWN);
    worker.expect(ERROR, RESULT_UNKNOWN);
    client.expect_nothing_more();
}

#[test]
fn a_client_that_cancels_its_own_job_gets_both_answers() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    client.send_raw(&cancel(&job));
    client.expect(WORK_FAIL, &job);
    assert_eq!(client.read_line(), b"OK\r\n");
}
