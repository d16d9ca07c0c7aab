//! Jobs with a reducer.

use crate::support::*;

#[test]
fn a_worker_that_asks_for_all_sees_the_reducer() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    for packet_type in [SUBMIT_REDUCE_JOB, SUBMIT_REDUCE_JOB_BACKGROUND] {
        let mut client = server.connect();
        let job = client.submit(packet_type, &[f, b"u", b"reducer", b"", b"x"]);
        worker.send(GRAB_JOB_ALL, b"");
        worker.expect(JOB_ASSIGN_ALL, &fields(&[&job, f, b"u", b"reducer", b"x"]));
        worker.send(WORK_COMPLETE, &fields(&[&job, b""]));
        worker.settle();
    }
}

#[test]
fn a_worker_that_does_not_ask_sees_an_ordinary_job() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_REDUCE_JOB, &[f, b"", b"reducer", b"", b"x"]);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, f, b"x"]));
}

#[test]
fn an_ordinary_job_is_given_with_its_unique_to_a_worker_that_asks_for_all() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"u", b"x"]);
    worker.send(GRAB_JOB_ALL, b"");
    worker.expect(JOB_ASSIGN_UNIQ, &fields(&[&job, f, b"u", b"x"]));
}
