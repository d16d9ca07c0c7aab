//! The text protocol: commands that change something.

use crate::support::*;

#[test]
fn a_function_is_created_and_dropped_by_hand() {
    let server = TestServer::start();
    let name = String::from_utf8(server.function()).unwrap();
    let mut operator = server.connect();
    let create = format!("create function {name}\r\n");
    assert_eq!(operator.ask_line(create.as_bytes()), b"OK\r\n");
    assert_eq!(operator.ask_line(create.as_bytes()), b"OK\r\n");
    assert_eq!(operator.status_of(name.as_bytes()), Some([0, 0, 0]));
    let drop = format!("drop function {name}\r\n");
    assert_eq!(operator.ask_line(drop.as_bytes()), b"OK\r\n");
    assert_eq!(operator.status_of(name.as_bytes()), None);
    assert_eq!(
        operator.ask_line(drop.as_bytes()),
        b"ERR function not found\r\n"
    );
}

#[test]
fn a_bare_line_feed_cuts_nothing_off_a_name() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    assert_eq!(operator.ask_line(b"create function whole\n"), b"OK\r\n");
    assert_eq!(operator.status_of(b"whole"), Some([0, 0, 0]));
}

#[test]
fn a_function_in_use_is_not_dropped() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    let worker = server.worker(b"worked");
    operator.submit(SUBMIT_JOB_BG, &[b"queued", b"", b"x"]);
    let in_use = b"ERR there are still connected workers or executing clients\r\n";
    assert_eq!(operator.ask_line(b"drop function worked\n"), in_use);
    assert_eq!(operator.ask_line(b"drop function queued\n"), in_use);
    drop(worker);
    eventually(|| operator.status_of(b"worked") == Some([0, 0, 0]));
    assert_eq!(operator.ask_line(b"drop function worked\n"), b"OK\r\n");
}

#[test]
fn a_queued_job_is_cancelled_at_once() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let cancel = join(&[b"cancel job ", &job, b"\n"]);
    assert_eq!(operator.ask_line(&cancel), b"OK\r\n");
    client.expect(WORK_FAIL, &job);
    assert_eq!(operator.status_of(b"f"), Some([0, 0, 0]));
    assert_eq!(operator.ask_line(&cancel), b"ERR UNKNOWN_JOB\r\n");
    let foreign = b"cancel job H:nowhere:1\n";
    assert_eq!(operator.ask_line(foreign), b"ERR UNKNOWN_JOB\r\n");
}

#[test]
fn a_running_job_is_cancelled_for_its_clients_and_its_worker() {
    let server = TestServer::with(|_| {});
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    let cancel = join(&[b"cancel job ", &job, b"\n"]);
    assert_eq!(worker.ask_line(&cancel), b"OK\r\n");
    client.expect(WORK_FAIL, &job);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    worker.expect(ERROR, b"JOB_NOT_FOUND\0Job given in work result not found");
    client.expect_nothing_more();
}

#[test]
fn a_client_that_cancels_its_own_job_gets_both_answers() {
    let server = TestServer::with(|_| {});
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    client.send_raw(&join(&[b"cancel job ", &job, b"\n"]));
    client.expect(WORK_FAIL, &job);
    assert_eq!(client.read_line(), b"OK\r\n");
}

#[test]
fn a_queue_is_bounded_before_and_while_it_is_used() {
    let server = TestServer::with(|_| {});
    let mut peer = server.connect();
    assert_eq!(peer.ask_line(b"maxqueue f 2\n"), b"OK\r\n");
    peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    peer.submit(SUBMIT_JOB_LOW_BG, &[b"f", b"", b"x"]);
    peer.send(SUBMIT_JOB_HIGH_BG, b"f\0\0x");
    peer.expect(ERROR, b"QUEUE_ERROR\0Job queue is full");
    assert_eq!(peer.ask_line(b"maxqueue f\n"), b"OK\r\n");
    peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
}

#[test]
fn three_sizes_bound_each_priority_for_itself() {
    let server = TestServer::with(|_| {});
    let mut peer = server.connect();
    assert_eq!(peer.ask_line(b"maxqueue f 1 2 0\n"), b"OK\r\n");
    let full = b"QUEUE_ERROR\0Job queue is full";
    peer.submit(SUBMIT_JOB_HIGH_BG, &[b"f", b"", b"x"]);
    peer.send(SUBMIT_JOB_HIGH_BG, b"f\0\0x");
    peer.expect(ERROR, full);
    peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    peer.send(SUBMIT_JOB_BG, b"f\0\0x");
    peer.expect(ERROR, full);
    for _ in 0..5 {
        peer.submit(SUBMIT_JOB_LOW_BG, &[b"f", b"", b"x"]);
    }
}

#[test]
fn running_jobs_count_for_the_bound() {
    let server = TestServer::with(|_| {});
    let mut peer = server.worker(b"f");
    peer.ask_line(b"maxqueue f 1\n");
    let job = peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    peer.grab();
    peer.send(SUBMIT_JOB_BG, b"f\0\0x");
    peer.receive(ERROR);
    peer.send(WORK_COMPLETE, &fields(&[&job, b""]));
    peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
}

#[test]
fn incomplete_commands_are_errors() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    for line in [
        &b"maxqueue\n"[..],
        b"create function\n",
        b"create\n",
        b"cancel\n",
        b"drop\n",
        b"show\n",
    ] {
        assert!(operator.ask_line(line).starts_with(b"ERR "));
    }
}
