//! `maxqueue`.

use crate::support::*;

/// A worker that can do f, so that f is known, and that submits as well.
fn peer(server: &TestServer) -> Peer {
    server.worker(b"f")
}

#[track_caller]
fn is_full(peer: &mut Peer, packet_type: u32) {
    peer.send(packet_type, b"f\0\0x");
    peer.expect(ERROR, QUEUE_FULL);
}

#[track_caller]
fn has_room(peer: &mut Peer, packet_type: u32) -> Text {
    peer.submit(packet_type, &[b"f", b"", b"x"])
}

#[test]
fn one_size_bounds_all_priorities_together() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    assert_eq!(peer.ask_line(b"maxqueue f 2\n"), b"OK\r\n");
    has_room(&mut peer, SUBMIT_JOB_BG);
    has_room(&mut peer, SUBMIT_JOB_LOW);
    for packet_type in [SUBMIT_JOB, SUBMIT_JOB_HIGH_BG, SUBMIT_JOB_LOW_BG] {
        is_full(&mut peer, packet_type);
    }
    assert_eq!(peer.status_of(b"f"), Some([2, 0, 1]));
}

#[test]
fn without_a_size_the_bound_is_gone() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    peer.ask_line(b"maxqueue f 1\r\n");
    has_room(&mut peer, SUBMIT_JOB_BG);
    is_full(&mut peer, SUBMIT_JOB_BG);
    assert_eq!(peer.ask_line(b"maxqueue f\r\n"), b"OK\r\n");
    for _ in 0..10 {
        has_room(&mut peer, SUBMIT_JOB_BG);
    }
}

#[test]
fn zero_and_negative_sizes_are_no_bound() {
    for line in [
        &b"maxqueue f 0\n"[..],
        b"maxqueue f -1\n",
        b"MaxQueue f 0 -5 0\n",
    ] {
        let server = TestServer::start();
        let mut peer = peer(&server);
        peer.ask_line(b"maxqueue f 1\n");
        assert_eq!(peer.ask_line(line), b"OK\r\n");
        for _ in 0..5 {
            has_room(&mut peer, SUBMIT_JOB_BG);
        }
    }
}

#[test]
fn running_jobs_count() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    peer.ask_line(b"maxqueue f 1\n");
    let job = has_room(&mut peer, SUBMIT_JOB_BG);
    peer.grab();
    is_full(&mut peer, SUBMIT_JOB_BG);
    peer.complete(&job, b"");
    has_room(&mut peer, SUBMIT_JOB_BG);
}

#[test]
fn whoever_joins_a_job_needs_no_room() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    peer.ask_line(b"maxqueue f 1\n");
    let job = peer.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]);
    assert_eq!(peer.submit(SUBMIT_JOB_BG, &[b"f", b"u", b"x"]), job);
    peer.send(SUBMIT_JOB_BG, b"f\0other\0x");
    peer.expect(ERROR, QUEUE_FULL);
}

#[test]
fn a_bound_that_is_exceeded_already_holds_for_what_comes() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    for _ in 0..3 {
        has_room(&mut peer, SUBMIT_JOB_BG);
    }
    peer.ask_line(b"maxqueue f 2\n");
    is_full(&mut peer, SUBMIT_JOB_BG);
    assert_eq!(peer.status_of(b"f"), Some([3, 0, 1]));
}

#[test]
fn a_bound_holds_for_one_function() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    peer.ask_line(b"maxqueue f 1\n");
    for _ in 0..3 {
        peer.submit(SUBMIT_JOB_BG, &[b"g", b"", b"x"]);
    }
}

#[test]
fn three_sizes_bound_each_priority_for_itself() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    assert_eq!(peer.ask_line(b"maxqueue f 1 2 0\n"), b"OK\r\n");
    has_room(&mut peer, SUBMIT_JOB_HIGH_BG);
    is_full(&mut peer, SUBMIT_JOB_HIGH_BG);
    has_room(&mut peer, SUBMIT_JOB_BG);
    differs("maxqueue-of-three-sizes");
    has_room(&mut peer, SUBMIT_JOB_BG);
    is_full(&mut peer, SUBMIT_JOB_BG);
    for _ in 0..5 {
        has_room(&mut peer, SUBMIT_JOB_LOW_BG);
    }
}

#[test]
fn a_bound_is_remembered_for_a_function_that_was_not_seen_yet() {
    let server = TestServer::start();
    let mut peer = server.connect();
    assert_eq!(peer.ask_line(b"maxqueue f 1\n"), b"OK\r\n");
    has_room(&mut peer, SUBMIT_JOB_BG);
    differs("maxqueue-before-use");
    is_full(&mut peer, SUBMIT_JOB_BG);
}

#[test]
fn a_size_that_is_no_number_is_refused() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    differs("maxqueue-arguments");
    for line in [
        &b"maxqueue f x\n"[..],
        b"maxqueue f 1x\n",
        b"maxqueue f 1 2 three\n",
        b"maxqueue f \n",
        b"maxqueue \n",
    ] {
        assert_eq!(peer.ask_line(line), INCOMPLETE_MAXQUEUE);
    }
}

#[test]
fn four_sizes_are_too_many() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    differs("maxqueue-arguments");
    assert_eq!(peer.ask_line(b"maxqueue f 1 2 3 4\n"), INCOMPLETE_MAXQUEUE);
    peer.expect_nothing_more();
}

#[test]
fn a_bound_needs_a_function() {
    let server = TestServer::start();
    let mut peer = peer(&server);
    assert_eq!(peer.ask_line(b"maxqueue\n"), INCOMPLETE_MAXQUEUE);
    assert_eq!(peer.ask_line(b"maxqueue\r\n"), INCOMPLETE_MAXQUEUE);
}

const INCOMPLETE_MAXQUEUE: &[u8] = b"ERR INVALID_ARGUMENTS \
    An+incomplete+set+of+arguments+was+sent+to+this+command+maxqueue\r\n";
