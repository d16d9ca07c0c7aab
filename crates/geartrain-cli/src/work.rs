//! `geartrain work`

use std::time::Duration;

use geartrain_worker::{Function, JobContext, Stopper, Summary, Worker};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::args::{WorkArguments, bytes};
use crate::exec::{Commands, Delivery};
use crate::exit::{Code, Trouble};
use crate::target::Target;

pub(crate) async fn run(target: &Target, arguments: WorkArguments) -> Result<(), Trouble> {
    let commands = Commands::new(arguments.command_words(), Delivery::Result)?;
    let worker = worker(target, &arguments, &commands)?;
    let mut signals = Signals::listen()?;
    let stopper = worker.stopper();
    let functions: Vec<_> = arguments
        .functions
        .iter()
        .map(|name| name.to_string_lossy())
        .collect();
    tracing::info!(
        "taking jobs of {} from {}",
        functions.join(", "),
        target.server
    );
    if let Some(limit) = arguments.max_time {
        tokio::spawn(stop_after(limit, stopper.clone()));
    }
    tokio::select! {
        summary = worker.run() => finish(&summary?),
        () = signals.second_after(&stopper) => {
            Err(Trouble::new(Code::Failed, "stopped at once; running jobs go to other workers"))
        }
    }
}

async fn stop_after(limit: Duration, stopper: Stopper) {
    tokio::time::sleep(limit).await;
    tracing::info!("stopping after {}", humantime::format_duration(limit));
    stopper.stop();
}

fn worker(
    target: &Target,
    arguments: &WorkArguments,
    commands: &Commands,
) -> Result<Worker, Trouble> {
    let mut builder = target
        .worker()?
        .client_id(format!("geartrain-work-{}", std::process::id()))
        .concurrency(arguments.concurrency);
    builder = match arguments.grace {
        Some(grace) => builder.grace(grace),
        None => builder.unlimited_grace(),
    };
    if let Some(jobs) = arguments.max_jobs {
        builder = builder.jobs_max(jobs);
    }
    for name in &arguments.functions {
        let mut function = function(bytes(name), commands);
        if let Some(limit) = arguments.timeout {
            function = function.run_limit(limit);
        }
        builder = builder.register(function);
    }
    Ok(builder.build()?)
}

fn function(name: &[u8], commands: &Commands) -> Function {
    let commands = commands.clone();
    Function::new(name, move |job: JobContext| {
        let commands = commands.clone();
        async move {
            let outcome = commands.run(&job).await;
            if let Err(failure) = &outcome {
                tracing::warn!(handle = %job.handle(), %failure, "the job failed");
            }
            outcome
        }
    })
}

fn finish(summary: &Summary) -> Result<(), Trouble> {
    let Summary {
        completed,
        failed,
        dropped,
        left,
        ..
    } = summary;
    tracing::info!("{completed} jobs completed, {failed} failed, {dropped} dropped");
    if left.is_empty() {
        return Ok(());
    }
    let text = format!(
        "the grace time is over; jobs left to other workers: {}; a longer --grace lets them end",
        left.len()
    );
    Err(Trouble::new(Code::Failed, text))
}

/// What asks a worker to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, Trouble> {
        let listen = |kind| signal(kind).map_err(|error| Trouble::here("cannot listen", &error));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// Stops the worker at the first signal; returns at the second.
    async fn second_after(&mut self, stopper: &Stopper) {
        self.next().await;
        tracing::info!("finishing running jobs; a second signal drops them");
        stopper.stop();
        self.next().await;
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
