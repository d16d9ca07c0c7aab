//! A handler that panics ends its job, not the worker.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use tokio::task::JoinError;

use crate::Failure;
use crate::function::Outcome;

/// Runs a handler to its end or its panic.
pub(crate) async fn caught(handler: impl Future<Output = Outcome>) -> Outcome {
    let mut handler = pin!(handler);
    poll_fn(|context| {
        // After a panic the handler is not polled again.
        let step = catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context)));
        step.unwrap_or_else(|panic| Poll::Ready(Err(failure(&*panic))))
    })
    .await
}

/// What a task that did not return comes to.
pub(crate) fn panicked(error: JoinError) -> Outcome {
    match error.try_into_panic() {
        Ok(panic) => Err(failure(&*panic)),
        // Nobody cancels a job whose end is waited for, but a runtime that is shut down.
        Err(_) => Err(Failure::exception("the handler was cancelled")),
    }
}

fn failure(panic: &(dyn Any + Send)) -> Failure {
    Failure::exception(format!("the handler panicked: {}", text(panic)))
}

fn text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
