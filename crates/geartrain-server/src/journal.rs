//! What carries records to the store: one thread, one group after the other.
//!
//! The hub appends records while it holds the dispatcher's lock, which only pushes to a list. The
//! writer takes all that waits, commits it as one group with one sync, and moves the mark; then the
//! replies that waited for the mark may be sent. While one group is written the next one gathers,
//! so there is no timer, and under load groups grow by themselves. A job that ends before its group
//! is taken costs no write at all.
//!
//! A disk that is slow holds up those only who wait for it. `tail.rs` has the bound of what may
//! wait, `writer.rs` what happens when the store fails, `watch.rs` who notices that it hangs.

mod ending;
mod health;
mod mark;
mod retry;
mod tail;
mod watch;
mod writer;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use geartrain_dispatch::{JobId, Record};
use geartrain_store::Store;

pub use ending::Unwritten;
pub(crate) use ending::WriterThread;
use health::Health;
pub(crate) use mark::{Mark, Settled};
use tail::Tail;
pub(crate) use tail::{Fill, RECORD_BYTES};
use writer::Writer;

/// Silence of the disk that is told about: no disk that works takes so long for a group.
const STALL: Duration = Duration::from_secs(10);

/// A position in the journal: how many records were appended before and with this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lsn(pub(crate) u64);

/// What a promise waits for.
pub(crate) struct Pledge {
    /// The position that must be settled.
    pub(crate) at: Lsn,
    /// Bytes of what is to be written, one record's at least.
    pub(crate) bytes: usize,
    /// Where the position is.
    pub(crate) journal: Arc<Journal>,
}

/// What the writer needs of the hub.
pub(crate) trait Owner: Send + Sync {
    /// These jobs could not be kept: they must not stay queued.
    fn discard(&self, jobs: &[JobId]);

    /// The number that the next job will have.
    fn next_job(&self) -> JobId;
}

/// The way to the store, shared by the hub and the connections.
pub(crate) struct Journal {
    tail: Tail,
    mark: Mark,
    health: Health,
}

impl Journal {
    pub(crate) fn new() -> Arc<Self> {
        Self::bounded(tail::BYTES_MAX)
    }

    /// One whose unsettled records may have about so many bytes.
    pub(crate) fn bounded(bytes_max: usize) -> Arc<Self> {
        Arc::new(Self {
            tail: Tail::new(bytes_max),
            mark: Mark::default(),
            health: Health::new(),
        })
    }

    /// Starts the thread that owns `store`.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub(crate) fn start(
        self: &Arc<Self>,
        store: Box<dyn Store>,
        owner: Arc<dyn Owner>,
    ) -> io::Result<WriterThread> {
        WriterThread::start(Writer::new(self.clone(), store, owner), self.clone())
    }

    /// Appends a record; called with the dispatcher's lock held, so records are in its order.
    /// Returns its position, which a promise that needs the record has to wait for.
    pub(crate) fn append(&self, record: Record) -> Lsn {
        self.tail.append(record)
    }

    /// Who waits for what.
    pub(crate) fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Whether the store takes records.
    #[cfg(test)]
    pub(crate) fn health(&self) -> &Health {
        &self.health
    }

    /// How much waits for the disk.
    pub(crate) fn fill(&self) -> Fill {
        self.tail.fill()
    }

    /// Why nothing more can be promised at the moment, if so.
    pub(crate) fn refusal(&self) -> Option<Arc<str>> {
        if let Some(trouble) = self.health.trouble() {
            return Some(trouble.reason);
        }
        (self.fill() == Fill::Full).then(|| {
            "the disk does not keep up: too much waits to be written, try again later".into()
        })
    }

    /// What operators should know: why nothing can be promised, or that the disk does not answer.
    pub(crate) fn trouble(&self) -> Option<Arc<str>> {
        self.refusal().or_else(|| self.stall())
    }

    /// That the disk does not answer or not keep up, if so.
    fn stall(&self) -> Option<Arc<str>> {
        let busy_for = self.health.busy_for().unwrap_or_default();
        if busy_for < STALL && self.fill() < Fill::Full {
            return None;
        }
        let (seconds, bytes) = (busy_for.as_secs(), self.tail.bytes());
        let stall = format!(
            "the disk has been writing for {seconds} s, about {} MiB wait",
            bytes >> 20
        );
        Some(stall.into())
    }

    /// Lets the writer end once all is written.
    pub(crate) fn close(&self) {
        self.tail.close();
    }
}

#[cfg(test)]
mod tests;
