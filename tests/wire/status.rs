//! How is my job?

use crate::support::*;

#[test]
fn a_job_is_followed_by_its_handle() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let job = &client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"])[..];
    let mut status = |columns: &[u8]| {
        client.send(GET_STATUS, job);
        client.expect(STATUS_RES, &join(&[job, b"\0", columns]));
    };
    status(b"1\x000\x000\x000");
    worker.grab();
    status(b"1\x001\x000\x000");
    worker.send(WORK_STATUS, &fields(&[job, b"3", b"7"]));
    worker.settle();
    status(b"1\x001\x003\x007");
    worker.send(WORK_STATUS, &fields(&[job, b"a third", b""]));
    worker.settle();
    status(b"1\x001\x000\x000");
    worker.send(WORK_COMPLETE, &fields(&[job, b""]));
    worker.settle();
    status(b"0\x000\x000\x000");
}

#[test]
fn a_handle_that_nobody_gave_out_is_an_unknown_job() {
    let server = TestServer::start();
    let mut client = server.connect();
    let handles: [&[u8]; 4] = [b"H:nowhere:1", b"nonsense", b"\xff\xfe", b""];
    for handle in handles {
        client.send(GET_STATUS, handle);
        client.expect(STATUS_RES, &join(&[handle, b"\x000\x000\x000\x000"]));
    }
}

#[test]
fn a_handle_that_is_too_long_gets_an_answer() {
    let server = TestServer::with(|_| {});
    let mut client = server.connect();
    client.send(GET_STATUS, &[b'h'; 64]);
    client.receive(ERROR);
    client.send(GET_STATUS_UNIQUE, &[b'u'; 65]);
    client.receive(ERROR);
    client.expect_nothing_more();
}

#[test]
fn a_job_is_followed_by_its_unique() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let unique = &server.function()[..];
    let mut client = server.connect();
    client.send(GET_STATUS_UNIQUE, unique);
    client.expect(
        STATUS_RES_UNIQUE,
        &join(&[unique, b"\x000\x000\x000\x000\x000"]),
    );
    let job = client.submit(SUBMIT_JOB, &[f, unique, b"x"]);
    client.submit(SUBMIT_JOB, &[f, unique, b"x"]);
    client.send(GET_STATUS_UNIQUE, unique);
    client.expect(
        STATUS_RES_UNIQUE,
        &join(&[unique, b"\x001\x000\x000\x000\x002"]),
    );
    let mut worker = server.worker(f);
    worker.grab();
    worker.send(WORK_STATUS, &fields(&[&job, b"1", b"4"]));
    worker.settle();
    client.receive(WORK_STATUS);
    client.receive(WORK_STATUS);
    client.send(GET_STATUS_UNIQUE, unique);
    client.expect(
        STATUS_RES_UNIQUE,
        &join(&[unique, b"\x001\x001\x001\x004\x002"]),
    );
}

#[test]
fn handles_of_an_earlier_server_are_not_given_out_again() {
    let mut seen = Vec::new();
    for _ in 0..3 {
        let server = TestServer::with(|_| {});
        seen.push(server.connect().submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3);
}
