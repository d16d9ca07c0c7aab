//! All kinds of work mixed, for as long as one likes.
//!
//! Clients submit foreground and background jobs of all priorities, join the jobs of a few uniques
//! and ask how jobs are; workers complete, fail, report progress, and leave in the middle of a job.
//! Every answer is checked, and at the end each background job that was accepted must have run. What a
//! run that was interrupted has left in the queue is done along the way, and counted.

mod client;
mod dice;
mod ledger;
mod task;
mod worker;

use std::io;
use std::rc::Rc;
use std::time::Duration;

use clap::Args;
use geartrain_protocol::FunctionName;
use tokio::time::timeout;

use crate::args::{parse_count, parse_span};

use super::Conditions;
use super::crowd::{clients, run_all};
use super::party::wrong;
use super::report::{Measurement, Report, merge};
use client::Client;
use dice::Dice;
use ledger::Ledger;
use task::Run;
use worker::Worker;

/// How long the last background jobs may take after the time is over.
const LAST_JOBS_DEADLINE: Duration = Duration::from_secs(120);

/// Mixed work.
#[derive(Clone, Debug, Args)]
pub(super) struct Soak {
    /// How long, such as 30s, 10m or 24h
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = parse_span)]
    duration: Duration,
    /// Connections that submit
    #[arg(long, default_value = "16", value_parser = parse_count)]
    clients: usize,
    /// Connections that work
    #[arg(long, default_value = "16", value_parser = parse_count)]
    workers: usize,
    /// What decides about the mixture; the same seed makes the same choices
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Name of the function, which nobody else may use meanwhile
    #[arg(long, default_value = "soak", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(conditions: &Conditions, load: &Soak) -> io::Result<Report> {
    let duration = conditions.at_most.unwrap_or(load.duration);
    let conditions = Rc::new(Conditions {
        at_most: Some(duration.min(load.duration)),
        ..conditions.clone()
    });
    let clients = clients(&conditions.server, load.clients).await?;
    let run = Run::begin();
    let ledger = Rc::new(Ledger::default());
    let measurement = Measurement::begin("soak", &conditions)?;
    let working = run_all(vec![(); load.workers], |_, ()| {
        let worker = Worker {
            conditions: Rc::clone(&conditions),
            function: load.function.clone(),
            run,
            ledger: Rc::clone(&ledger),
        };
        worker.work()
    });
    let submitting = run_all(clients, |number, party| {
        let client = Client {
            party,
            function: load.function.clone(),
            run,
            ledger: Rc::clone(&ledger),
            tally: measurement.tally(),
            dice: Dice::new(load.seed, number as u64),
        };
        client.run()
    });
    let soaking = async {
        let latencies = merge(submitting.await?)?;
        wait_for_the_last(&ledger).await?;
        Ok::<_, io::Error>(latencies)
    };
    let latencies = tokio::select! {
        latencies = soaking => latencies?,
        results = working => {
            results?.into_iter().collect::<io::Result<Vec<()>>>()?;
            return Err(wrong("all workers ended"));
        }
    };
    let report = measurement.end(Some(latencies))?;
    Ok(report
        .with("background_jobs", ledger.completed() as f64)
        .with("workers_that_left", ledger.departures() as f64)
        .with("jobs_of_earlier_runs", ledger.found() as f64))
}

/// Waits until each accepted background job has run.
async fn wait_for_the_last(ledger: &Ledger) -> io::Result<()> {
    let all = async {
        while ledger.outstanding() > 0 {
            ledger.changed().await;
        }
    };
    timeout(LAST_JOBS_DEADLINE, all).await.map_err(|_| {
        let lost = ledger.outstanding();
        wrong(&format!("{lost} accepted background jobs never ran"))
    })
}
