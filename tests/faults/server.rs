//! A durable server that can be killed and started again on the same folder.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};

use crate::disk::Disk;
use crate::process::{DEADLINE, binary, until};

/// A running server; killed with SIGKILL when the test lets go of it.
pub(crate) struct Server {
    child: Child,
    log: Log,
}

/// The lines that it logged so far.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    is_whole: Arc<AtomicBool>,
}

impl Server {
    /// Starts a server that keeps its jobs in `folder`.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::spawn(&mut command(folder)).listening()
    }

    /// Starts a server on a disk that may fail.
    pub(crate) fn start_on(disk: &Disk) -> Self {
        Self::spawn(command(disk.folder()).envs(disk.environment())).listening()
    }

    /// Starts a server and does not wait until it listens.
    pub(crate) fn begin(folder: &Path) -> Self {
        Self::spawn(&mut command(folder))
    }

    /// Starts a server on this port and does not wait until it listens.
    pub(crate) fn begin_at(folder: &Path, port: u16) -> Self {
        Self::spawn(command(folder).args(["--port", &port.to_string()]))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.spawn().expect("geartraind can be started");
        let log = Log::default();
        log.follow(child.stderr.take().expect("it is piped"));
        Self { child, log }
    }

    fn listening(self) -> Self {
        self.until_logged("listening on ");
        self
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        self.log.after("listening on ").expect("it listens")
    }

    /// Waits for a line of the log.
    #[track_caller]
    pub(crate) fn until_logged(&self, text: &str) {
        until(text, || {
            if let Some(complaint) = self.log.after("geartraind: ") {
                panic!("no {text}, but: {complaint}");
            }
            self.log.after(text).is_some()
        });
    }

    /// How often a line with this text was logged.
    pub(crate) fn logged(&self, text: &str) -> usize {
        let lines = self.log.lines.lock().expect("no panic");
        lines.iter().filter(|line| line.contains(text)).count()
    }

    /// Status and text of what `/readyz` says.
    pub(crate) fn readiness(&self) -> (u16, String) {
        let address = self
            .log
            .after("metrics on http://")
            .expect("it serves metrics");
        let address = address.trim_end_matches("/metrics");
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream
            .set_read_timeout(Some(DEADLINE))
            .expect("it is not zero");
        let request = "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let status = answer.split(' ').nth(1).expect("a status").parse();
        let text = answer.split("\r\n\r\n").nth(1).expect("a body");
        (status.expect("a number"), text.trim_end().to_owned())
    }

    /// Waits until background jobs are accepted.
    #[track_caller]
    pub(crate) fn until_ready(&self) {
        until("a server that is ready", || self.readiness().0 == 200);
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = Pid::from_child(&self.child);
        kill_process(id, signal).expect("it runs");
    }

    /// Ends it without a word.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it was started here");
    }

    /// Waits for the end that was asked for, and for the end of the log.
    pub(crate) fn status(&mut self) -> Option<i32> {
        let mut status = None;
        until("the end of the server", || {
            status = self.child.try_wait().expect("it was started here");
            status.is_some()
        });
        until("the end of its log", || {
            self.log.is_whole.load(Ordering::Acquire)
        });
        status.and_then(|status| status.code())
    }

    /// Starts a server that is expected not to come up, and gives what it said and its status.
    pub(crate) fn refused(folder: &Path) -> (String, Option<i32>) {
        Self::refused_with(folder, &[])
    }

    /// The same with further options.
    pub(crate) fn refused_with(folder: &Path, options: &[&str]) -> (String, Option<i32>) {
        Self::refuse(command(folder).args(options))
    }

    /// The same on a disk that fails.
    pub(crate) fn refused_on(disk: &Disk) -> (String, Option<i32>) {
        Self::refuse(command(disk.folder()).envs(disk.environment()))
    }

    fn refuse(command: &mut Command) -> (String, Option<i32>) {
        let mut server = Self::spawn(command);
        let status = server.status();
        let lines = server.log.lines.lock().expect("no panic");
        (lines.join("\n"), status)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Log {
    fn follow(&self, pipe: ChildStderr) {
        let Self { lines, is_whole } = self.clone();
        thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                lines.lock().expect("no panic").push(line);
            }
            is_whole.store(true, Ordering::Release);
        });
    }

    /// What follows this text in the first line that has it.
    fn after(&self, text: &str) -> Option<String> {
        let lines = self.lines.lock().expect("no panic");
        let (_, rest) = lines.iter().find_map(|line| line.split_once(text))?;
        Some(rest.trim().to_owned())
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(binary("geartraind"));
    command
        .args([
            "--config-file",
            "/dev/null",
            "--listen",
            "127.0.0.1",
            "--port",
            "0",
        ])
        .args(["--http-listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder)
        .env_clear()
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    command
}
