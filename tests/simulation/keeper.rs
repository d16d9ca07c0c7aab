//! A store that never fails: applies records as a real one would.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use geartrain_dispatch::{Effect, JobId, KeptJob, QueueBound, Record};

/// What is kept.
#[derive(Default)]
pub(crate) struct Keeper {
    jobs: BTreeMap<JobId, KeptJob>,
    bounds: BTreeMap<Bytes, QueueBound>,
    functions: BTreeSet<Bytes>,
}

impl Keeper {
    /// Keeps what the effects ask for.
    ///
    /// # Panics
    /// When a record contradicts an earlier one.
    pub(crate) fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Record(record) = effect {
                self.apply(record.clone());
            }
        }
    }

    fn apply(&mut self, record: Record) {
        match record {
            Record::Added(job) => {
                let before = self.jobs.insert(job.job, *job);
                assert_eq!(before, None, "records: a job is added once");
            }
            Record::Patched {
                job,
                attempts,
                is_buried,
            } => {
                let kept = self
                    .jobs
                    .get_mut(&job)
                    .expect("records: a patched job was added");
                (kept.attempts, kept.is_buried) = (attempts, is_buried);
            }
            Record::Done { job } => {
                let before = self.jobs.remove(&job);
                assert!(
                    before.is_some(),
                    "records: {job:?} is done without having been added"
                );
            }
            Record::Bounded {
                function,
                bound: QueueBound::Default,
            } => {
                self.bounds.remove(&function);
            }
            Record::Bounded { function, bound } => {
                self.bounds.insert(function, bound);
            }
            Record::FunctionKept {
                function,
                is_kept: true,
            } => {
                self.functions.insert(function);
            }
            Record::FunctionKept {
                function,
                is_kept: false,
            } => {
                self.functions.remove(&function);
            }
        }
    }

    /// The job could not be kept.
    pub(crate) fn lose(&mut self, job: JobId) {
        self.jobs.remove(&job);
    }

    /// What is left, in the order in which a dispatcher takes it back.
    pub(crate) fn records(&self) -> Vec<Record> {
        let bounds = self.bounds.iter().map(|(function, bound)| Record::Bounded {
            function: function.clone(),
            bound: *bound,
        });
        let functions = self.functions.iter().map(|function| Record::FunctionKept {
            function: function.clone(),
            is_kept: true,
        });
        let jobs = self
            .jobs
            .values()
            .map(|job| Record::Added(Box::new(job.clone())));
        bounds.chain(functions).chain(jobs).collect()
    }
}
