//! Settings that change while the server runs.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

use rustix::process::Signal;

use crate::daemon::{APART, Daemon, command};
use crate::peer::{ERROR, JOB_CREATED, Peer, SUBMIT_JOB_BG};
use crate::wait::DEADLINE;

/// A server with a TOML file, which may change.
struct Server {
    _folder: tempfile::TempDir,
    path: PathBuf,
    daemon: Daemon,
}

impl Server {
    fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("geartrain.toml");
        fs::write(&path, text).unwrap();
        let mut command = command(&APART);
        command.arg("--config").arg(&path);
        let mut daemon = Daemon::start_with(&mut command);
        daemon.address();
        Self {
            _folder: folder,
            path,
            daemon,
        }
    }

    /// Lets the server read this file, and waits for the line in which it says so.
    fn reload(&mut self, text: &str, expected: &str) -> String {
        fs::write(&self.path, text).unwrap();
        self.daemon.signal(Signal::HUP);
        self.daemon.line(expected)
    }
}

fn ask(address: SocketAddr, line: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    writeln!(stream, "{line}").unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    answer
}

fn submit(address: SocketAddr) -> u32 {
    let mut peer = Peer::connect(address);
    peer.send(SUBMIT_JOB_BG, b"resize\0\0picture");
    peer.receive().0
}

#[test]
fn a_bound_of_queues_holds_from_the_reload_on() {
    let mut server = Server::with("");
    let address = server.daemon.address();
    assert_eq!(submit(address), JOB_CREATED);
    let line = server.reload("queue-bound = 1\n", "changed settings in use");
    assert!(line.ends_with(": queue-bound"), "{line}");
    assert_eq!(submit(address), ERROR);
}

#[test]
fn the_level_of_the_log_changes() {
    let mut server = Server::with("verbose = \"INFO\"\n");
    let address = server.daemon.address();
    assert_eq!(ask(address, "verbose"), "OK INFO\n");
    server.reload("verbose = \"DEBUG\"\n", "changed settings in use");
    assert_eq!(ask(address, "verbose"), "OK DEBUG\n");
    server.daemon.line("connection opened");
}

#[test]
fn the_command_shutdown_can_be_allowed_later() {
    let mut server = Server::with("");
    let address = server.daemon.address();
    assert!(ask(address, "shutdown").starts_with("ERR "));
    server.reload(
        "enable-shutdown-command = true\n",
        "changed settings in use",
    );
    assert_eq!(ask(address, "shutdown"), "OK\r\n");
    assert_eq!(server.daemon.end().status.code(), Some(0));
}

#[test]
fn what_needs_a_start_is_named_and_keeps_its_value() {
    let mut server = Server::with("");
    let address = server.daemon.address();
    let line = server.reload("threads = 3\ncoredump = true\n", "wait for the next start");
    assert!(line.ends_with(": coredump, threads"), "{line}");
    assert!(line.contains("WARN"), "{line}");
    assert!(ask(address, "version").starts_with("OK "));
}

#[test]
fn a_broken_file_changes_nothing_and_is_told_in_one_line() {
    let mut server = Server::with("queue-bound = 1\n");
    let address = server.daemon.address();
    assert_eq!(submit(address), JOB_CREATED);
    let line = server.reload("queue-bound = 2\nprot = 1\n", "ERROR");
    let expected = format!(
        "going on with the old settings: {}: line 2: unknown key prot; protocol and port are near",
        server.path.display()
    );
    assert!(line.ends_with(&expected), "{line}");
    assert_eq!(submit(address), ERROR);
    server.daemon.signal(Signal::TERM);
    assert_eq!(server.daemon.end().status.code(), Some(0));
}

#[test]
fn a_file_that_is_gone_changes_nothing() {
    let mut server = Server::with("queue-bound = 1\n");
    fs::remove_file(&server.path).unwrap();
    server.daemon.signal(Signal::HUP);
    let line = server.daemon.line("going on with the old settings");
    assert!(line.contains("cannot read options from"), "{line}");
}
