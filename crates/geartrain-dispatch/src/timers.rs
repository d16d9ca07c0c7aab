//! What is due when.
//!
//! There are two times: the one that calls tell, which never jumps, and the wall clock, which people
//! and other machines set. Delayed jobs are due by the wall clock; limits of run time and the like
//! keep their length whatever happens to it.

use std::collections::BTreeSet;

use crate::{FunctionId, JobId, Timestamp};

/// Something that happens by itself at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A delayed job becomes ready; its time is told by the wall clock.
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
    by_wall: BTreeSet<(Timestamp, Timer)>,
    /// How far the wall clock is ahead.
    wall_ahead_ms: i64,
}

impl Timers {
    pub(crate) fn start(&mut self, at: Timestamp, timer: Timer) {
        self.set_of(timer).insert((at, timer));
    }

    pub(crate) fn stop(&mut self, at: Timestamp, timer: Timer) {
        self.set_of(timer).remove(&(at, timer));
    }

    fn set_of(&mut self, timer: Timer) -> &mut BTreeSet<(Timestamp, Timer)> {
        match timer {
            Timer::Due(_) => &mut self.by_wall,
            Timer::RunLimit(_) | Timer::FunctionIdle(_) => &mut self.set,
        }
    }

    pub(crate) fn follow_wall(&mut self, ahead_ms: i64) {
        self.wall_ahead_ms = ahead_ms;
    }

    /// What the wall clock shows at `now`.
    pub(crate) fn wall(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_add_signed(self.wall_ahead_ms))
    }

    /// The next one that is due at `now`, taken out.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<Timer> {
        let (at, timer) = self.first()?;
        if at > now {
            return None;
        }
        let taken = self.set_of(timer).pop_first();
        taken.map(|(_, timer)| timer)
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.first().map(|(at, _)| at)
    }

    /// The earliest timer, and when it is due in the time of the calls.
    fn first(&self) -> Option<(Timestamp, Timer)> {
        let by_wall = self.by_wall.first();
        let by_wall = by_wall.map(|(at, timer)| (self.of_wall(*at), *timer));
        let other = self.set.first().copied();
        by_wall.into_iter().chain(other).min()
    }

    /// When the wall clock shows `at`.
    fn of_wall(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_add_signed(self.wall_ahead_ms.saturating_neg()))
    }

    pub(crate) fn contains(&self, at: Timestamp, timer: Timer) -> bool {
        self.set.contains(&(at, timer)) || self.by_wall.contains(&(at, timer))
    }

    /// All of them; delayed jobs with the time of the wall clock.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Timestamp, Timer)> {
        self.by_wall.iter().chain(&self.set).copied()
    }
}
