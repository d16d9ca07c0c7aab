//! Records that wait for the writer.

use std::time::Duration;

use geartrain_dispatch::Record;
use parking_lot::{Condvar, Mutex};

use super::Lsn;

/// The end of the journal that is not written yet.
#[derive(Default)]
pub(super) struct Tail {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<Record>,
    end: Lsn,
    is_closed: bool,
}

/// What a wait for records ended with.
pub(super) enum Taken {
    /// All that waited; the last of them has this position.
    Records(Vec<Record>, Lsn),
    /// Nothing came in time.
    Nothing,
    /// Nothing will come.
    Closed,
}

impl Tail {
    /// Returns the position of the record.
    pub(super) fn append(&self, record: Record) -> Lsn {
        let mut state = self.state.lock();
        state.waiting.push(record);
        state.end.0 += 1;
        if state.waiting.len() == 1 {
            self.filled.notify_one();
        }
        state.end
    }

    pub(super) fn close(&self) {
        self.state.lock().is_closed = true;
        self.filled.notify_one();
    }

    /// Waits for records, at most for `patience`, and takes all; `room` is the empty list that
    /// takes their place.
    pub(super) fn take(&self, room: Vec<Record>, patience: Duration) -> Taken {
        let mut state = self.state.lock();
        if state.waiting.is_empty() && !state.is_closed {
            self.filled.wait_for(&mut state, patience);
        }
        if !state.waiting.is_empty() {
            return Taken::Records(std::mem::replace(&mut state.waiting, room), state.end);
        }
        if state.is_closed {
            Taken::Closed
        } else {
            Taken::Nothing
        }
    }
}
