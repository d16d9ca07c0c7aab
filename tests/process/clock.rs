//! A system whose clock is set while the server runs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::daemon::{APART, Daemon, command};
use crate::peer::{CAN_DO, GRAB_JOB, JOB_ASSIGN, JOB_CREATED, NO_JOB, NOOP, PRE_SLEEP, Peer};
use crate::peer::{SUBMIT_JOB_EPOCH, SUBMIT_JOB_SCHED};

/// A server on a system whose clock can be set.
struct Machine {
    folder: tempfile::TempDir,
    daemon: Daemon,
}

impl Machine {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("moved_clock.c");
        let library = folder.path().join("moved_clock.so");
        fs::write(&source, include_str!("moved_clock.c")).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]);
        compiler.args([&library, &source]).arg("-ldl");
        assert!(compiler.status().unwrap().success());
        let mut command = command(&APART);
        command.env("LD_PRELOAD", library);
        command.env("GEARTRAIN_TEST_CLOCK", folder.path().join("seconds"));
        Self {
            daemon: Daemon::start_with(&mut command),
            folder,
        }
    }

    /// Moves the clock so far from where it really stands.
    fn move_clock(&self, seconds: i64) {
        let new = self.path("seconds.new");
        fs::write(&new, seconds.to_string()).unwrap();
        fs::rename(new, self.path("seconds")).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A worker that sleeps until there is something to do.
    fn sleeper(&mut self) -> Peer {
        let mut worker = Peer::connect(self.daemon.address());
        worker.send(CAN_DO, b"resize");
        worker.send(GRAB_JOB, b"");
        assert_eq!(worker.receive().0, NO_JOB);
        worker.send(PRE_SLEEP, b"");
        worker
    }
}

fn unix_seconds() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs()
}

fn submit_at(peer: &mut Peer, seconds: u64) {
    let body = format!("resize\0\0{seconds}\0picture");
    peer.send(SUBMIT_JOB_EPOCH, body.as_bytes());
    assert_eq!(peer.receive().0, JOB_CREATED);
}

fn assert_woken(worker: &mut Peer) {
    assert_eq!(worker.receive().0, NOOP);
    worker.send(GRAB_JOB, b"");
    assert_eq!(worker.receive().0, JOB_ASSIGN);
}

#[test]
fn a_clock_set_forward_makes_a_delayed_job_due() {
    let mut machine = Machine::start();
    let mut worker = machine.sleeper();
    let mut client = Peer::connect(machine.daemon.address());
    submit_at(&mut client, unix_seconds() + 3_600);
    machine.move_clock(7_200);
    assert_woken(&mut worker);
    let line = machine.daemon.line("the system's clock went forward by");
    assert!(line.contains("WARN"), "{line}");
}

#[test]
fn a_scheduled_job_goes_by_the_clock_as_it_was_set() {
    let mut machine = Machine::start();
    let mut worker = machine.sleeper();
    let mut client = Peer::connect(machine.daemon.address());
    // Each full hour: at most an hour from now.
    let body = ["resize", "", "0", "", "", "", "", "picture"].join("\0");
    client.send(SUBMIT_JOB_SCHED, body.as_bytes());
    assert_eq!(client.receive().0, JOB_CREATED);
    machine.move_clock(3_600);
    assert_woken(&mut worker);
}

#[test]
fn a_clock_set_back_lets_a_delayed_job_wait() {
    let mut machine = Machine::start();
    let mut worker = machine.sleeper();
    let mut client = Peer::connect(machine.daemon.address());
    machine.move_clock(-7_200);
    machine.daemon.line("the system's clock went back by");
    // By the clock as it is set now this is in an hour.
    submit_at(&mut client, unix_seconds() - 3_600);
    worker.send(GRAB_JOB, b"");
    assert_eq!(worker.receive().0, NO_JOB);
    worker.send(PRE_SLEEP, b"");
    machine.move_clock(0);
    assert_woken(&mut worker);
}
