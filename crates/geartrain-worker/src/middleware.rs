//! What runs around every handler: logging, metrics, time limits, or what a program adds.
//!
//! ```
//! use std::future::Future;
//! use std::pin::Pin;
//! use geartrain_worker::middleware::{Middleware, Next};
//! use geartrain_worker::{Bytes, Failure, JobContext};
//!
//! /// Refuses what is too large.
//! struct Modest;
//!
//! impl Middleware for Modest {
//!     fn call<'a>(
//!         &'a self,
//!         job: JobContext,
//!         next: Next<'a>,
//!     ) -> Pin<Box<dyn Future<Output = Result<Bytes, Failure>> + Send + 'a>> {
//!         Box::pin(async move {
//!             if job.payload().len() > 1000 {
//!                 return Err(Failure::exception("the payload is too large"));
//!             }
//!             next.run(job).await
//!         })
//!     }
//! }
//! # let _ = geartrain_worker::Worker::builder().layer(Modest);
//! ```

mod log;
mod metrics;
mod time_limit;
#[cfg(feature = "opentelemetry")]
mod trace_context;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use self::log::LogJobs;
pub use self::metrics::{FunctionMetrics, Metrics};
pub use self::time_limit::TimeLimit;
#[cfg(feature = "opentelemetry")]
pub use self::trace_context::TraceContext;

use crate::function::{Function, Outcome};
use crate::slots::Permit;
use crate::{Failure, JobContext};

/// Runs around the handlers of a worker. The first one that is given to the builder is the
/// outermost.
///
/// A panic of a handler has become a [`Failure`] when it comes here. A lost connection drops the
/// future that `call` returns, as it drops the handler's.
pub trait Middleware: Send + Sync + 'static {
    /// Runs the job, by way of `next`, or ends it itself.
    fn call<'a>(
        &'a self,
        job: JobContext,
        next: Next<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<bytes::Bytes, Failure>> + Send + 'a>>;
}

/// What is further inside: the rest of the middleware, then the handler.
pub struct Next<'a> {
    rest: &'a [Arc<dyn Middleware>],
    function: &'a Function,
    permit: Arc<Option<Permit>>,
}

impl<'a> Next<'a> {
    pub(crate) fn new(
        rest: &'a [Arc<dyn Middleware>],
        function: &'a Function,
        permit: Arc<Option<Permit>>,
    ) -> Self {
        Self {
            rest,
            function,
            permit,
        }
    }

    /// Runs the job.
    #[must_use]
    pub fn run(self, job: JobContext) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.call(job, Next { rest, ..self }),
            None => Box::pin(self.function.run(job, self.permit)),
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("function", self.function)
            .finish_non_exhaustive()
    }
}
