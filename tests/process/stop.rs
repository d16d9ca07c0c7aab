//! The ways to stop a server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;

use rustix::process::Signal;

use crate::daemon::Daemon;
use crate::http;
use crate::peer::{
    CAN_DO, ECHO_REQ, GRAB_JOB, JOB_ASSIGN, JOB_CREATED, Peer, SUBMIT_JOB_BG, WORK_COMPLETE,
};
use crate::wait::{self, DEADLINE};

fn submit(peer: &mut Peer) {
    peer.send(SUBMIT_JOB_BG, b"resize\0\0picture");
    assert_eq!(peer.receive().0, JOB_CREATED);
}

#[test]
fn sigterm_and_sigint_stop_with_status_0_and_take_the_pid_file_away() {
    for signal in [Signal::TERM, Signal::INT] {
        let folder = tempfile::tempdir().unwrap();
        let pid_file = folder.path().join("pid");
        let mut daemon = Daemon::start(&["--pid-file", pid_file.to_str().unwrap()]);
        let address = daemon.address();
        let text = std::fs::read_to_string(&pid_file).unwrap();
        assert_eq!(text, format!("{}\n", daemon.id()));
        daemon.signal(signal);
        assert_eq!(daemon.end().status.code(), Some(0));
        assert!(!pid_file.exists());
        assert!(TcpStream::connect(address).is_err());
    }
}

#[test]
fn sigusr1_stops_an_idle_server() {
    let mut daemon = Daemon::start(&[]);
    daemon.address();
    daemon.signal(Signal::USR1);
    assert_eq!(daemon.end().status.code(), Some(0));
}

#[test]
fn sigusr1_waits_for_the_last_job() {
    let mut daemon = Daemon::start(&[]);
    let mut worker = Peer::connect(daemon.address());
    let http_address = daemon.http_address();
    worker.send(CAN_DO, b"resize");
    submit(&mut worker);
    daemon.signal(Signal::USR1);
    wait::until("the server to be draining", || {
        let answer = http::get(http_address, "/readyz");
        answer
            .ends_with("stopping when no job is left\n")
            .then_some(())
    });

    worker.send(GRAB_JOB, b"");
    let (kind, job) = worker.receive();
    assert_eq!(kind, JOB_ASSIGN);
    let handle = job.split(|byte| *byte == 0).next().unwrap();
    worker.send(WORK_COMPLETE, &[handle, b"\0small"].concat());
    assert_eq!(daemon.end().status.code(), Some(0));
}

#[test]
fn sigterm_ends_the_wait_of_sigusr1() {
    let mut daemon = Daemon::start(&[]);
    let mut client = Peer::connect(daemon.address());
    submit(&mut client);
    daemon.signal(Signal::USR1);
    daemon.line("waiting until no job");
    daemon.signal(Signal::TERM);
    assert_eq!(daemon.end().status.code(), Some(0));
}

#[test]
fn a_second_sigusr1_waits_as_the_first() {
    let mut daemon = Daemon::start(&[]);
    let mut peer = Peer::connect(daemon.address());
    submit(&mut peer);
    daemon.signal(Signal::USR1);
    daemon.line("waiting until no job");
    daemon.signal(Signal::USR1);
    peer.send(CAN_DO, b"resize");
    peer.send(GRAB_JOB, b"");
    let (kind, job) = peer.receive();
    assert_eq!(kind, JOB_ASSIGN);
    let handle = job.split(|byte| *byte == 0).next().unwrap();
    peer.send(WORK_COMPLETE, &[handle, b"\0small"].concat());
    assert_eq!(daemon.end().status.code(), Some(0));
}

#[test]
fn a_peer_that_asks_to_stop_at_once_ends_a_graceful_stop() {
    for begin in ["signal", "shutdown graceful"] {
        let mut daemon = Daemon::start(&["--enable-shutdown-command"]);
        let mut peer = Peer::connect(daemon.address());
        submit(&mut peer);
        match begin {
            "signal" => daemon.signal(Signal::USR1),
            line => peer.tell(line),
        }
        daemon.line("waiting until no job");
        peer.tell("shutdown");
        assert_eq!(daemon.end().status.code(), Some(0), "{begin}");
    }
}

#[test]
fn a_signal_during_the_start_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    // Whoever opens it to read waits until somebody writes, which nobody does.
    let pipe = folder.path().join("queue");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let data = folder.path().join("data");
    let options = [
        "--queue-type=libsqlite3",
        "--libsqlite3-db",
        pipe.to_str().unwrap(),
        "--data-dir",
        data.to_str().unwrap(),
    ];
    for signal in [Signal::TERM, Signal::INT, Signal::USR1] {
        let mut daemon = Daemon::start(&options);
        daemon.line("starting");
        daemon.signal(Signal::HUP);
        daemon.signal(signal);
        daemon.line("stopped before it served");
        assert_eq!(daemon.end().status.code(), Some(0));
    }
}

#[test]
fn a_second_signal_stops_at_once_and_says_so() {
    let mut daemon = Daemon::start(&["--stop-grace", "1h"]);
    let mut deaf = Peer::connect(daemon.address());
    // The answer is larger than the system takes for a peer that does not read.
    deaf.send(ECHO_REQ, &vec![b'x'; 32 << 20]);
    let received = || {
        let metrics = http::get(daemon.http_address(), "/metrics");
        metrics
            .contains("geartrain_received_bytes_total 33554444")
            .then_some(())
    };
    wait::until("the server to have it all", received);
    daemon.signal(Signal::TERM);
    daemon.line("stopping");
    daemon.signal(Signal::TERM);
    assert_eq!(daemon.end().status.code(), Some(2));
}

#[test]
fn an_idle_peer_does_not_hold_up_a_stop_and_sees_the_end() {
    let mut daemon = Daemon::start(&["--stop-grace", "1h"]);
    let mut peer = TcpStream::connect(daemon.address()).unwrap();
    peer.set_read_timeout(Some(DEADLINE)).unwrap();
    peer.write_all(b"version\n").unwrap();
    let mut answers = BufReader::new(peer);
    let mut answer = String::new();
    answers.read_line(&mut answer).unwrap();
    assert!(answer.starts_with("OK "), "{answer}");
    daemon.signal(Signal::TERM);
    assert_eq!(daemon.end().status.code(), Some(0));
    assert_eq!(answers.read(&mut [0]).unwrap(), 0);
}

#[test]
fn a_peer_stops_the_server_only_where_that_is_allowed() {
    for line in ["shutdown\n", "shutdown graceful\n"] {
        let mut daemon = Daemon::start(&["--enable-shutdown-command"]);
        let mut peer = TcpStream::connect(daemon.address()).unwrap();
        peer.write_all(line.as_bytes()).unwrap();
        assert_eq!(daemon.end().status.code(), Some(0), "{line}");
    }
    let mut daemon = Daemon::start(&[]);
    let mut peer = TcpStream::connect(daemon.address()).unwrap();
    peer.set_read_timeout(Some(DEADLINE)).unwrap();
    peer.write_all(b"shutdown\n").unwrap();
    let mut answer = String::new();
    BufReader::new(peer).read_line(&mut answer).unwrap();
    assert!(answer.starts_with("ERR "), "{answer}");
}
