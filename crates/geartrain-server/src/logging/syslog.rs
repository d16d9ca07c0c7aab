//! The system's log: one datagram a line, as syslog daemons and journald take it.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

use tracing::Level;

/// The facility of system daemons, shifted into its place.
const FACILITY_DAEMON: u8 = 3 << 3;

/// Bytes of a line; what is longer is cut, since a datagram must fit into the socket's buffer.
const LINE_BYTES_MAX: usize = 8 * 1024;

/// A connection to the system's log.
pub(super) struct Syslog {
    socket: UnixDatagram,
    path: PathBuf,
}

impl Syslog {
    pub(super) fn connect(path: &Path) -> io::Result<Self> {
        let socket = UnixDatagram::unbound()?;
        socket.connect(path)?;
        // A log daemon that hangs must not hang the server.
        socket.set_nonblocking(true)?;
        Ok(Self {
            socket,
            path: path.to_owned(),
        })
    }

    /// Sends one line; one that the log daemon has no room for is lost.
    pub(super) fn write_line(&self, level: Level, line: &[u8]) -> io::Result<()> {
        let message = message(level, std::process::id(), line);
        match self.socket.send(&message) {
            // The daemon was started anew: its socket is another one.
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                self.socket.send_to(&message, &self.path)?;
            }
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
            _ => {}
        }
        Ok(())
    }
}

fn message(level: Level, process: u32, line: &[u8]) -> Vec<u8> {
    let priority = FACILITY_DAEMON + severity(level);
    let mut message = format!("<{priority}>geartraind[{process}]: ").into_bytes();
    let line = line.trim_ascii_end();
    message.extend_from_slice(&line[..line.len().min(LINE_BYTES_MAX)]);
    message
}

fn severity(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests;
