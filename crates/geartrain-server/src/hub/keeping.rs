//! How the hub and the journal meet: records go in under the lock, promises come out with the
//! position that they wait for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use geartrain_dispatch::{Input, JobId, Mode, Record};

use super::Hub;
use crate::gear::{Message, Promise, not_kept};
use crate::journal::{Journal, Lsn, Mark, Owner};

/// Room for positions that is kept when none is left.
const KEPT_POSITIONS: usize = 1024;

/// The hub's end of the journal.
pub(super) struct Keeping {
    journal: Arc<Journal>,
    unsettled: Unsettled,
}

/// Where the records are that brought jobs, as long as they are not settled.
#[derive(Default)]
struct Unsettled {
    by_job: BTreeMap<JobId, Lsn>,
    in_order: VecDeque<(Lsn, JobId)>,
}

impl Keeping {
    pub(super) fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            unsettled: Unsettled::default(),
        }
    }

    pub(super) fn append(&mut self, record: Record) {
        let brought = match &record {
            Record::Added(kept) => Some(kept.job),
            Record::Patched { .. }
            | Record::Done { .. }
            | Record::Bounded { .. }
            | Record::FunctionKept { .. } => None,
        };
        let at = self.journal.append(record);
        if let Some(job) = brought {
            self.unsettled.drop_settled(self.journal.mark());
            self.unsettled.note(job, at);
        }
    }

    /// The promise of a job. It waits for the record that brought the job and for no other: should
    /// that one fail, so does the promise of a submission that joined, even if what came in between
    /// is kept.
    pub(super) fn promise(&self, job: JobId) -> Promise {
        let at = self.unsettled.position_of(job);
        Promise::new(job, at, self.journal.clone())
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

impl Unsettled {
    fn note(&mut self, job: JobId, at: Lsn) {
        self.by_job.insert(job, at);
        self.in_order.push_back((at, job));
    }

    /// The position that a promise of the job has to wait for: the very first one if the job is
    /// kept already. One that could not be kept was discarded before its position was settled, so
    /// a job that can still be promised is kept or has a newer record.
    fn position_of(&self, job: JobId) -> Lsn {
        self.by_job.get(&job).copied().unwrap_or_default()
    }

    fn drop_settled(&mut self, mark: &Mark) {
        while let Some((at, job)) = self.in_order.front().copied()
            && mark.is_settled(at)
        {
            self.in_order.pop_front();
            if self.by_job.get(&job) == Some(&at) {
                self.by_job.remove(&job);
            }
        }
        if self.in_order.is_empty() {
            self.in_order.shrink_to(KEPT_POSITIONS);
        }
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
