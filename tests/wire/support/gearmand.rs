//! Debian's server, or any that takes its options, as a process of its own.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

use super::patience::patience;
use super::peer::Peer;

/// Ports that are tried, since another process may take a free one first.
const ATTEMPTS: usize = 5;

/// Stands for a free port, which gearmand does not look for itself.
const ANY_HTTP_PORT: &str = "--http-port=0";

/// A running server, killed when it is dropped.
pub(super) struct Gearmand {
    child: Child,
    address: SocketAddr,
    http: SocketAddr,
    /// Where it writes its process id.
    _folder: TempDir,
}

impl Gearmand {
    /// Starts `program` and waits until it answers.
    pub(super) fn start(program: &OsStr, options: &[&str]) -> Self {
        let started = (0..ATTEMPTS).find_map(|_| Self::try_start(program, options));
        started.expect("the server listens on a free port")
    }

    fn try_start(program: &OsStr, options: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (address, http) = (free_address(), free_address());
        let http_port = format!("--http-port={}", http.port());
        let options = options.iter().map(|option| match *option {
            ANY_HTTP_PORT => &http_port,
            other => other,
        });
        let child = Command::new(program)
            .args(["--listen=127.0.0.1", "--log-file=none"])
            .arg(format!("--port={}", address.port()))
            .arg(format!(
                "--pid-file={}",
                folder.path().join("pid").display()
            ))
            .args(options)
            .env_remove("GEARMAND_PORT")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let mut started = Self {
            child,
            address,
            http,
            _folder: folder,
        };
        started.wait_until_listening().then_some(started)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it takes jobs over HTTP, if it was told to.
    pub(super) fn http(&self) -> SocketAddr {
        self.http
    }

    /// Whether it, and no other process, came to listen.
    fn wait_until_listening(&mut self) -> bool {
        let end = Instant::now() + patience();
        while TcpStream::connect(self.address).is_err() {
            let has_ended = self.child.try_wait().is_ok_and(|status| status.is_some());
            if has_ended || Instant::now() > end {
                return false;
            }
            std::thread::yield_now();
        }
        let process = format!("OK {}\n", self.child.id());
        Peer::connect(self.address).ask_line(b"getpid\n") == process.as_bytes()
    }
}

impl Drop for Gearmand {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it has an address")
}
