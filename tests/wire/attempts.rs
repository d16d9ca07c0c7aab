//! How often a job is given to a worker.

use crate::support::*;

/// Workers that are lost with the only job, one after the other.
fn lose(server: &TestServer, job: &[u8], times: usize) {
    let mut operator = server.connect();
    for _ in 0..times {
        let mut lost = server.worker(b"f");
        assert_eq!(lost.grab(), job);
        drop(lost);
        eventually(|| {
            operator
                .status_of(b"f")
                .is_some_and(|[_, running, _]| running == 0)
        });
    }
}

#[test]
fn a_job_is_tried_again_and_again() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    lose(&server, &job, 10);
    let mut worker = server.worker(b"f");
    assert_eq!(worker.grab(), job);
    client.expect_nothing_more();
}

#[test]
fn a_job_that_used_up_its_attempts_fails_for_its_clients() {
    let server = TestServer::with_options(&["--job-retries=2"]);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    lose(&server, &job, 2);
    client.expect(WORK_FAIL, &job);
    assert_eq!(client.status_of(b"f"), Some([0, 0, 0]));
    let mut worker = server.worker(b"f");
    worker.expect_no_job();
}

#[test]
fn no_retry_is_one_attempt() {
    let server = TestServer::with_options(&["--job-retries=0"]);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    lose(&server, &job, 1);
    differs("job-retries-of-zero");
    client.expect(WORK_FAIL, &job);
}

#[test]
fn a_background_job_that_used_up_its_attempts_has_ended_for_clients() {
    let server = TestServer::with_options(&["--job-retries=1"]);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]);
    assert_eq!(client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]), job);
    lose(&server, &job, 1);
    client.expect(WORK_FAIL, &job);
    assert_eq!(client.status_of(b"f"), Some([0, 0, 0]));
    client.send(GET_STATUS, &job);
    client.expect(STATUS_RES, &join(&[&job, b"\x000\x000\x000\x000"]));
    client.send(GET_STATUS_UNIQUE, b"u");
    client.expect(STATUS_RES_UNIQUE, b"u\x000\x000\x000\x000\x000");
    assert_ne!(client.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]), job);
}

#[test]
fn a_background_job_that_used_up_its_attempts_is_kept_for_operators() {
    let server = TestServer::with_options(&["--job-retries=1"]);
    let mut operator = server.connect();
    let job = operator.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    lose(&server, &job, 1);
    differs("buried-jobs");
    let lines = operator.ask_list(b"show jobs\n");
    assert_eq!(lines, [join(&[&job, b"\t1\t0\t1"])]);
    let cancel = join(&[b"cancel job ", &job, b"\n"]);
    assert_eq!(operator.ask_line(&cancel), b"OK\r\n");
    assert!(operator.ask_list(b"show jobs\n").is_empty());
}

#[test]
fn jobs_tell_how_often_they_were_lost() {
    let server = TestServer::with_options(&["--job-retries=5"]);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    assert_eq!(
        client.ask_list(b"show jobs\n"),
        [join(&[&job, b"\t0\t0\t1"])]
    );
    lose(&server, &job, 2);
    assert_eq!(
        client.ask_list(b"show jobs\n"),
        [join(&[&job, b"\t2\t0\t1"])]
    );
}
