//! How is my job?

use crate::support::*;

#[test]
fn a_job_is_followed_by_its_handle() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = &client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"])[..];
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
    worker.complete(job, b"");
    worker.settle();
    status(b"0\x000\x000\x000");
}

#[test]
fn progress_begins_anew_with_another_worker() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.grab();
    worker.send(WORK_STATUS, &fields(&[&job, b"3", b"7"]));
    drop(worker);
    eventually(|| client.status_of(b"f") == Some([1, 0, 0]));
    let mut worker = server.worker(b"f");
    worker.grab();
    client.send(GET_STATUS, &job);
    client.expect(STATUS_RES, &join(&[&job, b"\x001\x001\x000\x000"]));
}

#[test]
fn anybody_may_ask_for_any_job() {
    let server = TestServer::start();
    let job = server.connect().submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let mut stranger = server.connect();
    stranger.send(GET_STATUS, &job);
    stranger.expect(STATUS_RES, &join(&[&job, b"\x001\x000\x000\x000"]));
    stranger.send(GET_STATUS, &join(&[&job, b"\0"]));
    stranger.expect(STATUS_RES, &join(&[&job, b"\x001\x000\x000\x000"]));
}

#[test]
fn a_handle_that_nobody_gave_out_is_an_unknown_job() {
    let server = TestServer::start();
    let mut client = server.connect();
    let longest = [b'h'; 63];
    let handles: [&[u8]; 5] = [b"H:nowhere:1", b"nonsense", b"\xff\xfe", b"", &longest];
    for handle in handles {
        client.send(GET_STATUS, handle);
        client.expect(STATUS_RES, &join(&[handle, b"\x000\x000\x000\x000"]));
    }
}

#[test]
fn a_handle_that_is_too_long_gets_an_answer() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.send(GET_STATUS, &[b'h'; 64]);
    differs("long-handle");
    client.expect(
        ERROR,
        b"ARGUMENT_TOO_LARGE\0job handle has 64 bytes, 63 are allowed",
    );
    client.expect_nothing_more();
}

#[test]
fn a_number_of_progress_is_of_digits_and_as_large_as_it_is() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.grab();
    let mut status = |words: [&[u8]; 2], numbers: &[u8]| {
        worker.send(WORK_STATUS, &fields(&[&job, words[0], words[1]]));
        worker.settle();
        client.send(GET_STATUS, &job);
        client.expect(STATUS_RES, &join(&[&job, b"\x001\x001\0", numbers]));
    };
    status([b"0", b"4294967295"], b"0\x004294967295");
    status([b"007", b"100"], b"7\x00100");
    status([b"55.00000000000001", b"1e3"], b"55\x001");
    differs("progress-numbers");
    status([b"4294967296", b"8589934592"], b"4294967296\x008589934592");
    status([b"-1", b" 2"], b"0\x000");
}
