//! How a connection is listed.

use crate::support::*;

/// The asking connection's own line, from the address on; it must be the only one.
#[track_caller]
fn own_line(peer: &mut Peer) -> Text {
    let mut line = Vec::new();
    // The connection that found out whether the server listens may still be listed.
    eventually(|| {
        let mut lines = peer.ask_list(b"workers\n");
        line = lines.remove(0).0;
        lines.is_empty()
    });
    let number_ends = line.iter().position(|byte| *byte == b' ');
    Text(line.split_off(number_ends.expect("words are separated by blanks")))
}

#[test]
fn who_said_nothing_is_listed_with_a_dash() {
    let server = TestServer::start();
    let mut peer = server.connect();
    assert_eq!(own_line(&mut peer), b" 127.0.0.1 - :");
}

#[test]
fn a_client_id_is_listed_and_may_change() {
    let server = TestServer::start();
    let mut peer = server.connect();
    peer.send(SET_CLIENT_ID, b"before");
    assert_eq!(own_line(&mut peer), b" 127.0.0.1 before :");
    peer.send(SET_CLIENT_ID, b"after");
    peer.can_do(b"f");
    peer.can_do(b"g");
    assert_eq!(own_line(&mut peer), b" 127.0.0.1 after : g f");
    peer.send(CANT_DO, b"g");
    assert_eq!(own_line(&mut peer), b" 127.0.0.1 after : f");
}

#[test]
fn a_client_id_is_cut_at_127_bytes() {
    let server = TestServer::start();
    for sent in [126, 127, 128, 200, 4_000] {
        let mut peer = server.connect();
        peer.send(SET_CLIENT_ID, &vec![b'i'; sent]);
        let kept = vec![b'i'; sent.min(127)];
        assert_eq!(own_line(&mut peer), join(&[b" 127.0.0.1 ", &kept, b" :"]));
        drop(peer);
    }
}

#[test]
fn a_client_id_ends_at_a_nul_and_may_hold_any_other_byte() {
    let server = TestServer::start();
    let mut peer = server.connect();
    peer.send(SET_CLIENT_ID, b"press \xff\xc3\xa9\0 and more");
    assert_eq!(own_line(&mut peer), b" 127.0.0.1 press \xff\xc3\xa9 :");
}

#[test]
fn an_empty_client_id_is_listed_with_a_dash() {
    let server = TestServer::start();
    let mut peer = server.connect();
    peer.send(SET_CLIENT_ID, b"");
    differs("empty-client-id");
    assert_eq!(own_line(&mut peer), b" 127.0.0.1 - :");
}

#[test]
fn a_client_id_cannot_forge_a_line() {
    let server = TestServer::start();
    let mut peer = server.connect();
    peer.send(SET_CLIENT_ID, b"one\n.\ntwo");
    differs("control-bytes");
    assert_eq!(own_line(&mut peer), b" 127.0.0.1 one\\x0a.\\x0atwo :");
}
