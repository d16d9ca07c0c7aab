//! Very many functions.

use std::io;

use clap::Args;
use geartrain_protocol::{FunctionName, Request};

use crate::args::parse_count;

use super::crowd::clients;
use super::foreground::{self, Plan};
use super::party::{Party, wrong};
use super::payload::Payloads;
use super::report::{Measurement, Report};
use super::submit::numbered;
use super::{Conditions, size};

/// Functions.
#[derive(Clone, Debug, Args)]
pub(super) struct Functions {
    /// Functions, to which the jobs go by chance
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(2..))]
    functions: u64,
    /// Functions that each worker can run
    #[arg(long, default_value = "100", value_name = "N", value_parser = parse_count)]
    per_worker: usize,
    /// Connections that work [default: as many as all functions need]
    #[arg(long, value_parser = parse_count)]
    workers: Option<usize>,
    /// Connections that submit
    #[arg(long, default_value = "8", value_parser = parse_count)]
    clients: usize,
    /// Jobs that each client keeps going at a time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
    in_flight: u64,
    /// Jobs of all clients together
    #[arg(long, default_value_t = 100_000)]
    jobs: u64,
    /// Bytes of each payload, which the worker sends back
    #[arg(long, default_value = "64", value_name = "SIZE", value_parser = size::parse)]
    payload: usize,
    /// What the names of the functions begin with
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(conditions: &Conditions, load: &Functions) -> io::Result<Report> {
    let functions = numbered(&load.function, load.functions);
    let needed = functions.len().div_ceil(load.per_worker);
    let count = load.workers.unwrap_or(needed);
    if count < needed {
        return Err(wrong(&format!(
            "{count} workers with {} functions each cannot run all: {needed} can",
            load.per_worker
        )));
    }
    let mut workers = Vec::with_capacity(count);
    for number in 0..count {
        let first = number * load.per_worker;
        let abilities = functions.iter().cycle().skip(first % functions.len());
        let abilities = abilities.take(load.per_worker);
        workers.push(connect_worker(conditions, abilities).await?);
    }
    let clients = clients(&conditions.server, load.clients).await?;
    let plan = Plan {
        functions: functions.into(),
        payloads: Payloads::new(load.payload),
        jobs: load.jobs,
        in_flight: load.in_flight,
        rate: None,
    };
    let measurement = Measurement::begin("functions", conditions)?;
    let latencies = foreground::run(workers, clients, &plan, &measurement.tally()).await?;
    measurement.end(Some(latencies))
}

async fn connect_worker<'a>(
    conditions: &Conditions,
    abilities: impl Iterator<Item = &'a FunctionName>,
) -> io::Result<Party> {
    let mut worker = Party::connect_unable(conditions).await?;
    for function in abilities {
        worker.push(&Request::CanDo {
            function: function.clone(),
        });
    }
    worker.settle().await?;
    Ok(worker)
}
