//! `--daemon`: leaving the terminal.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use rustix::process::{Pid, Signal, getsid, kill_process, test_kill_process};

use crate::daemon::{Daemon, run};
use crate::wait;

/// A process that is nobody's child any more; killed when the test lets go of it.
struct Detached(Pid);

impl Detached {
    fn in_file(path: &Path) -> Self {
        let text =
            fs::read_to_string(path).expect("the pid file was written before the parent left");
        Self(Pid::from_raw(text.trim().parse().unwrap()).unwrap())
    }
}

impl Drop for Detached {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = kill_process(self.0, Signal::KILL);
    }
}

fn address_in(log: &Path) -> SocketAddr {
    let text = fs::read_to_string(log).unwrap();
    let line = text
        .lines()
        .find(|line| line.contains("listening on "))
        .unwrap();
    line.split_once("listening on ").unwrap().1.parse().unwrap()
}

#[test]
fn the_parent_ends_when_the_child_serves_in_a_session_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (log, pid_file) = (folder.path().join("log"), folder.path().join("pid"));
    let daemon = Daemon::start(&[
        "-d",
        "-l",
        log.to_str().unwrap(),
        "-P",
        pid_file.to_str().unwrap(),
    ]);
    let parent = daemon.id();
    let outcome = daemon.end();
    assert_eq!(outcome.status.code(), Some(0), "{:#?}", outcome.stderr);
    assert!(outcome.stderr.is_empty() && outcome.stdout.is_empty());

    let child = Detached::in_file(&pid_file);
    assert_ne!(child.0.as_raw_nonzero().get().unsigned_abs(), parent);
    assert_eq!(getsid(Some(child.0)).unwrap(), child.0);
    let address = address_in(&log);
    TcpStream::connect(address).unwrap();

    kill_process(child.0, Signal::TERM).unwrap();
    wait::until("the pid file to go", || (!pid_file.exists()).then_some(()));
    wait::until("the process to go", || {
        test_kill_process(child.0).err().or_else(|| zombie(&child))
    });
    assert!(TcpStream::connect(address).is_err());
}

/// In a container without an init process nobody waits for orphans.
fn zombie(child: &Detached) -> Option<rustix::io::Errno> {
    let path = format!("/proc/{}/stat", child.0.as_raw_nonzero());
    let state = fs::read_to_string(path).ok()?;
    state.contains(") Z ").then_some(rustix::io::Errno::CHILD)
}

#[test]
fn trouble_at_the_start_reaches_the_terminal_and_the_status() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let outcome = run(&["--daemon", "-l", log.to_str().unwrap(), "-p", &port]);
    assert!(
        outcome.complaint().contains(&port),
        "{}",
        outcome.complaint()
    );
}
