//! The life of the writer's thread, and the end of it.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::Journal;
use super::watch::Watch;
use super::writer::Writer;

/// The thread that writes; it ends when the journal is closed and all is written.
pub(crate) struct WriterThread {
    journal: Arc<Journal>,
    ended: oneshot::Receiver<Result<(), Unwritten>>,
}

/// What was not written when the server ended.
///
/// None of it was promised to anybody, but for ends: those jobs come back at the next start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    /// Changes of jobs.
    pub records: u64,
    /// What the store said last; `None` if it said nothing and did not come back.
    pub reason: Option<Arc<str>>,
}

impl WriterThread {
    pub(super) fn start(writer: Writer, journal: Arc<Journal>) -> io::Result<Self> {
        let watch = Watch::start(journal.clone())?;
        let (tell, ended) = oneshot::channel();
        let thread = thread::Builder::new().name("journal".to_owned());
        thread.spawn(move || {
            let outcome = run_or_abort(writer);
            watch.stop();
            // Whoever waited may have lost patience.
            let _ = tell.send(outcome);
        })?;
        Ok(Self { journal, ended })
    }

    /// Waits until all is written, for as long as something is at least every `patience`; to be
    /// called after [`Journal::close`].
    ///
    /// # Errors
    /// When something was not written.
    pub(crate) async fn end(mut self, patience: Duration) -> Result<(), Unwritten> {
        let mut seen = self.journal.mark.reached();
        loop {
            if let Ok(outcome) = timeout(patience, &mut self.ended).await {
                return outcome.expect("a panic of the writer ends the process");
            }
            let reached = self.journal.mark.reached();
            if reached == seen {
                return self.unwritten();
            }
            seen = reached;
        }
    }

    /// What is not written by a writer that does not come back.
    fn unwritten(&self) -> Result<(), Unwritten> {
        let end = self.journal.tail.end();
        let records = end.0 - self.journal.mark.reached().0;
        let trouble = self.journal.health.trouble();
        if records == 0 && trouble.is_none() {
            tracing::warn!("all is written, but the disk does not let the store be closed");
            return Ok(());
        }
        let reason = trouble.map(|trouble| trouble.reason);
        Err(Unwritten { records, reason })
    }

    #[cfg(test)]
    pub(super) fn join(self) -> Result<(), Unwritten> {
        self.ended
            .blocking_recv()
            .expect("a panic of the writer ends the process")
    }
}

/// Without the writer no promise can be kept, and whoever waits for one would wait for ever: it is
/// better to end at once and start again on what is on the disk.
fn run_or_abort(writer: Writer) -> Result<(), Unwritten> {
    catch_unwind(AssertUnwindSafe(|| writer.run())).unwrap_or_else(|_| {
        tracing::error!("the journal's writer panicked");
        std::process::abort();
    })
}

impl fmt::Display for Unwritten {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { records, reason } = self;
        write!(to, "{records} changes of jobs were not written: ")?;
        match reason {
            Some(reason) => to.write_str(reason)?,
            None => to.write_str("the disk did not answer in time")?,
        }
        to.write_str("; jobs that ended may run again after the next start")
    }
}
