//! A start that reads jobs back: killed, or connected to, before it is done.

use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use socket2::{Domain, Socket, Type};

use crate::peer::Peer;
use crate::process::until;
use crate::server::Server;

/// Kept jobs: as many as take a while to read.
const JOBS: usize = 5_000;

#[test]
fn a_kill_at_any_moment_of_the_start_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fill(Server::start(folder.path()));
    for moment_ms in 0..20 {
        let server = Server::begin(folder.path());
        server.until_logged("starting");
        // No event tells how far it is: the moment is another one each time.
        thread::park_timeout(Duration::from_millis(moment_ms));
        server.kill();
    }
    let server = Server::start(folder.path());
    let mut peer = Peer::connect(&server.address());
    assert_eq!(peer.ask("status"), format!("toll\t{JOBS}\t0\t0"));
}

#[test]
fn whoever_is_let_in_finds_all_jobs() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (_reservation, port) = reserved_port();
    let first = Server::begin_at(folder.path(), port);
    first.until_logged("listening on ");
    fill(first);
    let second = Server::begin_at(folder.path(), port);
    let address = format!("127.0.0.1:{port}");
    until("it listens", || TcpStream::connect(&address).is_ok());
    let mut peer = Peer::connect(&address);
    assert_eq!(peer.ask("status"), format!("toll\t{JOBS}\t0\t0"));
    second.kill();
}

/// A port that nobody else gets as long as the socket is there, and servers may still listen on.
fn reserved_port() -> (Socket, u16) {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket can be made");
    socket.set_reuse_address(true).expect("it is allowed");
    socket.bind(&any.into()).expect("some port is free");
    let address = socket.local_addr().expect("it has an address");
    (socket, address.as_socket().expect("it is IPv4").port())
}

/// Lets the server keep the jobs, and kills it.
fn fill(server: Server) {
    let mut client = Peer::connect(&server.address());
    for window in 0..JOBS / 100 {
        for number in 0..100 {
            client.send_background("toll", format!("{window}-{number}").as_bytes());
        }
        for _ in 0..100 {
            client.answer().expect("the server lives").expect("kept");
        }
    }
    server.kill();
}
