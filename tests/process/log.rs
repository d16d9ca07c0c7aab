//! The log as its readers and rotators meet it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use crate::daemon::{APART, Daemon, command};
use crate::{http, wait};

fn wait_for_text(path: &Path, text: &str) -> String {
    wait::until(&format!("{text:?} in {}", path.display()), || {
        fs::read_to_string(path)
            .ok()
            .filter(|log| log.contains(text))
    })
}

#[test]
fn sighup_goes_on_in_a_new_file_after_the_old_one_was_moved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let moved = folder.path().join("log.1");
    let daemon = Daemon::start(&["-l", path.to_str().unwrap()]);
    wait_for_text(&path, "listening on ");
    fs::rename(&path, &moved).unwrap();
    daemon.signal(Signal::HUP);
    wait_for_text(&path, "log reopened");
    daemon.signal(Signal::TERM);
    let outcome = daemon.end();
    assert_eq!(outcome.status.code(), Some(0));
    assert!(outcome.stderr.is_empty(), "{:#?}", outcome.stderr);
    assert!(fs::read_to_string(&path).unwrap().contains("stopped"));
    assert!(!fs::read_to_string(&moved).unwrap().contains("stopped"));
}

#[test]
fn sighup_without_a_log_file_stops_nothing() {
    let mut daemon = Daemon::start(&[]);
    daemon.address();
    daemon.signal(Signal::HUP);
    daemon.line("which is no file");
    daemon.signal(Signal::TERM);
    assert_eq!(daemon.end().status.code(), Some(0));
}

#[test]
fn json_is_one_object_a_line() {
    let mut daemon = Daemon::start(&["--log-format", "json"]);
    daemon.line("listening on ");
    daemon.signal(Signal::TERM);
    let outcome = daemon.end();
    assert!(outcome.stderr.len() > 2);
    for line in outcome.stderr {
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert!(value["message"].is_string(), "{line}");
        assert_eq!(value["level"], "INFO", "{line}");
        assert!(value["timestamp"].is_string(), "{line}");
    }
}

#[test]
fn text_that_goes_into_a_pipe_has_no_colours() {
    let mut daemon = Daemon::start(&[]);
    let line = daemon.line("listening on ");
    assert!(!line.contains('\x1b'), "{line:?}");
    assert!(line.contains(" INFO "), "{line:?}");
}

/// What a server writes to its terminal from start to stop.
fn whole_log(mut command: Command) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let pid_file = folder.path().join("pid");
    let daemon = Daemon::start_with(command.arg("--pid-file").arg(&pid_file));
    wait::until("the pid file", || pid_file.exists().then_some(()));
    daemon.signal(Signal::TERM);
    let outcome = daemon.end();
    assert_eq!(outcome.status.code(), Some(0));
    outcome.stderr
}

#[test]
fn less_is_logged_when_less_is_asked_for() {
    assert!(!whole_log(command(&APART)).is_empty());
    let by_option = whole_log(command(&[&APART[..], &["--verbose=ERROR"]].concat()));
    assert!(by_option.is_empty(), "{by_option:#?}");
    let mut command = command(&APART);
    command.env("RUST_LOG", "error");
    let by_environment = whole_log(command);
    assert!(by_environment.is_empty(), "{by_environment:#?}");
}

#[test]
fn a_terminal_that_goes_away_takes_nothing_along() {
    let mut daemon = Daemon::start(&[]);
    let address = daemon.http_address();
    daemon.stop_reading();
    for _ in 0..3 {
        daemon.signal(Signal::HUP);
        assert!(http::get(address, "/readyz").ends_with("ready\n"));
    }
    let (answer, mut admin) = admin_answer(daemon.address());
    assert!(answer.starts_with("OK "), "{answer}");
    daemon.signal(Signal::TERM);
    assert_eq!(admin.read(&mut [0]).unwrap(), 0, "the server closed it");
    assert_eq!(daemon.status().code(), Some(0));
}

fn admin_answer(address: SocketAddr) -> (String, BufReader<TcpStream>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(wait::DEADLINE)).unwrap();
    stream.write_all(b"version\n").unwrap();
    let mut reader = BufReader::new(stream);
    let mut answer = String::new();
    reader.read_line(&mut answer).unwrap();
    (answer, reader)
}
