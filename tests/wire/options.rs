//! What a connection may say of itself, and what comes back as it was sent.

use crate::support::*;

#[test]
fn an_echo_comes_back_as_it_was_sent() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.send(ECHO_REQ, b"");
    client.expect(ECHO_RES, b"");
    client.send(ECHO_REQ, b"with\0nul");
    client.expect(ECHO_RES, b"with\0nul");
    let large = vec![0xa5; 1_000_000];
    client.send(ECHO_REQ, &large);
    client.expect(ECHO_RES, &large);
}

#[test]
fn an_option_that_nobody_knows_is_refused() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.send(OPTION_REQ, b"exception");
    client.expect(
        ERROR,
        b"UNKNOWN_OPTION\0Server does not recognize given option",
    );
    client.send(OPTION_REQ, b"exceptions");
    client.expect(OPTION_RES, b"exceptions");
    client.send(OPTION_REQ, b"EXCEPTIONS");
    client.expect(OPTION_RES, b"EXCEPTIONS");
}

#[test]
fn a_worker_may_set_options_too() {
    let server = TestServer::start();
    let mut worker = server.worker(&server.function());
    worker.send(OPTION_REQ, b"exceptions");
    worker.expect(OPTION_RES, b"exceptions");
}

#[test]
fn all_yours_is_accepted_silently() {
    let server = TestServer::with(|_| {});
    let mut worker = server.worker(b"f");
    worker.send(ALL_YOURS, b"");
    worker.expect_nothing_more();
}

#[test]
fn a_client_id_is_listed_and_may_change() {
    let server = TestServer::start();
    let name = String::from_utf8(server.function()).unwrap();
    let mut worker = server.connect();
    worker.send(SET_CLIENT_ID, b"before");
    worker.send(SET_CLIENT_ID, name.as_bytes());
    let lines = worker.ask_list(b"workers\n");
    let end = format!(" 127.0.0.1 {name} :");
    assert!(lines.iter().any(|line| line.ends_with(end.as_bytes())));
}

#[test]
fn a_long_client_id_is_cut_at_127_bytes() {
    let server = TestServer::with(|_| {});
    let mut worker = server.connect();
    worker.send(SET_CLIENT_ID, &[b'i'; 200]);
    let lines = worker.ask_list(b"workers\n");
    let line = String::from_utf8(lines[0].clone()).unwrap();
    assert_eq!(line.split(' ').nth(2).unwrap().len(), 127);
}
