//! The trace that a job belongs to, out of the envelope around its payload.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use geartrain_link::envelope;
use opentelemetry::context::FutureExt;
use opentelemetry::global;

use super::{Middleware, Next};
use crate::{Failure, JobContext};

/// Runs each handler in the OpenTelemetry context that the client sent along, as the program's
/// global propagator reads it. The handler finds the payload without the envelope. Jobs of clients
/// that send none run as they are.
///
/// A blocking handler finds the payload, and not the context: it runs on another thread.
///
/// ```
/// use geartrain_worker::{Worker, middleware::TraceContext};
///
/// let builder = Worker::builder().layer(TraceContext);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TraceContext;

impl Middleware for TraceContext {
    fn call<'a>(
        &'a self,
        mut job: JobContext,
        next: Next<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Failure>> + Send + 'a>> {
        let (headers, payload) = envelope::open(job.payload());
        job.job.workload = payload;
        if headers.is_empty() {
            return next.run(job);
        }
        let headers: HashMap<String, String> = headers.into_iter().collect();
        let context = global::get_text_map_propagator(|propagator| propagator.extract(&headers));
        Box::pin(next.run(job).with_context(context))
    }
}
