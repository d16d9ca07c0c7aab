//! Where background jobs are kept, and what keeps a server from keeping them.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::process::{Signal, geteuid};

use crate::daemon::{Daemon, Outcome, command};

/// Options with which servers do not get into each other's way, but for their folders.
const APART: [&str; 4] = [
    "--config-file=/dev/null",
    "--listen=127.0.0.1",
    "--port=0",
    "--http-listen=none",
];

fn run(options: &[&str]) -> Outcome {
    Daemon::start_with(&mut command(&[&APART, options].concat())).end()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn jobs_are_kept_without_being_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let mut command = command(&APART);
        Daemon::start_with(command.env("STATE_DIRECTORY", folder.path()))
    };
    // Both let the system choose a port, and do not meet.
    for mut daemon in [start(), start()] {
        let port = daemon.address().port();
        let file = folder.path().join(format!("{port}/jobs.sqlite3"));
        let line = daemon.line("jobs are kept in");
        assert!(line.ends_with(text(&file)), "{line}");
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_emptied_file_is_told_and_a_new_store_begun() {
    let folder = tempfile::tempdir().unwrap();
    let options = [&APART[..], &["--data-dir", text(folder.path())]].concat();
    let start = || Daemon::start_with(&mut command(&options));
    let mut first = start();
    first.address();
    first.signal(Signal::TERM);
    let lines = first.end().stderr;
    assert!(lines.iter().all(|line| !line.contains("is empty")));
    let file = folder.path().join("0/jobs.sqlite3");
    fs::write(&file, "").unwrap();
    let mut second = start();
    let line = second.line("is empty");
    assert!(line.contains(text(&file)), "{line}");
    second.address();
}

#[test]
fn a_taken_port_is_found_before_the_folder_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let outcome = run(&["-p", &port, "--data-dir", text(&data)]);
    assert!(outcome.complaint().contains("in use"));
    assert!(!data.exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let outcome = run(&["--data-dir", text(&file)]);
    let line = outcome.complaint();
    let start = format!("cannot keep jobs in {}/0: ", file.display());
    assert!(line.starts_with(&start), "{line}");
    assert!(line.contains("--data-dir FOLDER"), "{line}");
    assert!(line.contains("--queue-type builtin"), "{line}");
}

#[test]
fn a_second_server_on_the_folder_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--data-dir", text(folder.path())];
    let mut first = Daemon::start_with(&mut command(&[&APART, &options[..]].concat()));
    first.address();
    let outcome = run(&options);
    let line = outcome.complaint();
    assert!(line.contains(&format!("(pid {})", first.id())), "{line}");
    assert!(line.contains("--data-dir FOLDER"), "{line}");
}

#[test]
fn a_server_whose_pid_file_cannot_be_written_leaves_a_closed_store() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let outcome = run(&["--data-dir", data, "--pid-file", "/nonexistent/pid"]);
    assert!(outcome.complaint().contains("pid file"));
    assert!(folder.path().join("0/jobs.sqlite3").exists());
    // A store that was not closed has a log.
    assert!(!folder.path().join("0/jobs.sqlite3-wal").exists());
}

#[test]
fn other_queue_types_are_refused_with_what_to_use_instead() {
    let outcome = run(&["-q", "mysql"]);
    let line = outcome.complaint();
    assert!(line.contains("--data-dir FOLDER"), "{line}");
}

#[test]
fn a_missing_queue_of_gearmand_is_no_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("gearmand.db");
    let data = ["--data-dir", text(folder.path())];
    let queue = ["-q", "libsqlite3", "--libsqlite3-db", text(&missing)];
    let mut daemon = Daemon::start_with(&mut command(&[&APART, &data[..], &queue].concat()));
    daemon.line("nothing to take over");
    daemon.address();
}

#[test]
fn the_folder_is_given_to_the_user_that_the_server_becomes() {
    if !geteuid().is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // As temporary folders are to their owner alone.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let data = folder.path().join("lib/jobs");
    let file = data.join("0/jobs.sqlite3");
    let owner = || file.metadata().unwrap().uid();
    let mut daemon = Daemon::start_with(&mut command(
        &[&APART[..], &["--data-dir", text(&data)]].concat(),
    ));
    daemon.address();
    assert_eq!(owner(), 0);
    daemon.signal(Signal::TERM);
    assert!(daemon.status().success());
    let mut daemon = start_as("nobody", &data);
    daemon.address();
    assert_ne!(owner(), 0);
    assert_eq!(data.metadata().unwrap().uid(), 0);
}

fn start_as(user: &str, data: &Path) -> Daemon {
    let options = ["--user", user, "--data-dir", text(data)];
    Daemon::start_with(&mut command(&[&APART, &options[..]].concat()))
}
