//! What a handler knows of its job, and what it can say while it runs.

use std::fmt;

use bytes::Bytes;
use geartrain_protocol::{FunctionName, Handle, JobAssign, Request, UniqueKey};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::limits::RESULT_BYTES_MAX;

/// A job in the hands of its handler.
///
/// When the connection to the server is lost, the server gives the job to another worker: the
/// handler is dropped at its next `.await`, and what was said so far counts for nothing. A clone
/// that outlives its handler says nothing to anybody.
///
/// ```no_run
/// use geartrain_worker::{Bytes, Failure, JobContext};
///
/// async fn resize(job: JobContext) -> Result<Bytes, Failure> {
///     for step in 1..=10 {
///         job.progress(step, 10).await;
///     }
///     job.warn("the picture is small").await;
///     Ok(job.payload().clone())
/// }
/// ```
#[derive(Clone)]
pub struct JobContext {
    pub(crate) job: JobAssign,
    pub(crate) attempt: u32,
    pub(crate) updates: mpsc::Sender<Request>,
    pub(crate) cancellation: CancellationToken,
}

impl JobContext {
    /// The server's name for the job.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.job.handle
    }

    /// What makes it the same job as another; empty when the client gave none.
    #[must_use]
    pub fn unique(&self) -> &[u8] {
        self.job.unique.as_ref().map_or(&[], UniqueKey::as_bytes)
    }

    /// The function that was asked for, without the worker's namespace.
    #[must_use]
    pub fn function(&self) -> &FunctionName {
        &self.job.function
    }

    /// The function's argument.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.job.workload
    }

    /// The function that puts partial results together, if the client named one.
    #[must_use]
    pub fn reducer(&self) -> Option<&[u8]> {
        self.job.reducer.as_deref().filter(|name| !name.is_empty())
    }

    /// How many times this worker was given the job, counting this one: more than 1 when the
    /// connection was lost while it ran. The protocol does not tell what other workers did with
    /// it.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Is cancelled when nobody waits for the handler any more: the connection was lost, the time
    /// limit or the grace time is over. Handlers that are futures are dropped then; this is for
    /// blocking ones, which look at it from time to time, and for what a handler has started.
    #[must_use]
    pub fn cancellation(&self) -> &CancellationToken {
        &self.cancellation
    }

    /// Short for [`cancellation`](Self::cancellation) and a look at it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }

    /// Tells the clients that wait, and whoever asks, how far the job is.
    pub async fn progress(&self, numerator: u64, denominator: u64) {
        self.say(self.status(numerator, denominator)).await;
    }

    /// Sends part of the result ahead. At most 128 MiB go in one piece; what is larger is sent in
    /// several.
    pub async fn data(&self, data: impl Into<Bytes>) {
        for data in pieces(data.into()) {
            self.say(self.part(data)).await;
        }
    }

    /// Sends a warning.
    pub async fn warn(&self, warning: impl Into<Bytes>) {
        for data in pieces(warning.into()) {
            self.say(self.warning(data)).await;
        }
    }

    /// As [`progress`](Self::progress), for blocking handlers.
    ///
    /// # Panics
    /// Inside an asynchronous handler.
    pub fn progress_blocking(&self, numerator: u64, denominator: u64) {
        self.say_blocking(self.status(numerator, denominator));
    }

    /// As [`data`](Self::data), for blocking handlers.
    ///
    /// # Panics
    /// Inside an asynchronous handler.
    pub fn data_blocking(&self, data: impl Into<Bytes>) {
        for data in pieces(data.into()) {
            self.say_blocking(self.part(data));
        }
    }

    /// As [`warn`](Self::warn), for blocking handlers.
    ///
    /// # Panics
    /// Inside an asynchronous handler.
    pub fn warn_blocking(&self, warning: impl Into<Bytes>) {
        for data in pieces(warning.into()) {
            self.say_blocking(self.warning(data));
        }
    }

    fn status(&self, numerator: u64, denominator: u64) -> Request {
        Request::WorkStatus {
            handle: self.job.handle.clone(),
            numerator: numerator.to_string().into(),
            denominator: denominator.to_string().into(),
        }
    }

    fn part(&self, data: Bytes) -> Request {
        let handle = self.job.handle.clone();
        Request::WorkData { handle, data }
    }

    fn warning(&self, data: Bytes) -> Request {
        let handle = self.job.handle.clone();
        Request::WorkWarning { handle, data }
    }

    /// Waits for room, so that a handler is not faster than the connection. Without a connection
    /// there is nobody to tell, and the handler is about to be dropped.
    async fn say(&self, update: Request) {
        if !self.is_cancelled() {
            let _ = self.updates.send(update).await;
        }
    }

    fn say_blocking(&self, update: Request) {
        if !self.is_cancelled() {
            let _ = self.updates.blocking_send(update);
        }
    }
}

/// Cuts what no packet can carry; one empty piece stays one empty piece.
fn pieces(mut data: Bytes) -> impl Iterator<Item = Bytes> {
    let count = data.len().div_ceil(RESULT_BYTES_MAX).max(1);
    (0..count).map(move |_| data.split_to(data.len().min(RESULT_BYTES_MAX)))
}

impl fmt::Debug for JobContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobContext")
            .field("job", &self.job)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}
