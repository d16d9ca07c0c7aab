//! A server that the system halts and lets go on.

use rustix::process::Signal;

use crate::peer::Peer;
use crate::server::Server;

#[test]
fn a_server_that_was_halted_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let server = Server::start(folder.path());
    let mut client = Peer::connect(&server.address());
    let mut worker = Peer::connect(&server.address());
    client.submit_background("toll", b"running").expect("kept");
    worker.can_do("toll");
    let running = worker.grab().expect("it is there");
    for round in 0..10_u8 {
        client.send_background("toll", &[round]);
        server.signal(Signal::STOP);
        client.send_background("toll", &[round, round]);
        server.signal(Signal::CONT);
        for _ in 0..2 {
            client.answer().expect("it goes on").expect("kept");
        }
    }
    worker.complete(&running);
    assert_eq!(worker.run_all("toll").len(), 20);
}

#[test]
fn a_server_that_is_killed_while_it_is_halted_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let server = Server::start(folder.path());
    let mut client = Peer::connect(&server.address());
    client.submit_background("toll", b"kept").expect("kept");
    server.signal(Signal::STOP);
    client.send_background("toll", b"unread");
    server.kill();
    let server = Server::start(folder.path());
    let ran = Peer::connect(&server.address()).run_all("toll");
    assert_eq!(ran, [(b"kept".to_vec(), 1)].into());
}
