//! Whether the store takes records, for those who would promise something.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

/// The store's state as the writer last saw it.
#[derive(Default)]
pub(crate) struct Health {
    /// Looked at for every submission, so without a lock.
    is_failing: AtomicBool,
    trouble: Mutex<Option<Trouble>>,
}

/// Why the store takes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What the store said, in one line.
    pub(crate) reason: Arc<str>,
}

impl Health {
    /// Why background jobs cannot be accepted at the moment, if so.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        if !self.is_failing.load(Ordering::Acquire) {
            return None;
        }
        self.trouble.lock().clone()
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
