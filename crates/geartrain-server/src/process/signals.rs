//! What operators ask by signals. SIGPIPE is ignored by Rust's runtime from the start.

use std::io;

use nix::sys::signal::{self as system, SigSet};
use tokio::signal::unix::{Signal as Source, SignalKind, signal};

use super::ProcessError;

/// A wish of the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM, SIGINT: stop now, cleanly.
    Stop,
    /// SIGUSR1: stop when no job is left.
    Drain,
    /// SIGHUP: open the log file anew, read settings and certificates again.
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
    /// Lets the system hold signals back until [`listen`](Self::listen), which gets them then: one
    /// that comes early must not end the process halfway. To be called before there are threads.
    pub fn hold() {
        // What cannot be held is what it was before.
        let _ = held().thread_block();
    }

    /// Receives signals from now on, in the thread that held them.
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
        let signals = all().map_err(ProcessError::Signals)?;
        let _ = held().thread_unblock();
        Ok(signals)
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

fn held() -> SigSet {
    [
        system::SIGTERM,
        system::SIGINT,
        system::SIGUSR1,
        system::SIGHUP,
    ]
    .into_iter()
    .collect()
}
