//! What carries records to the store: one thread, one group after the other.
//!
//! The hub appends records while it holds the dispatcher's lock, which only pushes to a list. The
//! writer takes all that waits, commits it as one group with one sync, and moves the mark; then the
//! replies that waited for the mark may be sent. While one group is written the next one gathers,
//! so there is no timer, and under load groups grow by themselves. A job that ends before its group
//! is taken costs no write at all.

mod health;
mod mark;
mod tail;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::{io, thread};

use geartrain_dispatch::{JobId, Record};
use geartrain_store::Store;

pub(crate) use health::Health;
pub(crate) use mark::{Mark, Settled};
use tail::Tail;
use writer::Writer;

/// A position in the journal: how many records were appended before and with this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lsn(pub(crate) u64);

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

/// The thread that writes; it ends when the journal is closed and all is written.
pub(crate) struct WriterThread(JoinHandle<()>);

impl Journal {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            tail: Tail::default(),
            mark: Mark::default(),
            health: Health::default(),
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
        let writer = Writer::new(self.clone(), store, owner);
        let thread = thread::Builder::new().name("journal".to_owned());
        thread.spawn(move || run_or_abort(writer)).map(WriterThread)
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
    pub(crate) fn health(&self) -> &Health {
        &self.health
    }

    /// Lets the writer end once all is written.
    pub(crate) fn close(&self) {
        self.tail.close();
    }
}

/// Without the writer no promise can be kept, and whoever waits for one would wait for ever: it is
/// better to end at once and start again on what is on the disk.
fn run_or_abort(writer: Writer) {
    if catch_unwind(AssertUnwindSafe(|| writer.run())).is_err() {
        tracing::error!("the journal's writer panicked");
        std::process::abort();
    }
}

impl WriterThread {
    /// Waits until all is written; to be called after [`Journal::close`], not on the runtime.
    pub(crate) fn join(self) {
        self.0
            .join()
            .expect("a panic of the writer ends the process");
    }
}

#[cfg(test)]
mod tests;
