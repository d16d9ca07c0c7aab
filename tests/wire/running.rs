//! Jobs from submission to result.

use crate::support::*;

#[test]
fn a_foreground_job_runs_and_its_client_gets_everything() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();

    let job = &client.submit(SUBMIT_JOB, &[b"f", b"", b"some\0bytes"])[..];
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[job, b"f", b"some\0bytes"]));
    worker.send(WORK_DATA, &fields(&[job, b"part"]));
    worker.send(WORK_WARNING, &fields(&[job, b"careful"]));
    worker.send(WORK_STATUS, &fields(&[job, b"1", b"2"]));
    worker.complete(job, b"re\0sult");

    client.expect(WORK_DATA, &fields(&[job, b"part"]));
    client.expect(WORK_WARNING, &fields(&[job, b"careful"]));
    client.expect(WORK_STATUS, &fields(&[job, b"1", b"2"]));
    client.expect(WORK_COMPLETE, &fields(&[job, b"re\0sult"]));
    client.expect_nothing_more();
    worker.expect_nothing_more();
}

#[test]
fn a_background_job_runs_without_word_to_its_client() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = &client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"])[..];
    let mut worker = server.worker(b"f");
    assert_eq!(worker.grab(), job);
    worker.send(WORK_STATUS, &fields(&[job, b"1", b"2"]));
    worker.send(WORK_DATA, &fields(&[job, b"part"]));
    worker.send(WORK_WARNING, &fields(&[job, b"careful"]));
    worker.complete(job, b"done");
    worker.settle();
    client.expect_nothing_more();
    assert_eq!(client.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn a_failed_job_tells_its_client_and_is_not_run_again() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(worker.grab(), job);
    worker.send(WORK_FAIL, &job);
    client.expect(WORK_FAIL, &job);
    worker.expect_no_job();
}

#[test]
fn one_connection_may_be_client_and_worker() {
    let server = TestServer::start();
    let mut both = server.worker(b"f");
    let job = both.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(both.grab(), job);
    both.complete(&job, b"y");
    both.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn one_worker_may_run_several_jobs_at_a_time() {
    let server = TestServer::start();
    let mut client = server.connect();
    let first = client.submit(SUBMIT_JOB, &[b"f", b"", b"1"]);
    let second = client.submit(SUBMIT_JOB, &[b"f", b"", b"2"]);
    let mut worker = server.worker(b"f");
    assert_eq!(worker.grab(), first);
    assert_eq!(worker.grab(), second);
    worker.complete(&second, b"b");
    worker.complete(&first, b"a");
    client.expect(WORK_COMPLETE, &fields(&[&second, b"b"]));
    client.expect(WORK_COMPLETE, &fields(&[&first, b"a"]));
}

#[test]
fn no_result_comes_before_the_handle() {
    const JOBS: usize = 2_000;
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..JOBS {
                let job = grab_waiting(&mut worker);
                worker.complete(&job, b"y");
            }
        });
        for _ in 0..JOBS {
            let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
            client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
        }
    });
}

fn grab_waiting(worker: &mut Peer) -> Vec<u8> {
    loop {
        worker.send(GRAB_JOB, b"");
        match worker.receive_any() {
            (JOB_ASSIGN, body) => return first_field(&body),
            (NO_JOB, _) => {}
            (packet_type, _) => panic!("type {packet_type}"),
        }
        worker.send(PRE_SLEEP, b"");
        worker.receive(NOOP);
    }
}
