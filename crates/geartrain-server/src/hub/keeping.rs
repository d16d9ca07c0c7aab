//! How the hub and the journal meet: records go in under the lock, promises come out with the
//! position that they wait for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use geartrain_dispatch::{Input, JobId, Mode, Record};

use super::Hub;
use crate::gear::{Message, Promise, not_kept, not_kept_line};
use crate::journal::{Journal, Lsn, Mark, Owner, Pledge, RECORD_BYTES};

/// Room for positions that is kept when none is left.
const KEPT_POSITIONS: usize = 1024;

/// The hub's end of the journal.
pub(super) struct Keeping {
    journal: Arc<Journal>,
    unsettled: Unsettled,
    /// The position of the newest record.
    end: Lsn,
}

/// Where the records are that brought jobs, as long as they are not settled.
#[derive(Default)]
struct Unsettled {
    by_job: BTreeMap<JobId, Place>,
    in_order: VecDeque<(Lsn, JobId)>,
}

/// Where the record is that brought a job, and how large.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    at: Lsn,
    bytes: usize,
}

impl Keeping {
    pub(super) fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            unsettled: Unsettled::default(),
            end: Lsn::default(),
        }
    }

    pub(super) fn append(&mut self, record: Record) {
        let brought = match &record {
            Record::Added(kept) => Some((kept.job, RECORD_BYTES + kept.workload.len())),
            Record::Patched { .. }
            | Record::Done { .. }
            | Record::Bounded { .. }
            | Record::FunctionKept { .. } => None,
        };
        let at = self.journal.append(record);
        self.end = at;
        if let Some((job, bytes)) = brought {
            self.unsettled.drop_settled(self.journal.mark());
            self.unsettled.note(job, Place { at, bytes });
        }
    }

    /// The promise of a job. It waits for the record that brought the job and for no other: should
    /// that one fail, so does the promise of a submission that joined, even if what came in between
    /// is kept.
    pub(super) fn promise(&self, job: JobId) -> Promise {
        let Place { at, bytes } = self.unsettled.place_of(job);
        Promise::new(job, self.pledge(at, bytes))
    }

    fn pledge(&self, at: Lsn, bytes: usize) -> Pledge {
        Pledge {
            at,
            bytes,
            journal: self.journal.clone(),
        }
    }

    /// The position of the newest record.
    pub(super) fn end(&self) -> Lsn {
        self.end
    }

    /// What the answer to a request has to wait for that made the records after `before`.
    pub(super) fn pledge_since(&self, before: Lsn) -> Option<Pledge> {
        (self.end > before).then(|| self.pledge(self.end, RECORD_BYTES))
    }

    pub(super) fn trouble(&self) -> Option<Arc<str>> {
        self.journal.trouble()
    }

    /// What answers a request instead of the dispatcher while the store takes nothing.
    pub(super) fn refusal(&self, input: &Input) -> Option<Message> {
        if wants_keeping(input) {
            return self.journal.refusal().map(|reason| not_kept(&reason));
        }
        None
    }

    /// The same for what operators set, which is to outlive the process as well.
    pub(super) fn refusal_of_setting(&self, input: &Input) -> Option<Message> {
        if is_setting(input) {
            return self.journal.refusal().map(|reason| not_kept_line(&reason));
        }
        None
    }
}

impl Unsettled {
    fn note(&mut self, job: JobId, place: Place) {
        self.by_job.insert(job, place);
        self.in_order.push_back((place.at, job));
    }

    /// What a promise of the job has to wait for: the very first position if the job is kept
    /// already. One that could not be kept was discarded before its position was settled, so a job
    /// that can still be promised is kept or has a newer record.
    fn place_of(&self, job: JobId) -> Place {
        self.by_job.get(&job).copied().unwrap_or_default()
    }

    fn drop_settled(&mut self, mark: &Mark) {
        while let Some((at, job)) = self.in_order.front().copied()
            && mark.is_settled(at)
        {
            self.in_order.pop_front();
            if self.by_job.get(&job).is_some_and(|place| place.at == at) {
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

/// Whether a request changes what is kept of functions.
pub(super) fn is_setting(input: &Input) -> bool {
    matches!(
        input,
        Input::LimitQueue { .. } | Input::CreateFunction { .. } | Input::DropFunction { .. }
    )
}

impl Hub {
    /// Why background jobs cannot be kept at the moment, if so.
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
