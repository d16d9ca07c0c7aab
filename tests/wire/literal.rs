//! Whole conversations byte for byte, headers and all. Only handles are the server's choice.

use crate::support::*;

/// A packet of a server: type, and the body in parts.
fn response(packet_type: u8, body: &[&[u8]]) -> Vec<u8> {
    let body = join(body);
    let size = u8::try_from(body.len()).expect("these packets are short");
    join(&[b"\0RES\0\0\0", &[packet_type], b"\0\0\0", &[size], &body])
}

/// The server must send these very bytes next.
#[track_caller]
fn expect_raw(peer: &mut Peer, bytes: &[u8]) {
    let received = peer.receive_raw(bytes.len());
    assert!(
        received == bytes,
        "received {}, expected {}",
        received.escape_ascii(),
        bytes.escape_ascii()
    );
}

/// Reads `JOB_CREATED` and returns the handle in it.
#[track_caller]
fn created(client: &mut Peer) -> Vec<u8> {
    let header = client.receive_raw(12);
    assert_eq!(&header[..11], b"\0RES\0\0\0\x08\0\0\0");
    client.receive_raw(header[11].into())
}

#[test]
fn a_worker_that_sleeps_runs_a_job() {
    let server = TestServer::start();
    let (mut client, mut worker) = (server.connect(), server.connect());
    worker.send_raw(b"\0REQ\0\0\0\x01\0\0\0\x07reverse");
    worker.send_raw(b"\0REQ\0\0\0\x09\0\0\0\0");
    expect_raw(&mut worker, b"\0RES\0\0\0\x0a\0\0\0\0");
    worker.send_raw(b"\0REQ\0\0\0\x04\0\0\0\0");
    worker.settle();
    client.send_raw(b"\0REQ\0\0\0\x07\0\0\0\x0dreverse\0\0test");
    let job = created(&mut client);
    expect_raw(&mut worker, b"\0RES\0\0\0\x06\0\0\0\0");
    worker.send_raw(b"\0REQ\0\0\0\x09\0\0\0\0");
    expect_raw(&mut worker, &response(11, &[&job, b"\0reverse\0test"]));
    worker.send(12, &join(&[&job, b"\x001\x004"]));
    worker.send(28, &join(&[&job, b"\0ts"]));
    worker.send(29, &join(&[&job, b"\0slow"]));
    worker.send(13, &join(&[&job, b"\0tset"]));
    expect_raw(&mut client, &response(12, &[&job, b"\x001\x004"]));
    expect_raw(&mut client, &response(28, &[&job, b"\0ts"]));
    expect_raw(&mut client, &response(29, &[&job, b"\0slow"]));
    expect_raw(&mut client, &response(13, &[&job, b"\0tset"]));
}

#[test]
fn a_failure_and_an_exception() {
    let server = TestServer::start();
    let (mut client, mut worker) = (server.connect(), server.connect());
    client.send_raw(b"\0REQ\0\0\0\x1a\0\0\0\x0aexceptions");
    expect_raw(&mut client, b"\0RES\0\0\0\x1b\0\0\0\x0aexceptions");
    worker.send_raw(b"\0REQ\0\0\0\x01\0\0\0\x01f");
    client.send_raw(b"\0REQ\0\0\0\x15\0\0\0\x04f\0\0x");
    let high = created(&mut client);
    client.send_raw(b"\0REQ\0\0\0\x21\0\0\0\x04f\0\0x");
    let low = created(&mut client);
    worker.send_raw(b"\0REQ\0\0\0\x09\0\0\0\0\0REQ\0\0\0\x09\0\0\0\0");
    expect_raw(&mut worker, &response(11, &[&high, b"\0f\0x"]));
    expect_raw(&mut worker, &response(11, &[&low, b"\0f\0x"]));
    worker.send(14, &high);
    worker.send(25, &join(&[&low, b"\0why"]));
    expect_raw(&mut client, &response(14, &[&high]));
    expect_raw(&mut client, &response(25, &[&low, b"\0why"]));
}

