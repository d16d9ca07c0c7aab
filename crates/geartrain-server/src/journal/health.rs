//! Whether the store takes records, for those who would promise something.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// The store's state as the writer last saw it.
pub(crate) struct Health {
    /// Looked at for every submission, so without a lock.
    is_failing: AtomicBool,
    trouble: Mutex<Option<Trouble>>,
    born: Instant,
    /// Milliseconds from `born` to the beginning of what the store does now, and one; 0: nothing.
    busy_since: AtomicU64,
}

/// Why the store takes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What the store said, in one line.
    pub(crate) reason: Arc<str>,
}

/// The store is at work for as long as this lives.
pub(super) struct AtWork<'a>(&'a Health);

impl Health {
    pub(super) fn new() -> Self {
        Self {
            is_failing: AtomicBool::new(false),
            trouble: Mutex::new(None),
            born: Instant::now(),
            busy_since: AtomicU64::new(0),
        }
    }

    /// Why background jobs cannot be accepted at the moment, if so.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        if !self.is_failing.load(Ordering::Acquire) {
            return None;
        }
        self.trouble.lock().clone()
    }

    /// How long the store has been at what it does now.
    pub(super) fn busy_for(&self) -> Option<Duration> {
        let since_ms = self.busy_since.load(Ordering::Acquire).checked_sub(1)?;
        let since = Duration::from_millis(since_ms);
        Some(self.born.elapsed().saturating_sub(since))
    }

    /// To be called before each call of the store that may touch the disk.
    pub(super) fn at_work(&self) -> AtWork<'_> {
        let since_ms = u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX - 1);
        self.busy_since.store(since_ms + 1, Ordering::Release);
        AtWork(self)
    }

    /// Returns whether this is news.
    pub(super) fn note_failing(&self, reason: Arc<str>) -> bool {
        *self.trouble.lock() = Some(Trouble { reason });
        !self.is_failing.swap(true, Ordering::AcqRel)
    }

    /// Returns whether this is news.
    pub(super) fn note_well(&self) -> bool {
        let is_news = self.is_failing.swap(false, Ordering::AcqRel);
        if is_news {
            *self.trouble.lock() = None;
        }
        is_news
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.busy_since.store(0, Ordering::Release);
    }
}
