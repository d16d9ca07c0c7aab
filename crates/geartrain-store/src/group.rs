//! The changes that are committed together.
//!
//! Records are pushed in order. What cancels out while the group grows is never written: a job that
//! was added and ended leaves nothing, a patched job that ended is only ended, and of two patches
//! the last one counts.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, QueueBound, Record, Unique};

use crate::limits::CHANGE_OVERHEAD_BYTES;
use crate::{Fence, StoreError};

/// Changes for [`Store::commit`](crate::Store::commit). The parts are disjoint: a job is added,
/// patched or ended in one group, and each part stands in order of its keys.
///
/// ```
/// use geartrain_store::{Fence, Group, JobId, Pushed, Record};
///
/// let mut group = Group::new(Fence::EMBEDDED);
/// let pushed = group.push(Record::Done { job: JobId(17) });
/// assert_eq!(pushed, Pushed::Waits, "it was added by an earlier group");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    fence: Fence,
    added: BTreeMap<JobId, Box<KeptJob>>,
    patched: BTreeMap<JobId, Patch>,
    done: BTreeSet<JobId>,
    /// Jobs among the added ones that were to end before: the store may hold them from a write of
    /// which nobody knows what came, so they do not cancel out.
    added_again: BTreeSet<JobId>,
    bounded: BTreeMap<Bytes, QueueBound>,
    functions_kept: BTreeMap<Bytes, bool>,
    bytes: usize,
    spared: u64,
}

/// What may change of a job while it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patch {
    /// How often it was given to a worker.
    pub attempts: u32,
    /// Whether it used up its attempts.
    pub is_buried: bool,
}

/// What became of a record that was pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is to be written with the group.
    Waits,
    /// It ended a job that was added in the same group: neither is written any more.
    CancelledOut,
}

impl Group {
    /// An empty group of an owner.
    #[must_use]
    pub fn new(fence: Fence) -> Self {
        Self {
            fence,
            ..Self::default()
        }
    }

    /// Adds a change. Records are to be pushed in the order in which the dispatcher made them.
    pub fn push(&mut self, record: Record) -> Pushed {
        match record {
            Record::Added(job) => self.add(job),
            Record::Patched {
                job,
                attempts,
                is_buried,
            } => self.patch(
                job,
                Patch {
                    attempts,
                    is_buried,
                },
            ),
            Record::Done { job } => return self.end(job),
            Record::Bounded { function, bound } => self.bound(function, bound),
            Record::FunctionKept { function, is_kept } => self.keep_function(function, is_kept),
        }
        Pushed::Waits
    }

    fn add(&mut self, job: Box<KeptJob>) {
        if self.done.remove(&job.job) {
            self.bytes -= CHANGE_OVERHEAD_BYTES;
            self.added_again.insert(job.job);
        }
        if self.patched.remove(&job.job).is_some() {
            self.bytes -= CHANGE_OVERHEAD_BYTES;
        }
        self.bytes += job_bytes(&job);
        if let Some(before) = self.added.insert(job.job, job) {
            self.bytes -= job_bytes(&before);
        }
    }

    fn patch(&mut self, id: JobId, patch: Patch) {
        if let Some(job) = self.added.get_mut(&id) {
            (job.attempts, job.is_buried) = (patch.attempts, patch.is_buried);
        } else if self.patched.insert(id, patch).is_none() {
            self.bytes += CHANGE_OVERHEAD_BYTES;
        }
    }

    fn end(&mut self, id: JobId) -> Pushed {
        if let Some(job) = self.added.remove(&id) {
            self.bytes -= job_bytes(&job);
            if !self.added_again.remove(&id) {
                self.spared += 1;
                return Pushed::CancelledOut;
            }
        }
        if self.patched.remove(&id).is_some() {
            self.bytes -= CHANGE_OVERHEAD_BYTES;
        }
        if self.done.insert(id) {
            self.bytes += CHANGE_OVERHEAD_BYTES;
        }
        Pushed::Waits
    }

    fn bound(&mut self, function: Bytes, bound: QueueBound) {
        let name_bytes = function.len();
        if self.bounded.insert(function, bound).is_none() {
            self.bytes += CHANGE_OVERHEAD_BYTES + name_bytes;
        }
    }

