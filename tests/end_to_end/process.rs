//! Processes that a test starts, feeds and waits for.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// Nothing that a test waits for takes this long, unless it does not happen at all.
pub(crate) const DEADLINE: Duration = Duration::from_secs(120);

/// A process that is killed when the test lets go of it.
pub(crate) struct Running {
    id: Pid,
    line: String,
    output: Receiver<Output>,
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code; `None` for one that was killed.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// A program that `cargo build` put beside the tests.
pub(crate) fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test
        .ancestors()
        .nth(2)
        .expect("it is in target/<profile>/deps");
    let binary = folder.join(name);
    assert!(
        binary.exists(),
        "{} is missing: run `cargo build --workspace` first",
        binary.display()
    );
    binary
}

/// Looks again and again for what happens without an event.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        thread::park_timeout(Duration::from_millis(2));
    }
}

impl Running {
    /// Starts `command` and writes `input` to it.
    pub(crate) fn start(command: &mut Command, input: &[u8]) -> Self {
        let line = format!("{command:?}");
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {line}: {error}"));
        let id = Pid::from_child(&child);
        let (sender, output) = channel();
        let input = input.to_vec();
        thread::spawn(move || {
            // Who has stopped listening does not mind.
            let _ = sender.send(feed_and_wait(child, input));
        });
        Self { id, line, output }
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn end(self) -> Ended {
        let Ok(output) = self.output.recv_timeout(DEADLINE) else {
            panic!("waited in vain for {}", self.line);
        };
        Ended {
            code: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.id, signal).expect("it runs");
    }
}

fn feed_and_wait(mut child: Child, input: Vec<u8>) -> Output {
    let mut stdin = child.stdin.take().expect("it is piped");
    // A process need not read all of its input.
    let feeder = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("a child can be waited for");
    let _ = feeder.join();
    output
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its end may be waiting in the channel; then the id may belong to somebody else.
        if self.output.try_recv().is_err() && test_kill_process(self.id).is_ok() {
            let _ = kill_process(self.id, Signal::KILL);
        }
    }
}

impl Ended {
    /// Expects success; what it wrote to standard output.
    #[track_caller]
    pub(crate) fn out(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        String::from_utf8(self.stdout).expect("the test writes text")
    }

    /// Expects this exit code; what it wrote to standard error.
    #[track_caller]
    pub(crate) fn failed_with(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        self.stderr
    }
}
