//! How the hub and the journal meet: records go in under the lock, promises come out with the
//! position that they wait for.

use std::sync::Arc;

use geartrain_dispatch::{Input, JobId, Mode, Record};

use super::Hub;
use crate::gear::{Message, Promise, not_kept};
use crate::journal::{Journal, Lsn, Owner};

/// The hub's end of the journal.
pub(super) struct Keeping {
    journal: Arc<Journal>,
    /// Position of the last record.
    end: Lsn,
}

impl Keeping {
    pub(super) fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            end: Lsn::default(),
        }
    }

    pub(super) fn append(&mut self, record: Record) {
        self.end = self.journal.append(record);
    }

    /// The promise of a job. It waits for all records so far: a submission that joined a job waits
    /// for the one that brought it.
    pub(super) fn promise(&self, job: JobId) -> Promise {
        Promise {
            job,
            at: self.end,
            journal: self.journal.clone(),
        }
    }

    pub(super) fn trouble(&self) -> Option<Arc<str>> {
        self.journal
            .health()
            .trouble()
            .map(|trouble| trouble.reason)
    }

    /// What answers a request instead of the dispatcher while the store takes nothing.
    pub(super) fn refusal(&self, input: &Input) -> Option<Message> {
        if !wants_keeping(input) {
            return None;
        }
        self.trouble().map(|reason| not_kept(&reason))
    }
}

/// Whether the answer to a request promises that a job outlives the process.
pub(super) fn wants_keeping(input: &Input) -> bool {
    matches!(input, Input::Submit(submission) if submission.mode == Mode::Background)
}

impl Hub {
    /// Why background jobs are refused at the moment, if they are.
    #[must_use]
    pub fn store_trouble(&self) -> Option<Arc<str>> {
        let state = self.state.lock();
        state.store_trouble()
    }
}

impl Owner for Hub {
    fn discard(&self, jobs: &[JobId]) {
        self.locked(None, |state, turn| {
            for job in jobs {
                state.decide(turn, |dispatcher, now, effects| {
                    dispatcher.discard(now, *job, effects);
                });
            }
        });
    }

    fn next_job(&self) -> JobId {
        self.state.lock().view().next_job()
    }
}
