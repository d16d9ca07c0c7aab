//! What is due when.

use std::collections::BTreeSet;

use crate::{FunctionId, JobId, Timestamp};

/// Something that happens by itself at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A delayed job becomes ready.
    Due(JobId),
    /// A running job is taken from its worker. Belongs to one assignment: it is removed when the
    /// job leaves the worker for another reason.
    RunLimit(JobId),
    /// A function that nobody needed is looked at again.
    FunctionIdle(FunctionId),
}

/// Timers in order of time.
#[derive(Default)]
pub(crate) struct Timers {
    set: BTreeSet<(Timestamp, Timer)>,
}

impl Timers {
    pub(crate) fn start(&mut self, at: Timestamp, timer: Timer) {
        self.set.insert((at, timer));
    }

    pub(crate) fn stop(&mut self, at: Timestamp, timer: Timer) {
        self.set.remove(&(at, timer));
    }

    /// The next one that is due at `now`, taken out.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<Timer> {
        self.next().filter(|at| *at <= now)?;
        self.set.pop_first().map(|(_, timer)| timer)
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.set.first().map(|(at, _)| *at)
    }

    pub(crate) fn contains(&self, at: Timestamp, timer: Timer) -> bool {
        self.set.contains(&(at, timer))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Timestamp, Timer)> {
        self.set.iter().copied()
    }
}
