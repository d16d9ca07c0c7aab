//! When a worker asks for a job, sleeps, and asks again.
//!
//! ```text
//!            GRAB_JOB_ALL                       NO_JOB: PRE_SLEEP
//!   Full ------------------> Asked ---------------------------------> Asleep
//!    ^   a job has ended     ^  |                                       |
//!    |                       |  | job, more room: GRAB_JOB_ALL          |
//!    +-----------------------|--+                                       |
//!      job, no more room     +------------------------------------------+
//!                                       NOOP: GRAB_JOB_ALL
//! ```
//!
//! One question is under way at a time, and only for a job that can run at once: nothing is taken
//! in advance. A NOOP that comes in any state but `Asleep` is passed over. That loses nothing: it
//! was sent before the answer that is due, so if that answer is NO_JOB then nothing was left; and
//! PRE_SLEEP is answered with NOOP at once when a job waits by then.

use geartrain_protocol::Request;

/// Where the worker stands with the server.
#[derive(Debug)]
pub(crate) struct Asking {
    state: State,
    is_stopped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It has not asked: there is no room, or it stops.
    Full,
    /// The answer to a question is due.
    Asked,
    /// The server will say when there is something to ask for.
    Asleep,
}

/// Whether one more job could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Some,
    None,
}

impl Asking {
    /// Nothing was asked yet.
    pub(crate) fn new() -> Self {
        Self {
            state: State::Full,
            is_stopped: false,
        }
    }

    /// There is room: at the start, or because a job has ended.
    pub(crate) fn has_room(&mut self) -> Option<Request> {
        match self.state {
            State::Full => self.ask(),
            State::Asked | State::Asleep => None,
        }
    }

    /// A job has come.
    pub(crate) fn assigned(&mut self, room: Room) -> Option<Request> {
        // From a server that gives what was not asked for; the job runs all the same.
        if self.state != State::Asked {
            return None;
        }
        self.state = State::Full;
        match room {
            Room::Some => self.ask(),
            Room::None => None,
        }
    }

    /// `NO_JOB` has come.
    pub(crate) fn no_job(&mut self) -> Option<Request> {
        if self.state != State::Asked {
            return None;
        }
        if self.is_stopped {
            self.state = State::Full;
            return None;
        }
        self.state = State::Asleep;
        Some(Request::PreSleep)
    }

    /// `NOOP` has come.
    pub(crate) fn woken(&mut self) -> Option<Request> {
        match self.state {
            State::Asleep => self.ask(),
            State::Full | State::Asked => None,
        }
    }

    /// Asks for nothing more.
    pub(crate) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// A job may still come.
    pub(crate) fn is_asked(&self) -> bool {
        self.state == State::Asked
    }

    fn ask(&mut self) -> Option<Request> {
        if self.is_stopped {
            return None;
        }
        self.state = State::Asked;
        Some(Request::GrabJobAll)
    }
}

#[cfg(test)]
mod tests;
