//! What a worker says it can do.

use crate::support::*;

#[test]
fn a_worker_is_counted_and_listed_for_what_it_can_do() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(SET_CLIENT_ID, b"able");
    worker.can_do(b"plain");
    worker.send(CAN_DO_TIMEOUT, b"limited\x0060000");
    assert_eq!(worker.status_of(b"plain"), Some([0, 0, 1]));
    assert_eq!(worker.status_of(b"limited"), Some([0, 0, 1]));
    let lines = worker.ask_list(b"workers\n");
    let end = b" 127.0.0.1 able : limited plain";
    assert!(lines.iter().any(|line| line.ends_with(end)));
}

#[test]
fn an_ability_that_was_taken_back_gets_no_job() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let other = client.submit(SUBMIT_JOB_BG, &[b"g", b"", b"x"]);
    let mut worker = server.worker(b"f");
    worker.can_do(b"g");
    worker.send(CANT_DO, b"f");
    assert_eq!(worker.grab(), other);
    worker.expect_no_job();
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
}

#[test]
fn abilities_that_were_all_taken_back_get_no_job() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let mut worker = server.worker(b"f");
    worker.can_do(b"g");
    worker.send(RESET_ABILITIES, b"");
    worker.expect_no_job();
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
    assert_eq!(client.status_of(b"g"), Some([0, 0, 0]));
    worker.can_do(b"f");
    worker.grab();
}

#[test]
fn taking_back_what_nobody_could_do_is_no_mistake() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(CANT_DO, b"f");
    worker.send(RESET_ABILITIES, b"");
    worker.expect_nothing_more();
}

#[test]
fn a_worker_that_leaves_is_counted_no_more() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let worker = server.worker(b"f");
    assert_eq!(operator.status_of(b"f"), Some([0, 0, 1]));
    drop(worker);
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
}

#[test]
fn the_longest_function_name_is_one_like_any_other() {
    let server = TestServer::start();
    let longest = [b'f'; 512];
    let mut worker = server.worker(&longest);
    let job = worker.submit(SUBMIT_JOB_BG, &[&longest, b"", b"x"]);
    assert_eq!(worker.grab(), job);
}

#[test]
fn names_of_functions_are_any_bytes() {
    let server = TestServer::start();
    let name = b"\xff\xfe raw \x80 name";
    let mut worker = server.worker(name);
    let job = worker.submit(SUBMIT_JOB, &[name, b"", b"x"]);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, name, b"x"]));
    assert_eq!(worker.status_of(name), Some([1, 1, 1]));
}

#[test]
fn registering_twice_counts_one_worker() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    worker.can_do(b"f");
    worker.send(CAN_DO_TIMEOUT, b"f\x0060000");
    differs("can-do-twice");
    assert_eq!(worker.status_of(b"f"), Some([0, 0, 1]));
}

#[test]
fn a_worker_finishes_a_job_of_an_ability_that_it_took_back() {
    for taking_back in [request(CANT_DO, b"f"), request(RESET_ABILITIES, b"")] {
        let server = TestServer::start();
        let mut worker = server.worker(b"f");
        let mut client = server.connect();
        let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
        worker.grab();
        worker.send_raw(&taking_back);
        worker.settle();
        differs("ability-lost-in-mid-job");
        assert_eq!(client.status_of(b"f"), Some([1, 1, 0]));
        worker.complete(&job, b"y");
        client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    }
}

#[test]
fn a_nul_that_closes_a_name_is_no_part_of_it() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f\0");
    let job = worker.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    differs("can-do-closing-nul");
    assert_eq!(worker.grab(), job);
}
