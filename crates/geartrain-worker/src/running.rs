//! The jobs of one connection that run at this moment.

use std::collections::HashMap;
use std::sync::Arc;

use geartrain_protocol::{FunctionName, Handle, Request};
use tokio::task::{Id, JoinSet};

use crate::function::Outcome;
use crate::limits::RESULT_BYTES_MAX;
use crate::middleware::Next;
use crate::panics::panicked;
use crate::plan::Plan;
use crate::slots::Permit;
use crate::{Failure, JobContext};

/// Tasks by their job. Dropping it drops the handlers at their next `.await`.
#[derive(Debug, Default)]
pub(crate) struct Running {
    tasks: JoinSet<Outcome>,
    jobs: HashMap<Id, Job>,
    /// How many jobs of a function run; functions without a job are not in it.
    counts: HashMap<FunctionName, usize>,
}

/// What is kept of a job while it runs.
#[derive(Debug)]
pub(crate) struct Job {
    /// The function as the server knows it.
    pub(crate) function: FunctionName,
    pub(crate) context: JobContext,
    /// Given back once the job's end is on its way to the server.
    permit: Arc<Option<Permit>>,
}

/// A job whose handler has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) handle: Handle,
    pub(crate) outcome: Outcome,
    /// Its place, to be dropped when the next job may come.
    _permit: Arc<Option<Permit>>,
}

impl Running {
    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Some job of this function runs.
    pub(crate) fn has(&self, function: &FunctionName) -> bool {
        self.counts.contains_key(function)
    }

    /// Starts the handler of a function that the plan has at `index`.
    pub(crate) fn start(&mut self, plan: &Arc<Plan>, index: usize, job: Job) {
        let (plan, context) = (Arc::clone(plan), job.context.clone());
        let permit = Arc::clone(&job.permit);
        let task = self.tasks.spawn(async move {
            let function = &plan.functions[index].function;
            let next = Next::new(&plan.middleware, function, permit);
            next.run(context).await
        });
        *self.counts.entry(job.function.clone()).or_default() += 1;
        self.jobs.insert(task.id(), job);
    }

    /// Waits for a job to end; `None` when none runs. Dropping the future loses nothing.
    pub(crate) async fn next_finished(&mut self) -> Option<Finished> {
        let (id, outcome) = match self.tasks.join_next_with_id().await? {
            Ok((id, outcome)) => (id, outcome),
            Err(error) => (error.id(), panicked(error)),
        };
        let job = self.jobs.remove(&id).expect("each task has a job");
        self.forget(&job.function);
        // What the handler has started need not go on.
        job.context.cancellation.cancel();
        Some(Finished {
            handle: job.context.handle().clone(),
            outcome,
            _permit: job.permit,
        })
    }

    fn forget(&mut self, function: &FunctionName) {
        if let Some(count) = self.counts.get_mut(function) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(function);
            }
        }
    }

    /// Drops all that run; what they were.
    pub(crate) fn abandon(&mut self) -> Vec<Job> {
        let jobs: Vec<Job> = self.jobs.drain().map(|(_, job)| job).collect();
        for job in &jobs {
            job.context.cancellation.cancel();
        }
        self.tasks.abort_all();
        jobs
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.abandon();
    }
}

impl Job {
    pub(crate) fn new(function: FunctionName, context: JobContext, permit: Option<Permit>) -> Self {
        Self {
            function,
            context,
            permit: Arc::new(permit),
        }
    }
}

impl Finished {
    /// The packet that tells the server.
    pub(crate) fn request(&self) -> Request {
        let handle = self.handle.clone();
        match &self.outcome {
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
            Ok(data) => Request::WorkComplete {
                handle,
                data: data.clone(),
            },
            Err(Failure::Failed) => Request::WorkFail { handle },
            Err(Failure::Exception(why)) => Request::WorkException {
                handle,
                data: why.slice(..why.len().min(RESULT_BYTES_MAX)),
            },
        }
    }
}
