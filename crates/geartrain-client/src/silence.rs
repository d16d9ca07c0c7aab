//! How long nothing was heard on a connection.

use std::time::Duration;

use tokio::time::Instant;

use crate::settings::Settings;

/// The time since something was last sent or came in.
#[derive(Debug)]
pub(crate) struct Silence {
    idle_deadline: Option<Duration>,
    answer_deadline: Duration,
    since: Instant,
    is_questioned: bool,
}

impl Silence {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            idle_deadline: settings.idle_deadline,
            answer_deadline: settings.submit_deadline,
            since: Instant::now(),
            is_questioned: false,
        }
    }

    /// Something came or went.
    pub(crate) fn heard(&mut self) {
        // A moment costs a call into the system; without a deadline nobody wants it.
        if self.idle_deadline.is_some() {
            self.since = Instant::now();
            self.is_questioned = false;
        }
    }

    /// The server was asked whether it is there.
    pub(crate) fn question(&mut self) {
        self.since = Instant::now();
        self.is_questioned = true;
    }

    pub(crate) fn is_questioned(&self) -> bool {
        self.is_questioned
    }

    /// When the silence has lasted too long.
    pub(crate) fn end(&self) -> Option<Instant> {
        let idle_deadline = self.idle_deadline?;
        let patience = if self.is_questioned {
            self.answer_deadline
        } else {
            idle_deadline
        };
        self.since.checked_add(patience)
    }
}
