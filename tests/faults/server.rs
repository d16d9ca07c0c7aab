//! A durable server that can be killed and started again on the same folder.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;

use crate::process::{DEADLINE, binary};

/// A running server; killed with SIGKILL when the test lets go of it.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts a server that keeps its jobs in `folder`.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut child = command(folder).spawn().expect("geartraind can be started");
        let log = child.stderr.take().expect("it is piped");
        let (sender, found) = channel();
        thread::spawn(move || {
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("listening on ") {
                    // The test may have ended.
                    let _ = sender.send(address.trim().to_owned());
                }
            }
        });
        let address = found
            .recv_timeout(DEADLINE)
            .expect("geartraind says where it listens");
        Self { child, address }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Ends it without a word.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it was started here");
    }

    /// Starts a server that is expected not to come up, and gives what it said and its status.
    pub(crate) fn refused(folder: &Path) -> (String, Option<i32>) {
        let mut child = command(folder).spawn().expect("geartraind can be started");
        let mut said = String::new();
        let log = child.stderr.as_mut().expect("it is piped");
        log.read_to_string(&mut said).expect("it writes text");
        (said, child.wait().expect("it was started here").code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = self.child.kill();
        let _ = self.child.wait();
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
        .args(["--http-listen", "none", "--data-dir"])
        .arg(folder)
        .env_clear()
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    command
}
