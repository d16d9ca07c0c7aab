//! What keeps the server from starting, and that it says so.

use std::net::{SocketAddr, TcpListener, TcpStream};

use crate::daemon::{Daemon, command, run, run_bare};

fn taken() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

#[test]
fn port_0_takes_a_free_port_and_tells_it() {
    let mut daemon = Daemon::start(&[]);
    let address = daemon.address();
    assert_ne!(address.port(), 0);
    TcpStream::connect(address).unwrap();
}

#[test]
fn a_taken_port_is_told_in_one_line() {
    let (_listener, address) = taken();
    let outcome = run(&["-p", &address.port().to_string()]);
    let line = outcome.complaint();
    assert!(line.contains(&address.to_string()), "{line}");
    assert!(line.contains("in use"), "{line}");
}

#[test]
fn two_servers_do_not_share_a_port() {
    let mut first = Daemon::start(&[]);
    let port = first.address().port().to_string();
    let outcome = run(&["-p", &port]);
    assert!(outcome.complaint().contains(&port));
}

#[test]
fn an_address_that_is_none_of_this_machine_is_told() {
    for host in ["256.1.1.1", "no-such-host.invalid", "192.0.2.1"] {
        let options = [
            "--config-file",
            "/dev/null",
            "--http-listen",
            "none",
            "-qbuiltin",
            "-p",
            "0",
            "-L",
            host,
        ];
        let outcome = run_bare(&options);
        assert!(
            outcome.complaint().contains(host),
            "{}",
            outcome.complaint()
        );
    }
}

#[test]
fn host_names_are_listened_on() {
    let options = [
        "--config-file=/dev/null",
        "--http-listen=none",
        "-qbuiltin",
        "-p0",
        "--listen=localhost",
    ];
    let mut daemon = Daemon::start_with(&mut command(&options));
    let address = daemon.address();
    assert!(address.ip().is_loopback());
    TcpStream::connect(address).unwrap();
}

#[test]
fn a_taken_default_address_for_metrics_is_a_warning() {
    // Taken by this test, or by somebody else: both will do.
    let _listener = TcpListener::bind("127.0.0.1:9418");
    let options = [
        "--config-file=/dev/null",
        "-qbuiltin",
        "-L",
        "127.0.0.1",
        "-p0",
    ];
    let mut daemon = Daemon::start_with(&mut command(&options));
    let line = daemon.line("127.0.0.1:9418");
    assert!(line.contains("WARN"), "{line}");
    TcpStream::connect(daemon.address()).unwrap();
}

#[test]
fn a_taken_address_for_metrics_that_was_asked_for_is_an_error() {
    let (_listener, address) = taken();
    let address = address.to_string();
    let outcome = run(&["--http-listen", &address]);
    let line = outcome.complaint();
    assert!(
        line.starts_with(&format!("cannot listen for HTTP on {address}: ")),
        "{line}"
    );
}

#[test]
fn files_that_cannot_be_written_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/file");
    let path = path.to_str().unwrap();
    let outcome = run(&["--daemon", "--log-file", path]);
    let start = format!("cannot open log file {path}: ");
    assert!(
        outcome.complaint().starts_with(&start),
        "{}",
        outcome.complaint()
    );
    let outcome = run(&["--pid-file", path]);
    let start = format!("cannot write pid file {path}: ");
    assert!(
        outcome.complaint().starts_with(&start),
        "{}",
        outcome.complaint()
    );
}

#[test]
fn a_server_with_a_terminal_logs_there_when_its_file_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/file");
    let path = path.to_str().unwrap();
    let mut daemon = Daemon::start(&["--log-file", path]);
    let line = daemon.line("cannot open log file");
    assert!(line.contains("WARN"), "{line}");
    assert!(line.ends_with("; logging to standard error"), "{line}");
    TcpStream::connect(daemon.address()).unwrap();
}

#[test]
fn with_a_log_file_the_reason_stands_there_and_alone_on_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let (_listener, address) = taken();
    let port = address.port().to_string();
    let outcome = run(&["-p", &port, "-l", log.to_str().unwrap()]);
    assert_eq!(outcome.stderr.len(), 1, "{:#?}", outcome.stderr);
    let text = std::fs::read_to_string(log).unwrap();
    let error = text.lines().find(|line| line.contains("ERROR")).unwrap();
    assert!(error.ends_with(outcome.complaint()), "{error}");
}
