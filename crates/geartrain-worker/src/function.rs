//! A function that a worker can run.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::{Failure, JobContext};

/// What the handler of a job comes to.
pub(crate) type Outcome = Result<Bytes, Failure>;
/// A handler whose own types are forgotten.
type Handler = dyn Fn(JobContext) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync;

/// A name with an asynchronous handler, and how it is to be run.
///
/// A handler that blocks its thread holds up the worker's other jobs: give such work to
/// [`tokio::task::spawn_blocking`].
#[derive(Clone)]
#[must_use = "a function is run once it is given to a worker"]
pub struct Function {
    pub(crate) name: Bytes,
    pub(crate) run_limit: Option<Duration>,
    handler: Arc<Handler>,
}

impl Function {
    /// A function without a limit. The name need not be text.
    pub fn new<H, F>(name: impl AsRef<[u8]>, handler: H) -> Self
    where
        H: Fn(JobContext) -> F + Send + Sync + 'static,
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self {
            name: Bytes::copy_from_slice(name.as_ref()),
            run_limit: None,
            handler: Arc::new(move |context| Box::pin(handler(context))),
        }
    }

    /// Longest run of one job. A handler that takes longer is dropped at its `.await`, and the job
    /// ends with an exception. The server knows the limit, too: a little later it takes the job
    /// back from a worker that hangs.
    pub fn run_limit(mut self, limit: Duration) -> Self {
        self.run_limit = Some(limit);
        self
    }

    pub(crate) async fn run(self, context: JobContext) -> Outcome {
        let handler = (self.handler)(context);
        let Some(limit) = self.run_limit else {
            return handler.await;
        };
        let overrun = |_| Failure::exception(format!("the job took longer than {limit:?}"));
        tokio::time::timeout(limit, handler)
            .await
            .map_err(overrun)?
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function")
            .field("name", &self.name)
            .field("run_limit", &self.run_limit)
            .finish_non_exhaustive()
    }
}
