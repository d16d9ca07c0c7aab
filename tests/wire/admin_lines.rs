//! The text protocol: listings and single values.

use crate::support::*;

#[test]
fn status_lists_functions_with_total_running_and_workers() {
    let server = TestServer::start();
    let (f, g) = (server.function(), server.function());
    let mut client = server.connect();
    for _ in 0..3 {
        client.submit(SUBMIT_JOB_BG, &[&f, b"", b"x"]);
    }
    let mut worker = server.worker(&f);
    worker.can_do(&g);
    worker.grab();
    assert_eq!(client.status_of(&f), Some([3, 1, 1]));
    assert_eq!(client.status_of(&g), Some([0, 0, 1]));
}

#[test]
fn an_answer_is_byte_for_byte_what_tools_expect() {
    let server = TestServer::with(|_| {});
    let mut peer = server.connect();
    peer.submit(SUBMIT_JOB_HIGH_BG, &[b"first", b"", b"x"]);
    peer.submit(SUBMIT_JOB_BG, &[b"second", b"", b"x"]);
    peer.submit(SUBMIT_JOB_LOW_BG, &[b"second", b"", b"x"]);
    peer.can_do(b"second");
    peer.grab();
    peer.send_raw(b"status\n");
    let status = b"second\t2\t1\t1\nfirst\t1\t0\t0\n.\n";
    assert_eq!(peer.receive_raw(status.len()), status);
    peer.send_raw(b"prioritystatus\r\n");
    let status = b"second\t0\t0\t1\t1\nfirst\t1\t0\t0\t0\n.\n";
    assert_eq!(peer.receive_raw(status.len()), status);
    peer.expect_nothing_more();
}

#[test]
fn without_functions_there_is_the_end_of_a_list() {
    let server = TestServer::with(|_| {});
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
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    operator.settle();
    let mut worker = server.connect();
    worker.send(SET_CLIENT_ID, b"press");
    worker.can_do(b"print");
    worker.can_do(b"fold");
    worker.settle();
    let lines = operator.ask_list(b"workers\n");
    // Numbers of sockets are given out anew, so the order is theirs.
    let mut without_number: Vec<&[u8]> = lines
        .iter()
        .map(|line| &line[line.iter().position(|byte| *byte == b' ').unwrap()..])
        .collect();
    without_number.sort_unstable();
    assert_eq!(
        without_number,
        [&b" 127.0.0.1 - :"[..], b" 127.0.0.1 press : fold print"]
    );
}

#[test]
fn single_values_are_one_line() {
    let server = TestServer::with(|_| {});
    let mut operator = server.connect();
    let version = format!("OK {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(operator.ask_line(b"version\n"), version.as_bytes());
    let pid = format!("OK {}\n", std::process::id());
    assert_eq!(operator.ask_line(b"getpid\n"), pid.as_bytes());
    assert!(operator.ask_line(b"verbose\n").starts_with(b"OK "));
}

#[test]
fn commands_match_in_any_case_and_with_either_line_end() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for line in [&b"VERSION\r\n"[..], b"Version\n", b"version\n"] {
        assert!(operator.ask_line(line).starts_with(b"OK "));
    }
}

#[test]
fn an_unknown_command_is_named() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let answer = b"ERR UNKNOWN_COMMAND Unknown+server+commandhello\r\n";
    assert_eq!(operator.ask_line(b"hello world\n"), answer);
    let answer = b"ERR UNKNOWN_COMMAND Unknown+server+command\r\n";
    assert_eq!(operator.ask_line(b" status\n"), answer);
    assert_eq!(operator.ask_line(b"\n"), answer);
}

#[test]
fn text_and_packets_mix_on_one_connection_in_order() {
    let server = TestServer::with(|_| {});
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
fn jobs_and_their_uniques_are_listed() {
    let server = TestServer::with(|_| {});
    let mut peer = server.connect();
    let first = peer.submit(SUBMIT_JOB, &[b"f", b"u1", b"x"]);
    let second = peer.submit(SUBMIT_JOB_BG, &[b"f", b"u2", b"x"]);
    let mut lost = server.worker(b"f");
    lost.grab();
    drop(lost);
    eventually(|| peer.status_of(b"f") == Some([2, 0, 0]));
    let lines = peer.ask_list(b"show jobs\n");
    assert_eq!(
        lines,
        [
            join(&[&first, b"\t1\t0\t0"]),
            join(&[&second, b"\t0\t0\t1"])
        ]
    );
    let lines = peer.ask_list(b"show unique jobs\n");
    assert_eq!(lines, [b"u1", b"u2"]);
}
