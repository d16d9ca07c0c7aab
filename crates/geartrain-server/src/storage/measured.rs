//! A store whose commits are counted and timed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use geartrain_dispatch::{JobId, Record};
use geartrain_store::{Group, JobNumbers, Loaded, Store, StoreError, Tidied};

use crate::metrics::StoreMetrics;

/// Passes everything on to the store that it holds.
pub(super) struct Measured<S> {
    pub(super) store: S,
    pub(super) metrics: Arc<StoreMetrics>,
}

impl<S: Store> Store for Measured<S> {
    fn numbers(&self) -> JobNumbers {
        self.store.numbers()
    }

    fn extend_numbers(&mut self, next: JobId) -> Result<JobNumbers, StoreError> {
        self.store.extend_numbers(next)
    }

    fn load(&mut self, each: &mut dyn FnMut(Record)) -> Result<Loaded, StoreError> {
        self.store.load(each)
    }

    fn commit(&mut self, group: &Group) -> Result<(), StoreError> {
        let start = Instant::now();
        let committed = self.store.commit(group);
        match &committed {
            Ok(()) => self.metrics.committed(group, start.elapsed()),
            Err(_) => self.metrics.commit_failed(),
        }
        committed
    }

    fn tidy(&mut self, budget: Duration) -> Result<Tidied, StoreError> {
        self.store.tidy(budget)
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        self.store.reopen()
    }
}
