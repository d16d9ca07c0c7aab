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