#[test]
fn background_jobs_are_followed() {
    let server = TestServer::start();
    let (mut client, mut worker) = (server.connect(), server.connect());
    client.send_raw(b"\0REQ\0\0\0\x12\0\0\0\x06f\0u1\0x");
    let normal = created(&mut client);
    client.send_raw(b"\0REQ\0\0\0\x20\0\0\0\x06f\0u2\0y");
    let high = created(&mut client);
    client.send_raw(b"\0REQ\0\0\0\x22\0\0\0\x06f\0u3\0z");
    let low = created(&mut client);
    worker.send_raw(b"\0REQ\0\0\0\x17\0\0\0\x07f\x0060000");
    worker.send_raw(b"\0REQ\0\0\0\x1e\0\0\0\0");
    expect_raw(&mut worker, &response(31, &[&high, b"\0f\0u2\0y"]));
    worker.send_raw(b"\0REQ\0\0\0\x27\0\0\0\0");
    expect_raw(&mut worker, &response(31, &[&normal, b"\0f\0u1\0x"]));
    worker.send(12, &join(&[&high, b"\x005\x009"]));
    worker.settle();
    client.send(15, &high);
    expect_raw(
        &mut client,
        &response(20, &[&high, b"\x001\x001\x005\x009"]),
    );
    client.send(15, &low);
    expect_raw(&mut client, &response(20, &[&low, b"\x001\x000\x000\x000"]));
    client.send_raw(b"\0REQ\0\0\0\x29\0\0\0\x02u3");
    expect_raw(
        &mut client,
        b"\0RES\0\0\0\x2a\0\0\0\x0cu3\x001\x000\x000\x000\x000",
    );
    client.send_raw(b"\0REQ\0\0\0\x0f\0\0\0\x04none");
    expect_raw(
        &mut client,
        b"\0RES\0\0\0\x14\0\0\0\x0cnone\x000\x000\x000\x000",
    );
}

#[test]
fn jobs_with_a_reducer() {
    let server = TestServer::start();
    let (mut client, mut worker) = (server.connect(), server.connect());
    worker.send_raw(b"\0REQ\0\0\0\x01\0\0\0\x01f");
    client.send_raw(b"\0REQ\0\0\0\x25\0\0\0\x0bf\0u\0sum\0\0\x31\x32");
    let job = created(&mut client);
    worker.send_raw(b"\0REQ\0\0\0\x27\0\0\0\0");
    expect_raw(&mut worker, &response(40, &[&job, b"\0f\0u\0sum\x0012"]));
    worker.send(13, &join(&[&job, b"\x003"]));
    expect_raw(&mut client, &response(13, &[&job, b"\x003"]));
    client.send_raw(b"\0REQ\0\0\0\x26\0\0\0\x0bf\0u\0sum\0\0\x31\x32");
    let job = created(&mut client);
    worker.send_raw(b"\0REQ\0\0\0\x27\0\0\0\0");
    expect_raw(&mut worker, &response(40, &[&job, b"\0f\0u\0sum\x0012"]));
}

#[test]
fn abilities_come_and_go() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send_raw(b"\0REQ\0\0\0\x16\0\0\0\x05press");
    worker.send_raw(b"\0REQ\0\0\0\x01\0\0\0\x01f");
    worker.send_raw(b"status\n");
    expect_raw(&mut worker, b"f\t0\t0\t1\n.\n");
    worker.send_raw(b"\0REQ\0\0\0\x02\0\0\0\x01f");
    worker.send_raw(b"status\n");
    expect_raw(&mut worker, b"f\t0\t0\t0\n.\n");
    worker.send_raw(b"\0REQ\0\0\0\x17\0\0\0\x07f\x0060000");
    worker.send_raw(b"prioritystatus\n");
    expect_raw(&mut worker, b"f\t0\t0\t0\t1\n.\n");
    worker.send_raw(b"\0REQ\0\0\0\x03\0\0\0\0");
    worker.send_raw(b"status\n");
    expect_raw(&mut worker, b"f\t0\t0\t0\n.\n");
}

#[test]
fn an_echo_and_an_error() {
    let server = TestServer::start();
    let mut peer = server.connect();
    peer.send_raw(b"\0REQ\0\0\0\x10\0\0\0\x03\0\xff!");
    expect_raw(&mut peer, b"\0RES\0\0\0\x11\0\0\0\x03\0\xff!");
    peer.send_raw(b"\0REQ\0\0\0\x1a\0\0\0\x04none");
    let error = b"UNKNOWN_OPTION\0Server does not recognize given option";
    expect_raw(&mut peer, &response(19, &[error]));
}
