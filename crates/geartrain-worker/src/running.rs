//! The jobs that run at this moment.

use std::any::Any;
use std::collections::HashMap;

use geartrain_protocol::{FunctionName, Handle, Request};
use tokio::task::{Id, JoinError, JoinSet};

use crate::function::{Function, Outcome};
use crate::limits::RESULT_BYTES_MAX;
use crate::{Failure, JobContext};

/// Tasks by their job. Dropping it drops the handlers at their next `.await`.
#[derive(Debug, Default)]
pub(crate) struct Running {
    tasks: JoinSet<Outcome>,
    jobs: HashMap<Id, (Handle, FunctionName)>,
}

/// A job whose handler has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) handle: Handle,
    pub(crate) outcome: Outcome,
}

impl Running {
    pub(crate) fn count(&self) -> usize {
        self.tasks.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Some job of this function runs.
    pub(crate) fn has(&self, name: &FunctionName) -> bool {
        self.jobs.values().any(|(_, function)| function == name)
    }

    pub(crate) fn start(&mut self, function: Function, context: JobContext) {
        let job = (context.handle().clone(), context.function().clone());
        let task = self.tasks.spawn(function.run(context));
        self.jobs.insert(task.id(), job);
    }

    /// Waits for a job to end; `None` when none runs. Dropping the future loses nothing.
    pub(crate) async fn next_finished(&mut self) -> Option<Finished> {
        let (id, outcome) = match self.tasks.join_next_with_id().await? {
            Ok((id, outcome)) => (id, outcome),
            Err(error) => (error.id(), Err(broken(error))),
        };
        let (handle, _) = self.jobs.remove(&id).expect("each task has a job");
        Some(Finished { handle, outcome })
    }
}

/// A handler that panicked; nobody cancels one whose end is waited for.
fn broken(error: JoinError) -> Failure {
    match error.try_into_panic() {
        Ok(panic) => Failure::exception(format!("the handler panicked: {}", panic_text(&*panic))),
        Err(_) => Failure::exception("the handler was cancelled"),
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

impl Finished {
    /// The packet that tells the server.
    pub(crate) fn into_request(self) -> Request {
        let handle = self.handle;
        match self.outcome {
            Ok(data) if data.len() > RESULT_BYTES_MAX => {
                let text = format!(
                    "the result has {} bytes, which no packet carries",
                    data.len()
                );
                Request::WorkException {
                    handle,
                    data: text.into(),
                }
            }
            Ok(data) => Request::WorkComplete { handle, data },
            Err(Failure::Failed) => Request::WorkFail { handle },
            Err(Failure::Exception(mut data)) => {
                data.truncate(RESULT_BYTES_MAX);
                Request::WorkException { handle, data }
            }
        }
    }
}
