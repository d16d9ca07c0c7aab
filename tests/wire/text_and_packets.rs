//! Both protocols on one connection.

use crate::support::*;

#[test]
fn text_and_packets_mix_in_order() {
    let server = TestServer::start();
    let mut peer = server.connect();
    let bytes = join(&[
        &request(SUBMIT_JOB_BG, b"f\0\0x"),
        b"status\n",
        &request(ECHO_REQ, b"between"),
        b"version\r\n",
        &request(ECHO_REQ, b"last"),
    ]);
    peer.send_raw(&bytes);
    peer.receive(JOB_CREATED);
    assert_eq!(peer.receive_raw(10), b"f\t1\t0\t0\n.\n");
    peer.expect(ECHO_RES, b"between");
    assert!(peer.read_line().starts_with(b"OK "));
    peer.expect(ECHO_RES, b"last");
}

#[test]
fn a_worker_may_ask_for_lists_while_it_works() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    assert_eq!(worker.ask_list(b"status\r\n"), [b"f\t1\t1\t1"]);
    worker.complete(&job, b"y");
    assert_eq!(worker.ask_list(b"status\n"), [b"f\t0\t0\t1"]);
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    assert!(client.ask_line(b"getpid\n").starts_with(b"OK "));
}

#[test]
fn several_lines_may_arrive_in_one_piece() {
    let server = TestServer::start();
    let mut operator = server.connect();
    operator.send_raw(b"status\nhello\r\nstatus\r\ncancel job x\n");
    let answers = b".\nERR UNKNOWN_COMMAND Unknown+server+commandhello\r\n.\nERR UNKNOWN_JOB\r\n";
    assert_eq!(operator.receive_raw(answers.len()), answers);
}

#[test]
fn a_line_may_arrive_in_pieces_of_one_byte() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for byte in b"show unique jobs\r\nstatus\n" {
        operator.send_raw(&[*byte]);
    }
    assert_eq!(operator.receive_raw(4), b".\n.\n");
    operator.expect_nothing_more();
}

#[test]
fn a_payload_that_looks_like_a_line_is_a_payload() {
    let server = TestServer::start();
    let mut peer = server.worker(b"f");
    let job = peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"\nstatus\n\0REQ\n"]);
    peer.send(GRAB_JOB, b"");
    peer.expect(JOB_ASSIGN, &fields(&[&job, b"f", b"\nstatus\n\0REQ\n"]));
    peer.expect_nothing_more();
}
