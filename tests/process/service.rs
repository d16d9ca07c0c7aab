//! `geartraind` as a service: what it tells systemd, whose part these tests play.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::process::Command;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::daemon::{self, APART, Daemon};
use crate::wait::DEADLINE;

/// The socket on which systemd hears from its services.
struct Manager {
    socket: UnixDatagram,
    folder: TempDir,
}

impl Manager {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        socket.set_read_timeout(Some(DEADLINE)).unwrap();
        Self { socket, folder }
    }

    /// Starts a service that knows where to tell how it is.
    fn start(&self, options: &[&str]) -> Daemon {
        self.start_with(daemon::command(&[&APART, options].concat()))
    }

    fn start_with(&self, mut command: Command) -> Daemon {
        command.env("NOTIFY_SOCKET", self.folder.path().join("notify"));
        Daemon::start_with(&mut command)
    }

    fn hear(&self) -> String {
        let mut bytes = [0; 200];
        let length = self.socket.recv(&mut bytes).expect("a message comes");
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    }

    /// Whether there is nothing more to hear. To be asked when the service has ended.
    fn heard_all(&self) -> bool {
        self.socket.set_nonblocking(true).unwrap();
        self.socket.recv(&mut [0]).is_err()
    }
}

const READY: &str = "READY=1\nSTATUS=serving";
const STOPPING: &str = "STOPPING=1\nSTATUS=stopping";

#[test]
fn systemd_hears_of_the_start_each_reload_and_the_stop() {
    let manager = Manager::new();
    let mut daemon = manager.start(&[]);
    assert_eq!(manager.hear(), READY);
    TcpStream::connect(daemon.address()).expect("it serves when it says so");
    for _ in 0..2 {
        daemon.signal(Signal::HUP);
        let reload = manager.hear();
        let time = reload.strip_prefix("RELOADING=1\nMONOTONIC_USEC=").unwrap();
        assert!(time.parse::<u64>().unwrap() > 0);
        assert_eq!(manager.hear(), READY);
    }
    daemon.signal(Signal::TERM);
    assert_eq!(manager.hear(), STOPPING);
    assert_eq!(daemon.end().status.code(), Some(0));
    assert!(manager.heard_all());
}

#[test]
fn a_server_that_cannot_start_is_never_ready() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let manager = Manager::new();
    let outcome = manager.start(&["--port", &port]).end();
    assert!(outcome.complaint().contains("listen"));
    assert!(manager.heard_all());
}

/// Were it a stop for systemd, jobs that take their time would be killed.
#[test]
fn waiting_for_the_last_job_is_no_stop_yet() {
    let manager = Manager::new();
    let mut daemon = manager.start(&[]);
    assert_eq!(manager.hear(), READY);
    submit(daemon.address());
    daemon.signal(Signal::USR1);
    assert_eq!(manager.hear(), "STATUS=stopping when no job is left");
    daemon.signal(Signal::HUP);
    assert!(manager.hear().starts_with("RELOADING=1\n"));
    assert_eq!(
        manager.hear(),
        "READY=1\nSTATUS=stopping when no job is left"
    );
    daemon.signal(Signal::TERM);
    assert_eq!(manager.hear(), STOPPING);
    assert_eq!(daemon.end().status.code(), Some(0));
}

#[test]
fn the_watchdog_gets_signs_of_life() {
    let manager = Manager::new();
    let mut command = daemon::command(&APART);
    // Signs wait in a short queue: they must not fill it while this test is not given its turn.
    command.env("WATCHDOG_USEC", "600000");
    let daemon = manager.start_with(command);
    assert_eq!(manager.hear(), READY);
    for _ in 0..5 {
        assert_eq!(manager.hear(), "WATCHDOG=1");
    }
    daemon.signal(Signal::TERM);
    while manager.hear() != STOPPING {}
    assert_eq!(daemon.end().status.code(), Some(0));
}

/// The command line of gearmand's own unit has `--daemon` on Debian.
#[test]
fn a_service_stays_the_process_that_systemd_started() {
    let manager = Manager::new();
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "SYSTEMD_EXEC_PID=$$ exec \"$@\"", "sh"])
        .arg(daemon::binary())
        .args(APART)
        .arg("--daemon")
        .env_clear();
    let mut daemon = manager.start_with(command);
    assert_eq!(manager.hear(), READY);
    daemon.line("ignored, since it means nothing here: --daemon");
    daemon.signal(Signal::TERM);
    assert_eq!(manager.hear(), STOPPING);
    assert_eq!(daemon.end().status.code(), Some(0));
}

fn submit(address: SocketAddr) {
    use std::io::{Read, Write};

    const SUBMIT_JOB_BG: u8 = 18;
    const JOB_CREATED: u8 = 8;
    let mut peer = TcpStream::connect(address).unwrap();
    peer.set_read_timeout(Some(DEADLINE)).unwrap();
    let body = b"resize\0\0picture";
    let length = u8::try_from(body.len()).unwrap();
    let header = [b"\0REQ\0\0\0".as_slice(), &[SUBMIT_JOB_BG, 0, 0, 0, length]].concat();
    peer.write_all(&[&header, &body[..]].concat()).unwrap();
    let mut answer = [0; 8];
    peer.read_exact(&mut answer).unwrap();
    assert_eq!(answer[7], JOB_CREATED);
}
