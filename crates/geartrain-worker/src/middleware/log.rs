//! A line for each job.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Middleware, Next};
use crate::{Failure, JobContext};

/// Logs each job's end through `tracing`: results at level info, failures at level warn.
///
/// ```
/// use geartrain_worker::{Worker, middleware::LogJobs};
///
/// let builder = Worker::builder().layer(LogJobs);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct LogJobs;

impl Middleware for LogJobs {
    fn call<'a>(
        &'a self,
        job: JobContext,
        next: Next<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Failure>> + Send + 'a>> {
        Box::pin(async move {
            let (handle, function) = (job.handle().clone(), job.function().clone());
            let start = Instant::now();
            let outcome = next.run(job).await;
            let ms = start.elapsed().as_millis();
            match &outcome {
                Ok(result) => {
                    tracing::info!(%handle, %function, ms, bytes = result.len(), "job completed");
                }
                Err(failure) => tracing::warn!(%handle, %function, ms, %failure, "job failed"),
            }
            outcome
        })
    }
}
