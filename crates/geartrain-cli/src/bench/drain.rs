//! Emptying a queue.

use std::io;

use bytes::Bytes;
use clap::Args;
use geartrain_link::ServerAddress;
use geartrain_protocol::{FunctionName, Request, Response};

use super::crowd::{run_all, workers};
use super::party::{Party, unexpected};
use super::process::ServerProcess;
use super::report::{Measurement, Report};

/// Emptying a queue.
#[derive(Clone, Debug, Args)]
pub(super) struct Drain {
    /// Connections that work
    #[arg(long, default_value_t = 8)]
    workers: usize,
    /// Complete the job and ask for the next one in one write
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
    pipelined: bool,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(
    server: &ServerAddress,
    load: &Drain,
    process: Option<&ServerProcess>,
) -> io::Result<Report> {
    let workers = workers(server, load.workers, &load.function).await?;
    let pipelined = load.pipelined;
    let measurement = Measurement::begin("drain", process)?;
    let counts = run_all(workers, |_, worker| async move {
        drain(worker, pipelined).await
    })
    .await?;
    let jobs = counts.into_iter().sum::<io::Result<u64>>()?;
    measurement.end(jobs, None)
}

/// Completes jobs until there are none; gives how many.
async fn drain(mut worker: Party, pipelined: bool) -> io::Result<u64> {
    let mut jobs = 0;
    loop {
        worker.push(&Request::GrabJob);
        match worker.receive().await? {
            Response::JobAssign(job) => {
                worker.push(&Request::WorkComplete {
                    handle: job.handle,
                    data: Bytes::new(),
                });
                jobs += 1;
            }
            Response::NoJob => return finish(worker, jobs).await,
            Response::Noop => {}
            other => return Err(unexpected(&other)),
        }
        if !pipelined {
            worker.flush().await?;
        }
    }
}

/// Makes sure that the server has taken the last result.
async fn finish(mut worker: Party, jobs: u64) -> io::Result<u64> {
    worker.push(&Request::Echo {
        payload: "done".into(),
    });
    match worker.receive().await? {
        Response::Echo { .. } => Ok(jobs),
        other => Err(unexpected(&other)),
    }
}
