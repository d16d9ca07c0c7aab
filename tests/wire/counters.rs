//! The columns of `status` and `prioritystatus` at every moment of a job's life.

use crate::support::*;

/// Both lists, as they must be when f is the only function.
#[track_caller]
fn expect_counts(peer: &mut Peer, status: &[u8], priorities: &[u8]) {
    for (command, line) in [
        (&b"status\n"[..], status),
        (b"prioritystatus\n", priorities),
    ] {
        let expected = join(&[b"f\t", line, b"\n.\n"]);
        peer.send_raw(command);
        let received = peer.receive_raw(expected.len());
        assert!(
            received == expected,
            "{} answered {}",
            command.escape_ascii(),
            received.escape_ascii()
        );
    }
}

#[test]
fn a_job_is_counted_from_its_submission_to_its_end() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_HIGH_BG, &[b"f", b"", b"x"]);
    expect_counts(&mut client, b"1\t0\t0", b"1\t0\t0\t0");
    let mut worker = server.worker(b"f");
    expect_counts(&mut client, b"1\t0\t1", b"1\t0\t0\t1");
    worker.grab();
    expect_counts(&mut client, b"1\t1\t1", b"0\t0\t0\t1");
    worker.send(WORK_DATA, &fields(&[&job, b"part"]));
    worker.settle();
    expect_counts(&mut client, b"1\t1\t1", b"0\t0\t0\t1");
    worker.complete(&job, b"");
    worker.settle();
    expect_counts(&mut client, b"0\t0\t1", b"0\t0\t0\t1");
    worker.send(CANT_DO, b"f");
    worker.settle();
    expect_counts(&mut client, b"0\t0\t0", b"0\t0\t0\t0");
}

#[test]
fn every_end_of_a_job_is_counted() {
    let ends: [(u32, &[u8]); 3] = [
        (WORK_COMPLETE, b"\0y"),
        (WORK_FAIL, b""),
        (WORK_EXCEPTION, b"\0why"),
    ];
    for (packet_type, argument) in ends {
        let server = TestServer::start();
        let mut worker = server.worker(b"f");
        let job = worker.submit(SUBMIT_JOB_LOW_BG, &[b"f", b"", b"x"]);
        worker.grab();
        expect_counts(&mut worker, b"1\t1\t1", b"0\t0\t0\t1");
        worker.send(packet_type, &join(&[&job, argument]));
        expect_counts(&mut worker, b"0\t0\t1", b"0\t0\t0\t1");
    }
}

#[test]
fn a_job_that_comes_back_is_queued_again() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_LOW, &[b"f", b"", b"x"]);
    let mut lost = server.worker(b"f");
    lost.grab();
    expect_counts(&mut client, b"1\t1\t1", b"0\t0\t0\t1");
    drop(lost);
    eventually(|| client.status_of(b"f") == Some([1, 0, 0]));
    expect_counts(&mut client, b"1\t0\t0", b"0\t0\t1\t0");
}

#[test]
fn a_job_that_is_joined_is_counted_once() {
    let server = TestServer::start();
    let mut client = server.connect();
    for packet_type in [SUBMIT_JOB, SUBMIT_JOB_HIGH, SUBMIT_JOB_BG] {
        client.submit(packet_type, &[b"f", b"u", b"x"]);
        expect_counts(&mut client, b"1\t0\t0", b"0\t1\t0\t0");
    }
}

#[test]
fn a_delayed_job_is_counted_as_queued() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_EPOCH, &[b"f", b"", b"9999999999", b"x"]);
    expect_counts(&mut client, b"1\t0\t0", b"0\t1\t0\t0");
}

#[test]
fn a_job_without_room_is_not_counted() {
    let server = TestServer::start();
    let mut peer = server.worker(b"f");
    peer.ask_line(b"maxqueue f 1\n");
    peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    peer.send(SUBMIT_JOB_BG, b"f\0\0x");
    peer.expect(ERROR, QUEUE_FULL);
    expect_counts(&mut peer, b"1\t0\t1", b"0\t1\t0\t1");
}
