//! How far the journal is durable, and who waits for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;

use parking_lot::Mutex;

use super::Lsn;

/// The position up to which everything is settled: durable or given up.
#[derive(Default)]
pub(crate) struct Mark {
    settled: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Ranges that were given up, by their last position, with the first one and the reason.
    failed: BTreeMap<Lsn, (Lsn, Arc<str>)>,
    waiting: Vec<(Lsn, Waker)>,
}

/// Failed ranges that are kept apart. A promise may be looked up long after its range failed, by a
/// peer that does not read; so no range is forgotten, but the oldest ones grow together.
const FAILED_RANGES_MAX: usize = 1_024;

/// What became of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// It holds.
    Durable,
    /// It could not be kept, for this reason.
    Failed(Arc<str>),
}

impl Mark {
    /// What became of a promise at `at`; `None` while that is open, and then `waker` is woken when
    /// it is not any more.
    pub(crate) fn look(&self, at: Lsn, waker: &Waker) -> Option<Settled> {
        if !self.is_settled(at) {
            let mut state = self.state.lock();
            // The writer moves the mark before it takes the lock to wake.
            if !self.is_settled(at) {
                state.waiting.push((at, waker.clone()));
                return None;
            }
        }
        Some(self.outcome(at))
    }

    /// What became of a promise at `at`; `None` while that is open.
    pub(crate) fn settled(&self, at: Lsn) -> Option<Settled> {
        self.is_settled(at).then(|| self.outcome(at))
    }

    pub(crate) fn is_settled(&self, at: Lsn) -> bool {
        at.0 <= self.settled.load(Ordering::Acquire)
    }

    /// Up to where all is settled.
    pub(super) fn reached(&self) -> Lsn {
        Lsn(self.settled.load(Ordering::Acquire))
    }

    fn outcome(&self, at: Lsn) -> Settled {
        let state = self.state.lock();
        match state.failed.range(at..).next() {
            Some((_, (first, reason))) if *first <= at => Settled::Failed(reason.clone()),
            Some(_) | None => Settled::Durable,
        }
    }

    /// All up to `to` is durable, but for what failed before.
    pub(super) fn settle(&self, to: Lsn) {
        self.settled.fetch_max(to.0, Ordering::Release);
        self.wake(to);
    }

    /// What follows the mark, up to `to`, could not be kept.
    pub(super) fn fail(&self, to: Lsn, reason: &Arc<str>) {
        let first = Lsn(self.settled.load(Ordering::Acquire) + 1);
        if first > to {
            return;
        }
        self.state.lock().note_failed(first, to, reason.clone());
        self.settle(to);
    }

    fn wake(&self, to: Lsn) {
        let mut state = self.state.lock();
        let mut woken = Vec::new();
        state.waiting.retain(|(at, waker)| {
            let is_open = *at > to;
            if !is_open {
                woken.push(waker.clone());
            }
            is_open
        });
        drop(state);
        woken.into_iter().for_each(Waker::wake);
    }
}

impl State {
    /// A range that follows a failed one without a gap becomes part of it: while the store fails,
    /// each group that it does not take is one.
    fn note_failed(&mut self, mut first: Lsn, last: Lsn, reason: Arc<str>) {
        if let Some(before) = self.failed.last_entry()
            && before.key().0 + 1 == first.0
        {
            first = before.remove().0;
        }
        self.failed.insert(last, (first, reason));
        if self.failed.len() > FAILED_RANGES_MAX {
            self.unite_oldest();
        }
    }

    /// Makes the two oldest ranges one. Whoever has not looked yet for a promise between them is
    /// refused although the job is kept: better than a promise that does not hold.
    fn unite_oldest(&mut self) {
        let Some((_, (first, _))) = self.failed.pop_first() else {
            return;
        };
        if let Some(mut next) = self.failed.first_entry() {
            next.get_mut().0 = first;
        }
    }
}

#[cfg(test)]
impl Mark {
    pub(super) fn waiters(&self) -> usize {
        self.state.lock().waiting.len()
    }
}