    fn keep_function(&mut self, function: Bytes, is_kept: bool) {
        let name_bytes = function.len();
        if self.functions_kept.insert(function, is_kept).is_none() {
            self.bytes += CHANGE_OVERHEAD_BYTES + name_bytes;
        }
    }

    /// Takes the added jobs out of a group that could not be committed, so that their submitters
    /// can be told; what is left still has to be committed.
    ///
    /// A failed sync leaves open whether they were kept, so after it each is ended in what is left.
    pub fn give_up_added(&mut self, after: &StoreError) -> Vec<JobId> {
        let given_up: Vec<JobId> = std::mem::take(&mut self.added).into_keys().collect();
        self.done.extend(std::mem::take(&mut self.added_again));
        if matches!(after, StoreError::SyncFailed { .. }) {
            self.done.extend(&given_up);
        }
        self.bytes = self.count_bytes();
        given_up
    }

    /// Pushes all that `later` holds, whose records were made after the ones of this group.
    pub fn append(&mut self, later: Self) {
        if self.is_empty() {
            let spared = self.spared;
            *self = later;
            self.spared += spared;
            return;
        }
        self.spared += later.spared;
        for job in later.added.into_values() {
            self.add(job);
        }
        self.added_again.extend(later.added_again);
        for (id, patch) in later.patched {
            self.patch(id, patch);
        }
        for id in later.done {
            self.end(id);
        }
        for (function, bound) in later.bounded {
            self.bound(function, bound);
        }
        for (function, is_kept) in later.functions_kept {
            self.keep_function(function, is_kept);
        }
    }

    /// On whose behalf it is committed.
    #[must_use]
    pub fn fence(&self) -> Fence {
        self.fence
    }

    /// Jobs to keep, in order of their numbers.
    pub fn added(&self) -> impl ExactSizeIterator<Item = &KeptJob> {
        self.added.values().map(AsRef::as_ref)
    }

    /// Jobs that changed, in order of their numbers.
    pub fn patched(&self) -> impl ExactSizeIterator<Item = (JobId, Patch)> {
        self.patched.iter().map(|(id, patch)| (*id, *patch))
    }

    /// Jobs that ended, in order of their numbers.
    pub fn done(&self) -> impl ExactSizeIterator<Item = JobId> {
        self.done.iter().copied()
    }

    /// Bounds of functions by name.
    pub fn bounded(&self) -> impl ExactSizeIterator<Item = (&Bytes, QueueBound)> {
        self.bounded
            .iter()
            .map(|(function, bound)| (function, *bound))
    }

    /// Whether functions are kept by hand, by name.
    pub fn functions_kept(&self) -> impl ExactSizeIterator<Item = (&Bytes, bool)> {
        self.functions_kept
            .iter()
            .map(|(function, is_kept)| (function, *is_kept))
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records() == 0
    }

    /// Number of changes to write.
    #[must_use]
    pub fn records(&self) -> usize {
        self.added.len()
            + self.patched.len()
            + self.done.len()
            + self.bounded.len()
            + self.functions_kept.len()
    }

    /// About how many bytes are to be written.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Number of jobs that ended before they were written.
    #[must_use]
    pub fn spared(&self) -> u64 {
        self.spared
    }

    fn count_bytes(&self) -> usize {
        let jobs: usize = self.added().map(job_bytes).sum();
        let names = self.bounded.keys().chain(self.functions_kept.keys());
        let names: usize = names.map(Bytes::len).sum();
        jobs + names + (self.records() - self.added.len()) * CHANGE_OVERHEAD_BYTES
    }
}

/// About how many bytes a job takes.
pub(crate) fn job_bytes(job: &KeptJob) -> usize {
    let unique = match &job.unique {
        Unique::None | Unique::Workload => 0,
        Unique::Given(bytes) => bytes.len(),
    };
    let reducer = job.reducer.as_ref().map_or(0, Bytes::len);
    CHANGE_OVERHEAD_BYTES + job.function.len() + unique + reducer + job.workload.len()
}

#[cfg(test)]
mod tests;
