//! Foreground jobs from submission to result.

use std::io;

use clap::Args;
use geartrain_protocol::FunctionName;

use crate::args::parse_count;

use super::crowd::{clients, workers};
use super::foreground::{self, Plan};
use super::payload::Payloads;
use super::report::{Measurement, Report};
use super::{Conditions, pace, size};

/// Foreground jobs.
#[derive(Clone, Debug, Args)]
pub(super) struct RoundTrip {
    /// Connections that submit
    #[arg(long, default_value = "8", value_parser = parse_count)]
    clients: usize,
    /// Connections that work
    #[arg(long, default_value = "8", value_parser = parse_count)]
    workers: usize,
    /// Jobs that each client keeps going at a time
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    in_flight: u64,
    /// Jobs that all clients begin each second, whether or not earlier ones have ended
    ///
    /// Latency counts from the moment when a job is due. The load keeps its processor busy to be
    /// on time.
    #[arg(long, value_name = "PER_SECOND", value_parser = pace::parse_rate, conflicts_with = "in_flight")]
    rate: Option<f64>,
    /// Jobs of all clients together
    #[arg(long, default_value_t = 50_000)]
    jobs: u64,
    /// Bytes of each payload, which the worker sends back, such as 64 or 1MiB
    #[arg(long, default_value = "64", value_name = "SIZE", value_parser = size::parse)]
    payload: usize,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(conditions: &Conditions, load: &RoundTrip) -> io::Result<Report> {
    let workers = workers(conditions, load.workers, &load.function).await?;
    let clients = clients(&conditions.server, load.clients).await?;
    let plan = Plan {
        functions: vec![load.function.clone()].into(),
        payloads: Payloads::new(load.payload),
        jobs: load.jobs,
        in_flight: load.in_flight,
        rate: load.rate,
    };
    let measurement = Measurement::begin("round-trip", conditions)?;
    let latencies = foreground::run(workers, clients, &plan, &measurement.tally()).await?;
    measurement.end(Some(latencies))
}
