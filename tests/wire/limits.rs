//! Bounds on what a server takes.

use crate::support::*;

#[test]
fn connections_beyond_the_bound_are_closed_until_others_leave() {
    let server = TestServer::with(|config| config.gear.connections_max = 3);
    let mut peers: Vec<Peer> = (0..3).map(|_| server.connect()).collect();
    for peer in &mut peers {
        peer.settle();
    }
    server.connect().expect_closed();
    for peer in &mut peers {
        peer.settle();
    }
    drop(peers.pop());
    let last = peers.last_mut().unwrap();
    eventually(|| last.ask_list(b"workers\n").len() == 2);
    eventually(|| {
        let mut peer = server.connect();
        peer.try_echo()
    });
}

#[test]
fn functions_beyond_the_bound_are_refused() {
    let server = TestServer::with(|config| config.jobs.functions_max = 2);
    let mut peer = server.connect();
    peer.can_do(b"one");
    peer.submit(SUBMIT_JOB_BG, &[b"two", b"", b"x"]);
    let refused = b"QUEUE_ERROR\0Too many functions";
    peer.can_do(b"three");
    peer.expect(ERROR, refused);
    peer.send(SUBMIT_JOB_BG, b"three\0\0x");
    peer.expect(ERROR, refused);
    let answer = peer.ask_line(b"create function three\n");
    assert_eq!(answer, b"ERR CREATE_FUNCTION three\r\n");
    peer.submit(SUBMIT_JOB_BG, &[b"one", b"", b"x"]);
}

#[test]
fn a_queue_bound_for_all_functions_is_refused_beyond() {
    let server = TestServer::with(|config| config.jobs.queue_bound = Some(1));
    let mut peer = server.connect();
    peer.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    peer.send(SUBMIT_JOB, b"f\0\0x");
    peer.expect(ERROR, b"QUEUE_ERROR\0Job queue is full");
    peer.submit(SUBMIT_JOB_BG, &[b"g", b"", b"x"]);
}
