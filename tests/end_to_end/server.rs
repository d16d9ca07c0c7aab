//! The server under test, and `geartrain` talking to it.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::process::{DEADLINE, Ended, Running, binary, until};

/// A server of its own for each test, killed when the test lets go of it.
pub(crate) struct Server {
    child: Child,
    address: String,
    /// Where it keeps things.
    folder: Arc<TempDir>,
}

/// Whether Debian's server is tested in place of ours.
pub(crate) fn is_gearmand() -> bool {
    std::env::var_os("GEARTRAIN_TEST_SERVER").is_some_and(|name| name == "gearmand")
}

impl Server {
    pub(crate) fn start() -> Self {
        if is_gearmand() {
            gearmand(free_port(), folder(), &[])
        } else {
            geartraind(0, folder(), &[])
        }
    }

    /// A server whose background jobs outlive it.
    pub(crate) fn start_durable() -> Self {
        Self::durable(None, folder())
    }

    fn durable(port: Option<u16>, folder: Arc<TempDir>) -> Self {
        // Ours keeps the jobs of each port apart: it has to have the same one from the beginning.
        let port = port.unwrap_or_else(free_port);
        if !is_gearmand() {
            let data = folder.path().join("data").display().to_string();
            return geartraind(port, folder, &["--data-dir", &data]);
        }
        let database = folder.path().join("queue");
        let database = format!("--libsqlite3-db={}", database.display());
        let options = ["--queue-type=libsqlite3", &database];
        gearmand(port, folder, &options)
    }

    /// A server of ours with these options besides those that keep servers apart.
    pub(crate) fn with_options(options: &[&str]) -> Self {
        geartraind(0, folder(), options)
    }

    /// Ends it as an operator does.
    pub(crate) fn stop(mut self) {
        self.terminate();
    }

    fn terminate(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it runs");
        let mut status = None;
        until("the server's end", || {
            status = self.child.try_wait().expect("it was started here");
            status.is_some()
        });
        assert!(status.is_some_and(|status| status.success()));
    }

    /// Ends it without a word and starts a new one at the same address.
    pub(crate) fn restart(self) -> Self {
        let port = self.port();
        drop(self);
        if is_gearmand() {
            gearmand(port, folder(), &[])
        } else {
            geartraind(port, folder(), &[])
        }
    }

    /// Ends a durable one as an operator does and starts it again, with its jobs.
    pub(crate) fn stop_and_start_durable(mut self) -> Self {
        self.terminate();
        self.kill_and_start_durable()
    }

    /// Ends a durable one without a word and starts it again, with its jobs.
    pub(crate) fn kill_and_start_durable(self) -> Self {
        let (port, folder) = (self.port(), Arc::clone(&self.folder));
        drop(self);
        Self::durable(Some(port), folder)
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    fn port(&self) -> u16 {
        let (_, port) = self
            .address
            .rsplit_once(':')
            .expect("an address has a port");
        port.parse().expect("a port is a number")
    }

    /// Runs `geartrain` to its end.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, b"")
    }

    /// Runs `geartrain` with this on its standard input to its end.
    #[track_caller]
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ended {
        Running::start(&mut self.command(arguments), input).end()
    }

    /// Starts `geartrain`.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Running {
        Running::start(&mut self.command(arguments), b"")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary("geartrain"));
        command
            .args(arguments)
            .env("GEARTRAIN_SERVER", &self.address)
            .env_remove("RUST_LOG");
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> Arc<TempDir> {
    Arc::new(tempfile::tempdir().expect("a folder can be made"))
}

fn geartraind(port: u16, folder: Arc<TempDir>, options: &[&str]) -> Server {
    let mut child = Command::new(binary("geartraind"))
        .args([
            "--config-file",
            "/dev/null",
            "--listen",
            "127.0.0.1",
            "--http-listen",
            "none",
        ])
        .args(["--port", &port.to_string()])
        .args(options)
        .env_clear()
        .env("STATE_DIRECTORY", folder.path())
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("geartraind can be started");
    let address = address_of(&mut child);
    Server {
        child,
        address,
        folder,
    }
}

/// What stands before the address in the log.
const LISTENING: [&str; 2] = ["listening on ", "listening for TLS on "];

/// Reads the log up to the line that names the address, and the rest so that it can go on.
fn address_of(child: &mut Child) -> String {
    let log = child.stderr.take().expect("it is piped");
    let (sender, found) = channel();
    thread::spawn(move || {
        for line in BufReader::new(log).lines().map_while(Result::ok) {
            if let Some((_, address)) = LISTENING.iter().find_map(|words| line.split_once(words)) {
                let _ = sender.send(address.trim().to_owned());
            }
        }
    });
    found
        .recv_timeout(DEADLINE)
        .expect("geartraind says where it listens")
}

fn gearmand(port: u16, folder: Arc<TempDir>, options: &[&str]) -> Server {
    let log = folder.path().join("log");
    let child = Command::new("gearmand")
        .args([
            "--listen",
            "127.0.0.1",
            "--port",
            &port.to_string(),
            "--log-file",
        ])
        .arg(log)
        .args(options)
        .stdin(Stdio::null())
        .spawn()
        .expect("gearmand can be started");
    let address = format!("127.0.0.1:{port}");
    // It does not say when it listens.
    until("gearmand", || TcpStream::connect(&address).is_ok());
    Server {
        child,
        address,
        folder,
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}
