//! Telling systemd how the server is, as `sd_notify(3)` describes it: one datagram for each change.
//!
//! The unit of the service waits for it: systemd counts the server as started once it serves, as
//! reloaded once new files are in use, and as hung when it gives no sign of life any more.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::process;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// How long a message may wait for room in the queue of the service manager.
const PATIENCE: Duration = Duration::from_secs(1);

/// What systemd tells a service in its environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceVariables {
    /// `NOTIFY_SOCKET`: where to send messages, a path or `@` and an abstract name.
    pub socket: Option<OsString>,
    /// `SYSTEMD_EXEC_PID`: the process that was started as the service.
    pub started: Option<String>,
    /// `WATCHDOG_USEC`: how long the service may give no sign of life.
    pub silence_micros_max: Option<String>,
    /// `WATCHDOG_PID`: the process that has to give it, if it is not whoever reads this.
    pub watched: Option<String>,
}

/// Whoever started this process as a service and wants to hear how it is. Nobody, most likely, if
/// it was started by hand: every message is for nothing then.
#[derive(Debug)]
pub struct ServiceManager {
    listener: Option<Listener>,
    silence_max: Option<Duration>,
}

#[derive(Debug)]
struct Listener {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl ServiceVariables {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let text = |name| env::var(name).ok();
        Self {
            socket: env::var_os("NOTIFY_SOCKET").filter(|name| !name.is_empty()),
            started: text("SYSTEMD_EXEC_PID"),
            silence_micros_max: text("WATCHDOG_USEC"),
            watched: text("WATCHDOG_PID"),
        }
    }

    /// Whether this very process was started as a service that says by itself when it is ready. Any
    /// other that finds the variables has inherited them.
    #[must_use]
    pub fn name_this_process(&self) -> bool {
        self.socket.is_some() && is_this_process(self.started.as_deref())
    }
}

impl ServiceManager {
    /// The service manager that left these variables. One that cannot be reached is logged and
    /// otherwise as none: it must not keep a server from serving.
    #[must_use]
    pub fn of(variables: &ServiceVariables) -> Self {
        let listener = variables.socket.as_deref().and_then(|name| {
            let complain = |error: &io::Error| {
                tracing::warn!("cannot tell the service manager at {name:?} anything: {error}");
            };
            Listener::at(name).inspect_err(complain).ok()
        });
        Self {
            silence_max: listener.as_ref().and_then(|_| silence_max(variables)),
            listener,
        }
    }

    /// How long the server may give no sign of life, if somebody watches that.
    #[must_use]
    pub fn silence_max(&self) -> Option<Duration> {
        self.silence_max
    }

    /// The server serves, or does so again after a reload.
    pub fn ready(&self, status: &str) {
        self.tell(&format!("READY=1\nSTATUS={status}"));
    }

    /// Files are being read anew; [`ready`](Self::ready) follows.
    pub fn reloading(&self) {
        // Tells this reload from an earlier one whose message comes late.
        let now = clock_gettime(ClockId::CLOCK_MONOTONIC).map_or(Duration::ZERO, Duration::from);
        self.tell(&format!("RELOADING=1\nMONOTONIC_USEC={}", now.as_micros()));
    }

    /// The server goes on, and this is what it does.
    pub fn status(&self, status: &str) {
        self.tell(&format!("STATUS={status}"));
    }

    /// The server stops. From now on systemd counts the time that it gives a stop.
    pub fn stopping(&self) {
        self.tell("STOPPING=1\nSTATUS=stopping");
    }

    /// The server does its work.
    pub fn alive(&self) {
        self.tell("WATCHDOG=1");
    }

    fn tell(&self, message: &str) {
        let Some(listener) = &self.listener else {
            return;
        };
        if let Err(error) = listener.tell(message) {
            tracing::warn!("cannot tell the service manager {message:?}: {error}");
        }
    }
}

impl Listener {
    fn at(name: &OsStr) -> io::Result<Self> {
        let socket = UnixDatagram::unbound()?;
        socket.set_write_timeout(Some(PATIENCE))?;
        Ok(Self {
            socket,
            address: address(name)?,
        })
    }

    fn tell(&self, message: &str) -> io::Result<()> {
        let sent = self
            .socket
            .send_to_addr(message.as_bytes(), &self.address)?;
        debug_assert_eq!(sent, message.len(), "a datagram is sent as a whole");
        Ok(())
    }
}

fn address(name: &OsStr) -> io::Result<SocketAddr> {
    match name.as_bytes() {
        [b'/', ..] => SocketAddr::from_pathname(name),
        #[cfg(target_os = "linux")]
        [b'@', rest @ ..] => {
            use std::os::linux::net::SocketAddrExt;
            SocketAddr::from_abstract_name(rest)
        }
        _ => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "neither a path nor an abstract name",
        )),
    }
}

fn silence_max(variables: &ServiceVariables) -> Option<Duration> {
    let watched = variables.watched.as_deref();
    if watched.is_some() && !is_this_process(watched) {
        return None;
    }
    let micros = variables.silence_micros_max.as_deref()?;
    let silence_max = Duration::from_micros(micros.parse().ok()?);
    (!silence_max.is_zero()).then_some(silence_max)
}

fn is_this_process(id: Option<&str>) -> bool {
    id.and_then(|id| id.parse().ok()) == Some(process::id())
}

#[cfg(test)]
mod tests;
