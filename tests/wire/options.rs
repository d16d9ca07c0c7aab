//! Options of a connection, and what comes back as it was sent.

use crate::support::*;

#[test]
fn an_echo_comes_back_as_it_was_sent() {
    let server = TestServer::start();
    let mut client = server.connect();
    let large = vec![0xa5; 1_000_000];
    for payload in [&b""[..], b"with\0nul", b"\0", &large] {
        client.send(ECHO_REQ, payload);
        client.expect(ECHO_RES, payload);
    }
}

#[test]
fn the_name_of_an_option_matches_in_any_case_and_comes_back_as_it_was_sent() {
    let server = TestServer::start();
    let mut client = server.connect();
    for name in [b"exceptions", b"EXCEPTIONS", b"eXceptionS"] {
        client.send(OPTION_REQ, name);
        client.expect(OPTION_RES, name);
    }
    client.expect_nothing_more();
}

#[test]
fn a_nul_that_closes_the_name_of_an_option_does_not_come_back() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.send(OPTION_REQ, b"exceptions\0");
    differs("closing-nul");
    client.expect(OPTION_RES, b"exceptions");
}

#[test]
fn an_option_that_nobody_knows_is_refused() {
    let server = TestServer::start();
    let mut client = server.connect();
    for name in [
        &b"exception"[..],
        b"exceptionss",
        b" exceptions",
        b"non-block",
        b"",
    ] {
        client.send(OPTION_REQ, name);
        client.expect(ERROR, OPTION_UNKNOWN);
    }
    client.expect_nothing_more();
}

#[test]
fn a_worker_may_set_options_too() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    worker.send(OPTION_REQ, b"exceptions");
    worker.expect(OPTION_RES, b"exceptions");
}

#[test]
fn all_yours_is_accepted_silently() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    worker.send(ALL_YOURS, b"");
    differs("all-yours");
    worker.expect_nothing_more();
}
