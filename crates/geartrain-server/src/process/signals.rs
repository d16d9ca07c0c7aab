//! What operators ask by signals. SIGPIPE is ignored by Rust's runtime from the start.

use std::io;

use tokio::signal::unix::{Signal as Source, SignalKind, signal};

use super::ProcessError;

/// A wish of the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM, SIGINT: stop now, cleanly.
    Stop,
    /// SIGUSR1: stop when no job is left.
    Drain,
    /// SIGHUP: open the log file anew.
    Reopen,
}

/// The signals of this process, which do not end it any more.
#[derive(Debug)]
pub struct Signals {
    terminate: Source,
    interrupt: Source,
    drain: Source,
    hangup: Source,
}

impl Signals {
    /// Receives signals from now on.
    ///
    /// # Errors
    /// When the system refuses, for want of descriptors most likely.
    pub fn listen() -> Result<Self, ProcessError> {
        let all = || -> io::Result<Self> {
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
                drain: signal(SignalKind::user_defined1())?,
                hangup: signal(SignalKind::hangup())?,
            })
        };
        all().map_err(ProcessError::Signals)
    }

    /// The next one. Dropping the future loses none.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Stop,
            _ = self.interrupt.recv() => Signal::Stop,
            _ = self.drain.recv() => Signal::Drain,
            _ = self.hangup.recv() => Signal::Reopen,
        }
    }
}
