//! What is left to do when the lock is free again.

use std::cell::Cell;
use std::task::Waker;

use geartrain_dispatch::Change;

use super::waking::wake_all;
use crate::metrics::Metrics;

/// A list longer than this is not kept for the next turn.
const KEPT_ITEMS: usize = 1024;

thread_local! {
    /// Lists that the last turn of this thread left empty.
    static SPARE: Cell<Aftermath> = Cell::default();
}

/// Tasks to wake and changes to count.
#[derive(Default)]
pub(super) struct Aftermath {
    pub(super) wakers: Vec<Waker>,
    pub(super) changes: Vec<Change>,
}

impl Aftermath {
    /// An empty one, with the room that the last one of this thread had.
    pub(super) fn take() -> Self {
        SPARE.take()
    }

    /// Counts first: whoever is told of a change finds it counted.
    pub(super) fn carry_out(mut self, metrics: &Metrics) {
        metrics.jobs_changed(&self.changes);
        self.changes.clear();
        wake_all(self.wakers.drain(..));
        self.wakers.shrink_to(KEPT_ITEMS);
        self.changes.shrink_to(KEPT_ITEMS);
        SPARE.set(self);
    }
}

#[cfg(test)]
mod tests;
