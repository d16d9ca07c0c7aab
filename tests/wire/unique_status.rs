//! How is the job with this unique?

use crate::support::*;

/// Asks for the job with the unique `u`.
#[track_caller]
fn expect_status(peer: &mut Peer, columns: &[u8]) {
    peer.send(GET_STATUS_UNIQUE, b"u");
    peer.expect(STATUS_RES_UNIQUE, &join(&[b"u\0", columns]));
}

#[test]
fn a_job_is_followed_by_its_unique() {
    let server = TestServer::start();
    let mut client = server.connect();
    expect_status(&mut client, b"0\x000\x000\x000\x000");
    let job = client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    expect_status(&mut client, b"1\x000\x000\x000\x001");
    let mut worker = server.worker(b"f");
    worker.grab();
    expect_status(&mut client, b"1\x001\x000\x000\x001");
    worker.send(WORK_STATUS, &fields(&[&job, b"1", b"4"]));
    worker.settle();
    client.receive(WORK_STATUS);
    expect_status(&mut client, b"1\x001\x001\x004\x001");
    worker.complete(&job, b"");
    worker.settle();
    client.receive(WORK_COMPLETE);
    expect_status(&mut client, b"0\x000\x000\x000\x000");
}

#[test]
fn those_who_wait_are_counted() {
    let server = TestServer::start();
    let (mut client, mut other) = (server.connect(), server.connect());
    client.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]);
    expect_status(&mut client, b"1\x000\x000\x000\x000");
    client.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    expect_status(&mut client, b"1\x000\x000\x000\x001");
    other.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    other.submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
    expect_status(&mut client, b"1\x000\x000\x000\x003");
    drop(other);
    eventually(|| client.ask_list(b"workers\n").len() == 1);
    expect_status(&mut client, b"1\x000\x000\x000\x001");
}

#[test]
fn the_answer_begins_with_what_was_asked() {
    let server = TestServer::start();
    let mut client = server.connect();
    for unique in [&b"never seen"[..], b"\xff\x01\xfe", b"", &[b'u'; 63]] {
        client.send(GET_STATUS_UNIQUE, unique);
        client.expect(
            STATUS_RES_UNIQUE,
            &join(&[unique, b"\x000\x000\x000\x000\x000"]),
        );
    }
    client.send(GET_STATUS_UNIQUE, b"closed\0");
    client.expect(STATUS_RES_UNIQUE, b"closed\x000\x000\x000\x000\x000");
}

#[test]
fn a_dash_is_nobodys_unique() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"-", b"x"]);
    for unique in [b"-", b"x"] {
        client.send(GET_STATUS_UNIQUE, unique);
        client.expect(
            STATUS_RES_UNIQUE,
            &join(&[unique, b"\x000\x000\x000\x000\x000"]),
        );
    }
}

#[test]
fn a_unique_of_64_bytes_is_followed() {
    let server = TestServer::start();
    let mut client = server.connect();
    let longest = [b'u'; 64];
    client.submit(SUBMIT_JOB, &[b"f", &longest, b"x"]);
    client.send(GET_STATUS_UNIQUE, &longest);
    differs("unique-of-64-bytes");
    client.expect(
        STATUS_RES_UNIQUE,
        &join(&[&longest, b"\x001\x000\x000\x000\x001"]),
    );
}

#[test]
fn a_unique_that_is_too_long_gets_an_answer() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.send(GET_STATUS_UNIQUE, &[b'u'; 65]);
    differs("unique-status-of-65-bytes");
    client.expect(ERROR, UNIQUE_TOO_LONG);
    client.expect_nothing_more();
}
