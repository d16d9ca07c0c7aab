//! Emptying a queue.

use std::io;

use bytes::Bytes;
use clap::Args;
use geartrain_protocol::{FunctionName, Request, Response};

use crate::args::parse_count;

use super::Conditions;
use super::crowd::{run_all, workers};
use super::party::{Party, unexpected, wrong};
use super::payload::Seen;
use super::report::{Measurement, Report};
use super::tally::Tally;

/// Emptying a queue.
#[derive(Clone, Debug, Args)]
pub(super) struct Drain {
    /// Connections that work
    #[arg(long, default_value = "8", value_parser = parse_count)]
    workers: usize,
    /// Complete the job and ask for the next one in one write
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
    pipelined: bool,
    /// Expect exactly the jobs of `submit --jobs N`, each of them once
    #[arg(long, value_name = "N")]
    jobs: Option<u64>,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(conditions: &Conditions, load: &Drain) -> io::Result<Report> {
    let seen = load.jobs.map(Seen::new).transpose()?;
    let workers = workers(conditions, load.workers, &load.function).await?;
    let measurement = Measurement::begin("drain", conditions)?;
    let ends = run_all(workers, |_, party| {
        let worker = Worker {
            party,
            pipelined: load.pipelined,
            seen: seen.clone(),
            tally: measurement.tally(),
        };
        async move { worker.drain().await }
    })
    .await?;
    ends.into_iter().collect::<io::Result<Vec<()>>>()?;
    let is_cut_short = measurement.tally().is_time_up();
    if let (Some(seen), Some(jobs), false) = (seen, load.jobs, is_cut_short) {
        check_all_came(&seen, jobs)?;
    }
    measurement.end(None)
}

fn check_all_came(seen: &Seen, jobs: u64) -> io::Result<()> {
    match seen.count() {
        came if came == jobs => Ok(()),
        came => Err(wrong(&format!("{came} of {jobs} jobs came"))),
    }
}

struct Worker {
    party: Party,
    pipelined: bool,
    seen: Option<Seen>,
    tally: Tally,
}

impl Worker {
    /// Completes jobs until there are none, and until the server has taken the last result.
    async fn drain(mut self) -> io::Result<()> {
        while !self.tally.is_time_up() {
            self.party.ask_for_job();
            match self.party.receive().await? {
                Response::JobAssign(job) => {
                    if let Some(seen) = &self.seen {
                        seen.note_once(&job.workload)?;
                    }
                    self.party.push(&Request::WorkComplete {
                        handle: job.handle,
                        data: Bytes::new(),
                    });
                    self.tally.add(1);
                }
                Response::NoJob => break,
                Response::Noop => {}
                other => return Err(unexpected(&other)),
            }
            if !self.pipelined {
                self.party.flush().await?;
            }
        }
        self.party.settle().await
    }
}
