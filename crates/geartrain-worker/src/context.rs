//! What a handler knows of its job, and what it can say while it runs.

use std::fmt;

use bytes::Bytes;
use geartrain_protocol::{FunctionName, Handle, JobAssign, Request, UniqueKey};
use tokio::sync::mpsc;

use crate::limits::RESULT_BYTES_MAX;

/// A job in the hands of its handler.
///
/// When the connection to the server is lost, the server gives the job to another worker: the
/// handler is dropped at its next `.await`, and what was said so far counts for nothing. A clone
/// that outlives its handler says nothing to anybody.
#[derive(Clone)]
pub struct JobContext {
    job: JobAssign,
    updates: mpsc::Sender<Request>,
}

impl JobContext {
    pub(crate) fn new(job: JobAssign, updates: mpsc::Sender<Request>) -> Self {
        Self { job, updates }
    }

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

    /// The function that was asked for.
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

    /// Tells the clients that wait, and whoever asks, how far the job is.
    pub async fn progress(&self, numerator: u64, denominator: u64) {
        self.say(Request::WorkStatus {
            handle: self.job.handle.clone(),
            numerator: numerator.to_string().into(),
            denominator: denominator.to_string().into(),
        })
        .await;
    }

    /// Sends part of the result ahead. At most 128 MiB go in one piece; what is larger is sent in
    /// several.
    pub async fn data(&self, data: impl Into<Bytes>) {
        for data in pieces(data.into()) {
            let handle = self.job.handle.clone();
            self.say(Request::WorkData { handle, data }).await;
        }
    }

    /// Sends a warning.
    pub async fn warn(&self, warning: impl Into<Bytes>) {
        for data in pieces(warning.into()) {
            let handle = self.job.handle.clone();
            self.say(Request::WorkWarning { handle, data }).await;
        }
    }

    /// Waits for room, so that a handler is not faster than the connection. Without a connection
    /// there is nobody to tell, and the handler is about to be dropped.
    async fn say(&self, update: Request) {
        let _ = self.updates.send(update).await;
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
            .finish_non_exhaustive()
    }
}
