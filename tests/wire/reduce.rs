//! Jobs with a reducer.

use crate::support::*;

#[test]
fn a_worker_that_asks_for_all_sees_the_reducer() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    for packet_type in [SUBMIT_REDUCE_JOB, SUBMIT_REDUCE_JOB_BACKGROUND] {
        for (unique, aggregate) in [(&b"u"[..], &b""[..]), (b"", b""), (b"v", b"aggregate")] {
            let mut client = server.connect();
            let job = client.submit(packet_type, &[b"f", unique, b"reducer", aggregate, b"x"]);
            worker.send(GRAB_JOB_ALL, b"");
            worker.expect(
                JOB_ASSIGN_ALL,
                &fields(&[&job, b"f", unique, b"reducer", b"x"]),
            );
            worker.complete(&job, b"");
            worker.settle();
        }
    }
}

#[test]
fn a_worker_that_does_not_ask_sees_an_ordinary_job() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_REDUCE_JOB, &[b"f", b"u", b"reducer", b"", b"x"]);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", b"x"]));
    let job = client.submit(SUBMIT_REDUCE_JOB, &[b"f", b"v", b"reducer", b"", b"x"]);
    worker.send(GRAB_JOB_UNIQ, b"");
    worker.expect(JOB_ASSIGN_UNIQ, &fields(&[&job, b"f", b"v", b"x"]));
}

#[test]
fn an_empty_reducer_is_none() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_REDUCE_JOB, &[b"f", b"u", b"", b"", b"x"]);
    worker.send(GRAB_JOB_ALL, b"");
    worker.expect(JOB_ASSIGN_UNIQ, &fields(&[&job, b"f", b"u", b"x"]));
}

#[test]
fn a_client_waits_for_the_one_kind_and_not_for_the_other() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let waited = client.submit(SUBMIT_REDUCE_JOB, &[b"f", b"", b"reducer", b"", b"x"]);
    let other = client.submit(
        SUBMIT_REDUCE_JOB_BACKGROUND,
        &[b"f", b"", b"reducer", b"", b"x"],
    );
    assert_eq!([worker.grab(), worker.grab()], [&waited[..], &other]);
    worker.complete(&other, b"nobody hears");
    worker.complete(&waited, b"y");
    client.expect(WORK_COMPLETE, &fields(&[&waited, b"y"]));
    client.expect_nothing_more();
}

#[test]
fn a_long_reducer_is_refused() {
    let server = TestServer::start();
    let mut client = server.connect();
    let reducer = [b'r'; 513];
    let body = fields(&[b"f", b"u", &reducer, b"", b"x"]);
    client.send(SUBMIT_REDUCE_JOB, &body);
    let error = client.receive(ERROR);
    assert_eq!(first_field(&error), b"ARGUMENT_TOO_LARGE");
    client.expect_nothing_more();
}

#[test]
fn a_reducer_may_be_as_long_as_a_function() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let reducer = [b'r'; 512];
    differs("reducer-of-512-bytes");
    let job = worker.submit(
        SUBMIT_REDUCE_JOB_BACKGROUND,
        &[b"f", b"u", &reducer, b"", b"x"],
    );
    worker.send(GRAB_JOB_ALL, b"");
    worker.expect(JOB_ASSIGN_ALL, &fields(&[&job, b"f", b"u", &reducer, b"x"]));
}

#[test]
fn a_unique_is_bounded_as_for_any_other_job() {
    let server = TestServer::start();
    let mut client = server.connect();
    for unique in [&[b'u'; 65][..], &[b'u'; 3_000]] {
        let body = fields(&[b"f", unique, b"reducer", b"", b"x"]);
        client.send(SUBMIT_REDUCE_JOB, &body);
        differs("unique-of-a-reduce-job");
        client.expect(ERROR, UNIQUE_TOO_LONG);
    }
    client.expect_nothing_more();
}
