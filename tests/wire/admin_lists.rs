//! The text protocol: listings.

use std::io::Read;

use crate::support::*;

#[test]
fn status_lists_functions_with_total_running_and_workers() {
    let server = TestServer::start();
    let mut client = server.connect();
    for _ in 0..3 {
        client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    }
    let mut worker = server.worker(b"f");
    worker.can_do(b"g");
    worker.grab();
    assert_eq!(client.status_of(b"f"), Some([3, 1, 1]));
    assert_eq!(client.status_of(b"g"), Some([0, 0, 1]));
}

#[test]
fn an_answer_is_byte_for_byte_what_tools_expect() {
    let server = TestServer::start();
    let mut peer = server.connect();
    peer.submit(SUBMIT_JOB_HIGH_BG, &[b"first", b"", b"x"]);
    peer.submit(SUBMIT_JOB_BG, &[b"second", b"", b"x"]);
    peer.submit(SUBMIT_JOB_LOW_BG, &[b"second", b"", b"x"]);
    peer.can_do(b"second");
    peer.grab();
    // gearmand's order is that of a hash table.
    let mut lines = peer.ask_list(b"status\n");
    lines.sort();
    assert_eq!(lines, [b"first\t1\t0\t0".as_slice(), b"second\t2\t1\t1"]);
    let mut lines = peer.ask_list(b"prioritystatus\r\n");
    lines.sort();
    let expected = [b"first\t1\t0\t0\t0".as_slice(), b"second\t0\t0\t1\t1"];
    assert_eq!(lines, expected);
    peer.expect_nothing_more();
}

#[test]
fn the_newest_function_comes_first() {
    let server = TestServer::start();
    let mut peer = server.connect();
    for function in [&b"zeta"[..], b"alpha", b"mid"] {
        peer.can_do(function);
    }
    differs("order-of-status");
    let lines = [&b"mid\t0\t0\t1"[..], b"alpha\t0\t0\t1", b"zeta\t0\t0\t1"];
    assert_eq!(peer.ask_list(b"status\n"), lines);
    let lines = [
        &b"mid\t0\t0\t0\t1"[..],
        b"alpha\t0\t0\t0\t1",
        b"zeta\t0\t0\t0\t1",
    ];
    assert_eq!(peer.ask_list(b"prioritystatus\n"), lines);
}

#[test]
fn without_functions_there_is_the_end_of_a_list() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for command in [
        &b"status\n"[..],
        b"prioritystatus\n",
        b"show jobs\n",
        b"show unique jobs\n",
    ] {
        operator.send_raw(command);
        assert_eq!(operator.receive_raw(2), b".\n");
    }
    operator.expect_nothing_more();
}

#[test]
fn workers_lists_every_connection_the_asking_one_as_well() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let mut worker = server.connect();
    worker.send(SET_CLIENT_ID, b"press");
    worker.can_do(b"print");
    worker.can_do(b"fold");
    worker.settle();
    let mut lines = Vec::new();
    eventually(|| {
        lines = operator.ask_list(b"workers\n");
        lines.len() == 2
    });
    // Numbers of sockets are given out anew, so the order is theirs.
    let mut without_number: Vec<&[u8]> = lines.iter().map(|line| behind_number(line)).collect();
    without_number.sort_unstable();
    assert_eq!(
        without_number,
        [&b" 127.0.0.1 - :"[..], b" 127.0.0.1 press : fold print"]
    );
}

/// A line of `workers` behind the number of the socket, which must be there.
fn behind_number(line: &[u8]) -> &[u8] {
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    assert!(digits > 0, "{}", line.escape_ascii());
    &line[digits..]
}

#[test]
fn jobs_and_their_uniques_are_listed() {
    let server = TestServer::start();
    let mut peer = server.connect();
    let first = peer.submit(SUBMIT_JOB, &[b"f", b"u1", b"x"]);
    let second = peer.submit(SUBMIT_JOB_BG, &[b"f", b"u2", b"x"]);
    let third = peer.submit(SUBMIT_JOB_BG, &[b"f", b"-", b"x"]);
    let fourth = peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let mut lines = peer.ask_list(b"show jobs\n");
    lines.sort();
    let expected = [
        join(&[&first, b"\t0\t0\t0"]),
        join(&[&second, b"\t0\t0\t1"]),
        join(&[&third, b"\t0\t0\t1"]),
        join(&[&fourth, b"\t0\t0\t1"]),
    ];
    assert_eq!(lines, expected);
    let mut lines = peer.ask_list(b"show unique jobs\n");
    lines.sort();
    assert_eq!(lines, [&b""[..], b"-", b"u1", b"u2"]);
}

#[test]
fn jobs_are_listed_in_the_order_in_which_they_came() {
    let server = TestServer::start();
    let mut peer = server.connect();
    let submit = |_| peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let jobs: Vec<Text> = (0..20).map(submit).collect();
    let lines = peer.ask_list(b"show jobs\n");
    assert_eq!(lines.len(), jobs.len());
    differs("order-of-show-jobs");
    for (line, job) in lines.iter().zip(&jobs) {
        assert_eq!(*line, join(&[job, b"\t0\t0\t1"]));
    }
}

#[test]
fn an_answer_comes_in_one_piece() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for number in 0..200 {
        let line = format!("create function function-{number}\r\n");
        assert_eq!(operator.ask_line(line.as_bytes()), b"OK\r\n");
    }
    operator.send_raw(b"status\n");
    let mut segment = [0; 65_536];
    let length = operator.stream().read(&mut segment).expect("it answers");
    assert!(length > 3_000);
    assert!(segment[..length].ends_with(b"\n.\n"));
}

/// Mod-Gearman's `check_gearman` and `gearman_top` read just once.
#[test]
fn answers_to_lines_in_one_piece_come_in_one_piece() {
    // gearmand sends two pieces once in twenty to seventy times, in bursts.
    const ATTEMPTS: usize = 10_000;
    let server = TestServer::start();
    let mut operator = server.connect();
    operator.ask_line(b"create function f\r\n");
    differs("answers-in-one-piece");
    for _ in 0..ATTEMPTS {
        operator.send_raw(b"status\nversion\n");
        let mut segment = [0; 1_024];
        let length = operator.stream().read(&mut segment).expect("it answers");
        let answers = &segment[..length];
        assert!(answers.starts_with(b"f\t0\t0\t0\n.\nOK "));
        assert!(answers.ends_with(b"\n"));
    }
}

#[test]
fn a_name_cannot_forge_a_line() {
    let server = TestServer::start();
    let mut peer = server.connect();
    peer.submit(SUBMIT_JOB_BG, &[b"f\n.\ng\t1", b"u\nv", b"x"]);
    differs("control-bytes");
    assert_eq!(
        peer.ask_list(b"status\n"),
        [b"f\\x0a.\\x0ag\\x091\t1\t0\t0"]
    );
    assert_eq!(peer.ask_list(b"show unique jobs\n"), [b"u\\x0av"]);
}
