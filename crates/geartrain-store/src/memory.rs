//! A store that keeps nothing beyond the process.
//!
//! For servers that are to hold jobs in memory only, and as the plain model that other stores are
//! compared with.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, QueueBound, Record};

use crate::{Group, JobNumbers, Loaded, Store, StoreError, Tidied};

/// What a store holds, in memory. A clone is a copy of it all.
///
/// ```
/// use geartrain_store::{JobId, Loaded, MemoryStore, Store};
///
/// let mut store = MemoryStore::new(JobId(1))?;
/// let loaded = store.load(&mut |_| unreachable!("nothing was committed"))?;
/// assert_eq!(loaded, Loaded::default());
/// # Ok::<(), geartrain_store::StoreError>(())
/// ```
#[derive(Clone, Debug)]
pub struct MemoryStore {
    numbers: JobNumbers,
    jobs: BTreeMap<JobId, KeptJob>,
    bounds: BTreeMap<Bytes, QueueBound>,
    functions_kept: BTreeSet<Bytes>,
}

impl MemoryStore {
    /// An empty store whose jobs are numbered from `first_job` on. There is no mark of what earlier
    /// starts handed out: take the time of the start, say.
    ///
    /// # Errors
    /// [`StoreError::NumbersUsedUp`] when there are not enough numbers after the first.
    pub fn new(first_job: JobId) -> Result<Self, StoreError> {
        Ok(Self {
            numbers: JobNumbers::starting_at(first_job.0)?,
            jobs: BTreeMap::new(),
            bounds: BTreeMap::new(),
            functions_kept: BTreeSet::new(),
        })
    }

    fn bound(&mut self, function: &Bytes, bound: QueueBound) {
        match bound {
            QueueBound::Default => self.bounds.remove(function),
            QueueBound::Total(_) | QueueBound::PerClass(_) => {
                self.bounds.insert(function.clone(), bound)
            }
        };
    }

    fn keep_function(&mut self, function: &Bytes, is_kept: bool) {
        if is_kept {
            self.functions_kept.insert(function.clone());
        } else {
            self.functions_kept.remove(function);
        }
    }

    fn count_functions(&self) -> usize {
        let unbounded = self.functions_kept.iter();
        let unbounded = unbounded.filter(|function| !self.bounds.contains_key(*function));
        self.bounds.len() + unbounded.count()
    }
}

impl Store for MemoryStore {
    fn numbers(&self) -> JobNumbers {
        self.numbers
    }

    fn extend_numbers(&mut self, next: JobId) -> Result<JobNumbers, StoreError> {
        self.numbers = self.numbers.extended(next)?;
        Ok(self.numbers)
    }

    fn load(&mut self, each: &mut dyn FnMut(Record)) -> Result<Loaded, StoreError> {
        for function in self.functions_kept.iter().cloned() {
            each(Record::FunctionKept {
                function,
                is_kept: true,
            });
        }
        for (function, bound) in self.bounds.clone() {
            each(Record::Bounded { function, bound });
        }
        for job in self.jobs.values() {
            each(Record::Added(Box::new(job.clone())));
        }
        Ok(Loaded {
            jobs: self.jobs.len() as u64,
            functions: self.count_functions() as u64,
        })
    }

    fn commit(&mut self, group: &Group) -> Result<(), StoreError> {
        for job in group.added() {
            self.jobs.insert(job.job, job.clone());
        }
        for (id, patch) in group.patched() {
            if let Some(job) = self.jobs.get_mut(&id) {
                (job.attempts, job.is_buried) = (patch.attempts, patch.is_buried);
            }
        }
        for id in group.done() {
            self.jobs.remove(&id);
        }
        for (function, bound) in group.bounded() {
            self.bound(function, bound);
        }
        for (function, is_kept) in group.functions_kept() {
            self.keep_function(function, is_kept);
        }
        Ok(())
    }

    fn tidy(&mut self, _budget: Duration) -> Result<Tidied, StoreError> {
        Ok(Tidied::All)
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}
