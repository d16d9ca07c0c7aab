//! When a connection of a worker asks for a job, sleeps, and asks again.
//!
//! ```text
//!              a permit: GRAB_JOB_ALL             NO_JOB: PRE_SLEEP
//!   Wanting ------------------------> Asked ----------------------> Asleep
//!     ^                                 |                             |
//!     +---------------------------------+                             |
//!     |             a job                                  NOOP       |
//!     +---------------------------------------------------------------+
//! ```
//!
//! One question is under way at a time on each connection, and only with a permit for the job that
//! may come: nothing is taken in advance. A NOOP that comes in any state but `Asleep` is passed
//! over. That loses nothing: it was sent before the answer that is due, so if that answer is NO_JOB
//! then nothing was left; PRE_SLEEP is answered with NOOP at once when a job waits by then; and who
//! is `Wanting` asks in any case.

use geartrain_protocol::Request;

use crate::slots::Permit;

/// Where the connection stands with the server.
#[derive(Debug)]
pub(crate) struct Asking {
    state: State,
    is_stopped: bool,
}

#[derive(Debug)]
enum State {
    /// It asks as soon as it has a permit.
    Wanting,
    /// The answer to a question is due.
    Asked(Permit),
    /// The server will say when there is something to ask for.
    Asleep,
}

impl Asking {
    /// Nothing was asked yet.
    pub(crate) fn new() -> Self {
        Self {
            state: State::Wanting,
            is_stopped: false,
        }
    }

    /// It would ask if it had a permit.
    pub(crate) fn wants_permit(&self) -> bool {
        matches!(self.state, State::Wanting) && !self.is_stopped
    }

    /// There is a permit. Without a wish for it, it is given back.
    pub(crate) fn permitted(&mut self, permit: Permit) -> Option<Request> {
        if !self.wants_permit() {
            return None;
        }
        self.state = State::Asked(permit);
        Some(Request::GrabJobAll)
    }

    /// A job has come; the permit that it was asked for with. A server that gives what was not
    /// asked for gets its job run all the same, without one.
    pub(crate) fn assigned(&mut self) -> Option<Permit> {
        match std::mem::replace(&mut self.state, State::Wanting) {
            State::Asked(permit) => Some(permit),
            other => {
                self.state = other;
                None
            }
        }
    }

    /// `NO_JOB` has come.
    pub(crate) fn no_job(&mut self) -> Option<Request> {
        if !self.is_asked() {
            return None;
        }
        if self.is_stopped {
            self.state = State::Wanting;
            return None;
        }
        self.state = State::Asleep;
        Some(Request::PreSleep)
    }

    /// `NOOP` has come; whether it ended a sleep.
    pub(crate) fn woken(&mut self) -> bool {
        let is_asleep = matches!(self.state, State::Asleep);
        if is_asleep {
            self.state = State::Wanting;
        }
        is_asleep
    }

    /// Asks for nothing more.
    pub(crate) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// A job may still come.
    pub(crate) fn is_asked(&self) -> bool {
        matches!(self.state, State::Asked(_))
    }
}

#[cfg(test)]
mod tests;
