//! The same limit for all functions.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

use super::{Middleware, Next};
use crate::{Failure, JobContext};

/// Ends each job that takes longer with an exception. Unlike
/// [`Function::run_limit`](crate::Function::run_limit) the server does not know it, so a worker that
/// hangs keeps its job.
///
/// ```
/// use std::time::Duration;
/// use geartrain_worker::{Worker, middleware::TimeLimit};
///
/// let builder = Worker::builder().layer(TimeLimit(Duration::from_secs(60)));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit(
    /// Longest run of a job.
    pub Duration,
);

impl Middleware for TimeLimit {
    fn call<'a>(
        &'a self,
        job: JobContext,
        next: Next<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Failure>> + Send + 'a>> {
        let Self(limit) = *self;
        Box::pin(async move {
            let cancellation = job.cancellation().clone();
            let run = tokio::time::timeout(limit, next.run(job));
            run.await.unwrap_or_else(|_| {
                cancellation.cancel();
                let why = format!("the job took longer than {limit:?}");
                Err(Failure::exception(why))
            })
        })
    }
}
