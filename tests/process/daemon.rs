//! Starting `geartraind` and watching what it says.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use crate::wait::{self, DEADLINE};

/// Options with which servers do not get into each other's way.
pub(crate) const APART: [&str; 9] = [
    "--config-file",
    "/dev/null",
    "--listen",
    "127.0.0.1",
    "--port",
    "0",
    "--http-listen",
    "127.0.0.1:0",
    "--queue-type=builtin",
];

/// A running `geartraind`, killed when the test lets go of it.
pub(crate) struct Daemon {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

/// How a process ended and what it wrote.
pub(crate) struct Outcome {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: Vec<String>,
}

impl Daemon {
    /// Starts with these options after those that keep servers apart.
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_with(&mut command(&[&APART, options].concat()))
    }

    pub(crate) fn start_with(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("geartraind can be started");
        let stderr = child.stderr.take().expect("it is piped");
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// Waits for a line on standard error that contains `text`; earlier ones count, too.
    #[track_caller]
    pub(crate) fn line(&mut self, text: &str) -> String {
        if let Some(line) = self.seen.iter().find(|line| line.contains(text)) {
            return line.clone();
        }
        let end = Instant::now() + DEADLINE;
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(rest) else {
                panic!("no {text:?} in {:#?}", self.seen);
            };
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Waits until it serves; the address where it takes jobs.
    #[track_caller]
    pub(crate) fn address(&mut self) -> SocketAddr {
        let line = self.line("listening on ");
        address_in(&line, "listening on ")
    }

    /// Waits until it serves; the address of metrics and health.
    #[track_caller]
    pub(crate) fn http_address(&mut self) -> SocketAddr {
        self.address();
        let line = self.line("metrics on http://");
        address_in(line.trim_end_matches("/metrics"), "http://")
    }

    /// Closes standard error with the next line that comes.
    pub(crate) fn stop_reading(&mut self) {
        self.lines = channel().1;
    }

    /// Waits for its end, where standard error cannot tell.
    #[track_caller]
    pub(crate) fn status(mut self) -> ExitStatus {
        wait::until("the end of the process", || {
            self.child.try_wait().expect("it can be waited for")
        })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it lives");
    }

    /// Waits for its end, which shows as the end of its standard error.
    #[track_caller]
    pub(crate) fn end(mut self) -> Outcome {
        let end = Instant::now() + DEADLINE;
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(rest) {
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it goes on: {:#?}", self.seen),
            }
        }
        let mut stdout = String::new();
        let output = self.child.stdout.as_mut().expect("it is piped");
        output.read_to_string(&mut stdout).expect("it is text");
        Outcome {
            status: self.child.wait().expect("it can be waited for"),
            stdout,
            stderr: std::mem::take(&mut self.seen),
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Outcome {
    /// The one line about why it did not start.
    #[track_caller]
    pub(crate) fn complaint(&self) -> &str {
        let complaints: Vec<_> = self
            .stderr
            .iter()
            .filter_map(|line| line.strip_prefix("geartraind: "))
            .collect();
        assert_eq!(self.status.code(), Some(1), "{:#?}", self.stderr);
        assert_eq!(complaints.len(), 1, "{:#?}", self.stderr);
        complaints[0]
    }
}

/// Runs to the end with these options after those that keep servers apart.
pub(crate) fn run(options: &[&str]) -> Outcome {
    Daemon::start(options).end()
}

/// Runs to the end with exactly these options.
pub(crate) fn run_bare(options: &[&str]) -> Outcome {
    Daemon::start_with(&mut command(options)).end()
}

/// `geartraind` in an empty environment, as a starter without manners gives it.
pub(crate) fn command(options: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(options).env_clear();
    command
}

/// The server that `cargo build` put beside the tests.
pub(crate) fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test
        .ancestors()
        .nth(2)
        .expect("it is in target/<profile>/deps");
    let binary = folder.join("geartraind");
    assert!(
        binary.exists(),
        "{} is missing: run `cargo build --workspace` first",
        binary.display()
    );
    binary
}

#[track_caller]
fn address_in(line: &str, before: &str) -> SocketAddr {
    let (_, text) = line.split_once(before).expect("the line has an address");
    text.parse().expect("it is an address with port")
}
