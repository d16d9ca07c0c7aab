//! Counts of what happened to jobs.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::{Middleware, Next};
use crate::{Failure, JobContext};

/// Counts jobs by function. Clones count together, so one is given to the worker and another is
/// asked.
///
/// ```
/// use geartrain_worker::{Worker, middleware::Metrics};
///
/// let metrics = Metrics::default();
/// let builder = Worker::builder().layer(metrics.clone());
/// // Later, or from another task:
/// for (function, counts) in metrics.snapshot() {
///     println!("{function:?}: {} completed in {:?}", counts.completed, counts.run_time);
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Mutex<BTreeMap<Bytes, FunctionMetrics>>>);

/// What happened to the jobs of one function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionMetrics {
    /// Jobs that run now.
    pub running: u64,
    /// Jobs that ended with a result.
    pub completed: u64,
    /// Jobs that failed or ended with an exception.
    pub failed: u64,
    /// Jobs that were dropped while they ran.
    pub dropped: u64,
    /// Time that all jobs that ended took together.
    pub run_time: Duration,
}

/// Counts a job as dropped unless it is told that it has ended.
struct Count<'a> {
    metrics: &'a Metrics,
    function: Bytes,
    start: Instant,
    has_ended: bool,
}

impl Metrics {
    /// The counts as they are, by the name of the function.
    #[must_use]
    pub fn snapshot(&self) -> BTreeMap<Bytes, FunctionMetrics> {
        self.0.lock().clone()
    }

    fn begin(&self, function: Bytes) -> Count<'_> {
        self.0.lock().entry(function.clone()).or_default().running += 1;
        Count {
            metrics: self,
            function,
            start: Instant::now(),
            has_ended: false,
        }
    }
}

impl Count<'_> {
    fn end(mut self, is_completed: bool) {
        self.has_ended = true;
        let run_time = self.start.elapsed();
        self.change(|counts| {
            if is_completed {
                counts.completed += 1;
            } else {
                counts.failed += 1;
            }
            counts.run_time += run_time;
        });
    }

    fn change(&self, change: impl FnOnce(&mut FunctionMetrics)) {
        if let Some(counts) = self.metrics.0.lock().get_mut(&self.function) {
            change(counts);
        }
    }
}

impl Drop for Count<'_> {
    fn drop(&mut self) {
        let has_ended = self.has_ended;
        self.change(|counts| {
            counts.running -= 1;
            counts.dropped += u64::from(!has_ended);
        });
    }
}

impl Middleware for Metrics {
    fn call<'a>(
        &'a self,
        job: JobContext,
        next: Next<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Failure>> + Send + 'a>> {
        Box::pin(async move {
            // A copy: the name is a slice of the packet, payload and all.
            let function = Bytes::copy_from_slice(job.function().as_bytes());
            let count = self.begin(function);
            let outcome = next.run(job).await;
            count.end(outcome.is_ok());
            outcome
        })
    }
}
