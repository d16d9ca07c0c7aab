//! A function that a worker can run.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::task::spawn_blocking;

use crate::panics::{caught, panicked};
use crate::slots::Permit;
use crate::{Failure, JobContext};

/// What the handler of a job comes to.
pub(crate) type Outcome = Result<Bytes, Failure>;
type Asynchronous =
    dyn Fn(JobContext) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync;
type Blocking = dyn Fn(JobContext) -> Outcome + Send + Sync;

/// A name with a handler, and how it is to be run.
///
/// ```
/// use std::time::Duration;
/// use geartrain_worker::{Failure, Function, JobContext};
///
/// let echo = Function::new("echo", |job: JobContext| async move { Ok(job.payload().clone()) });
/// let zip = Function::blocking("zip", |job: JobContext| {
///     if job.payload().is_empty() {
///         return Err(Failure::exception("there is nothing to zip"));
///     }
///     Ok(job.payload().slice(..1))
/// });
/// let zip = zip.concurrency(2).run_limit(Duration::from_secs(60));
/// ```
#[derive(Clone)]
#[must_use = "a function is run once it is given to a worker"]
pub struct Function {
    pub(crate) name: Bytes,
    pub(crate) run_limit: Option<Duration>,
    pub(crate) concurrency: Option<usize>,
    handler: Handler,
}

/// A handler whose own types are forgotten.
#[derive(Clone)]
enum Handler {
    Asynchronous(Arc<Asynchronous>),
    Blocking(Arc<Blocking>),
}

impl Function {
    /// A function with an asynchronous handler. The name need not be text.
    ///
    /// A handler that blocks its thread holds up the worker's other jobs:
    /// [`blocking`](Self::blocking) is for those.
    pub fn new<H, F>(name: impl AsRef<[u8]>, handler: H) -> Self
    where
        H: Fn(JobContext) -> F + Send + Sync + 'static,
        F: Future<Output = Outcome> + Send + 'static,
    {
        let handler = Arc::new(move |context| -> Pin<Box<dyn Future<Output = _> + Send>> {
            Box::pin(handler(context))
        });
        Self::with(name.as_ref(), Handler::Asynchronous(handler))
    }

    /// A function whose handler blocks its thread; each job runs on a thread of tokio's pool for
    /// such work.
    ///
    /// A thread cannot be stopped from outside. When the job is given up, for its time limit or a
    /// lost connection, the handler learns it from [`JobContext::is_cancelled`], its result goes
    /// nowhere, and its place counts as taken until it returns. A runtime waits for it when it is
    /// shut down.
    pub fn blocking<H>(name: impl AsRef<[u8]>, handler: H) -> Self
    where
        H: Fn(JobContext) -> Outcome + Send + Sync + 'static,
    {
        Self::with(name.as_ref(), Handler::Blocking(Arc::new(handler)))
    }

    fn with(name: &[u8], handler: Handler) -> Self {
        Self {
            name: Bytes::copy_from_slice(name),
            run_limit: None,
            concurrency: None,
            handler,
        }
    }

    /// Longest run of one job. A handler that takes longer is dropped at its `.await`, and the job
    /// ends with an exception. The server knows the limit, too: a little later it takes the job
    /// back from a worker that hangs.
    pub fn run_limit(mut self, limit: Duration) -> Self {
        self.run_limit = Some(limit);
        self
    }

    /// How many jobs of this function run at the same time, at least 1; they count for the
    /// worker's bound as well. Such a function has a connection of its own, since that is the one
    /// way to ask a server for jobs of the other functions only.
    pub fn concurrency(mut self, jobs: usize) -> Self {
        self.concurrency = Some(jobs.max(1));
        self
    }

    /// Runs the job to its end or its limit. The permit stays with a thread that goes on.
    pub(crate) async fn run(&self, context: JobContext, permit: Arc<Option<Permit>>) -> Outcome {
        let Some(limit) = self.run_limit else {
            return self.handle(context, permit).await;
        };
        let cancellation = context.cancellation.clone();
        let run = tokio::time::timeout(limit, self.handle(context, permit));
        run.await.unwrap_or_else(|_| {
            cancellation.cancel();
            let why = format!("the job took longer than {limit:?}");
            Err(Failure::exception(why))
        })
    }

    async fn handle(&self, context: JobContext, permit: Arc<Option<Permit>>) -> Outcome {
        match &self.handler {
            Handler::Asynchronous(handler) => caught(async { handler(context).await }).await,
            Handler::Blocking(handler) => {
                let handler = Arc::clone(handler);
                let run = move || {
                    let _permit = permit;
                    handler(context)
                };
                spawn_blocking(run).await.unwrap_or_else(panicked)
            }
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function")
            .field("name", &self.name)
            .field("run_limit", &self.run_limit)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
