use std::os::unix::net::UnixDatagram;

use tracing::Level;

use super::{LINE_BYTES_MAX, Syslog, message};

fn received(socket: &UnixDatagram) -> String {
    let mut buffer = [0; 1_024];
    let length = socket.recv(&mut buffer).unwrap();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[test]
fn a_line_is_one_datagram_with_priority_name_and_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let daemon = UnixDatagram::bind(&path).unwrap();
    let syslog = Syslog::connect(&path).unwrap();
    syslog.write_line(Level::WARN, b"trouble\n").unwrap();
    let process = std::process::id();
    assert_eq!(
        received(&daemon),
        format!("<28>geartraind[{process}]: trouble")
    );
}

#[test]
fn a_log_daemon_that_was_restarted_gets_the_next_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let daemon = UnixDatagram::bind(&path).unwrap();
    let syslog = Syslog::connect(&path).unwrap();
    drop(daemon);
    std::fs::remove_file(&path).unwrap();
    let daemon = UnixDatagram::bind(&path).unwrap();
    syslog.write_line(Level::INFO, b"again\n").unwrap();
    assert!(received(&daemon).ends_with("]: again"));
}

#[test]
fn a_log_daemon_that_does_not_read_does_not_block() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let _daemon = UnixDatagram::bind(&path).unwrap();
    let syslog = Syslog::connect(&path).unwrap();
    for _ in 0..10_000 {
        syslog.write_line(Level::INFO, b"line\n").unwrap();
    }
}

#[test]
fn a_long_line_is_cut() {
    let line = vec![b'x'; 1 << 20];
    assert!(message(Level::INFO, 1, &line).len() < LINE_BYTES_MAX + 100);
}
