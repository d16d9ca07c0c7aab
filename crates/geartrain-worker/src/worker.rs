//! The life of a worker: connect to all servers, work, stop.

use std::io;
use std::sync::Arc;

use geartrain_protocol::{FunctionName, Handle};
use parking_lot::Mutex;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::line::{Line, Progress, Shared};
use crate::plan::{Group, Plan};
use crate::signals::stop_on_signals;
use crate::slots::Slots;
use crate::{Error, WorkerBuilder};

/// Runs jobs of one server or several until it is stopped.
///
/// A lost connection is made again, after a pause that grows with every failed attempt and is
/// drawn at random, and the functions are registered anew; jobs that ran over it are dropped, since
/// the server gives them to another worker. A job is asked for only when it can be run at once.
///
/// ```no_run
/// use geartrain_worker::{JobContext, Worker};
///
/// # async fn example() -> Result<(), geartrain_worker::Error> {
/// let worker = Worker::builder()
///     .servers(["a.example", "b.example"])
///     .function("echo", |job: JobContext| async move { Ok(job.payload().clone()) })
///     .stop_on_signals()
///     .build()?;
/// let summary = worker.run().await?;
/// println!("{} jobs done, {} left to others", summary.completed, summary.dropped);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Worker {
    plan: Plan,
    stop: Stopper,
}

/// Stops a worker from anywhere; clones stop the same one.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<watch::Sender<bool>>);

/// What a worker did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Jobs that ended with a result.
    pub completed: u64,
    /// Jobs that failed or ended with an exception.
    pub failed: u64,
    /// Jobs that were dropped since the connection was lost or the grace time was over. The
    /// server gives them to another worker.
    pub dropped: u64,
    /// Those of them that still ran when the grace time was over.
    pub left: Vec<LeftJob>,
}

/// A job that a stopped worker left unfinished.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftJob {
    /// The server that has it.
    pub server: String,
    /// Its function.
    pub function: FunctionName,
    /// The server's name for it.
    pub handle: Handle,
}

impl Stopper {
    /// Takes no more jobs and lets those that run come to their end within the grace time.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }
}

impl Worker {
    /// Settings to choose from.
    pub fn builder() -> WorkerBuilder {
        WorkerBuilder::new()
    }

    pub(crate) fn new(plan: Plan) -> Self {
        Self {
            plan,
            stop: Stopper(Arc::new(watch::Sender::new(false))),
        }
    }

    /// What stops this worker.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.stop.clone()
    }

    /// Works until it is stopped or has done all the jobs that it may do. To be called inside a
    /// tokio runtime. Dropping the future drops all running jobs.
    ///
    /// # Errors
    /// [`Error::NotConnected`] when the very first attempts to connect to its servers all fail,
    /// since addresses that never worked are more likely wrong than down; [`Error::Signals`].
    pub async fn run(self) -> Result<Summary, Error> {
        let mut tasks = JoinSet::new();
        if self.plan.jobs_max == Some(0) {
            self.stop.stop();
        }
        if self.plan.stops_on_signals {
            stop_on_signals(&mut tasks, self.stop.clone())?;
        }
        let shared = Arc::new(Shared {
            plan: Arc::new(self.plan),
            stopper: self.stop,
            progress: Mutex::new(Progress::default()),
        });
        let (first_attempt, first_attempts) = mpsc::channel(1);
        let mut lines = start_lines(&shared, &first_attempt);
        drop(first_attempt);
        reached_one(&shared.plan, first_attempts).await?;
        while let Some(ended) = lines.join_next().await {
            if let Err(error) = ended
                && let Ok(panic) = error.try_into_panic()
            {
                std::panic::resume_unwind(panic);
            }
        }
        let mut progress = shared.progress.lock();
        Ok(std::mem::take(&mut progress.summary))
    }
}

/// One task for each server and each group of functions.
fn start_lines(shared: &Arc<Shared>, first_attempt: &mpsc::Sender<io::Result<()>>) -> JoinSet<()> {
    let plan = &shared.plan;
    let worker = Arc::new(Semaphore::new(plan.concurrency.min(Semaphore::MAX_PERMITS)));
    let budget = plan.jobs_max.map(|jobs| {
        let jobs = usize::try_from(jobs).unwrap_or(usize::MAX);
        Arc::new(Semaphore::new(jobs.min(Semaphore::MAX_PERMITS)))
    });
    let mut lines = JoinSet::new();
    for group in plan.groups() {
        let slots = Slots {
            worker: Arc::clone(&worker),
            function: bound(&group),
            budget: budget.clone(),
        };
        for server in &plan.servers {
            let line = Line {
                shared: Arc::clone(shared),
                server: server.clone(),
                group: group.clone(),
                slots: slots.clone(),
            };
            lines.spawn(line.run(first_attempt.clone()));
        }
    }
    lines
}

/// The bound holds over all servers.
fn bound(group: &Group) -> Option<Arc<Semaphore>> {
    let jobs = group.concurrency?;
    Some(Arc::new(Semaphore::new(jobs.min(Semaphore::MAX_PERMITS))))
}

/// Waits until a first attempt has succeeded, or all of them have failed. A worker that is stopped
/// before that makes no more attempts.
async fn reached_one(
    plan: &Plan,
    mut first_attempts: mpsc::Receiver<io::Result<()>>,
) -> Result<(), Error> {
    let mut last = None;
    while let Some(attempt) = first_attempts.recv().await {
        match attempt {
            Ok(()) => return Ok(()),
            Err(reason) => last = Some(reason),
        }
    }
    let Some(reason) = last else {
        return Ok(());
    };
    let servers: Vec<String> = plan.servers.iter().map(ToString::to_string).collect();
    Err(Error::NotConnected {
        server: servers.join(", "),
        reason,
    })
}
