//! Foreground jobs with payloads of several sizes.

use std::io;

use clap::Args;
use geartrain_protocol::FunctionName;

use super::crowd::{clients, workers};
use super::foreground::{self, Plan};
use super::payload::Payloads as Contents;
use super::report::{Measurement, Report};
use super::{Conditions, size};

/// Payloads.
#[derive(Clone, Debug, Args)]
pub(super) struct Payloads {
    /// Sizes of the payloads, which the worker sends back
    #[arg(long, value_name = "SIZE,...", value_delimiter = ',', value_parser = size::parse,
        default_value = "0,64,1KiB,16KiB,256KiB,1MiB,16MiB,64MiB")]
    sizes: Vec<usize>,
    /// Bytes that are sent with each size, in as many jobs as it takes, such as 64MiB
    #[arg(long, default_value = "64MiB", value_name = "SIZE", value_parser = size::volume)]
    volume: u64,
    /// The most jobs of each size
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
    jobs: u64,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

/// One client has one job at a time done by one worker.
pub(super) async fn run(conditions: &Conditions, load: &Payloads) -> io::Result<Vec<Report>> {
    let mut reports = Vec::with_capacity(load.sizes.len());
    for size in &load.sizes {
        let jobs = load.volume / (*size).max(1) as u64;
        let jobs = jobs.clamp(1, load.jobs);
        reports.push(run_size(conditions, load, *size, jobs).await?);
    }
    Ok(reports)
}

async fn run_size(
    conditions: &Conditions,
    load: &Payloads,
    size: usize,
    jobs: u64,
) -> io::Result<Report> {
    let workers = workers(conditions, 1, &load.function).await?;
    let clients = clients(&conditions.server, 1).await?;
    let plan = Plan {
        functions: vec![load.function.clone()].into(),
        payloads: Contents::new(size),
        jobs,
        in_flight: 1,
        rate: None,
    };
    let measurement = Measurement::begin("payloads", conditions)?;
    let latencies = foreground::run(workers, clients, &plan, &measurement.tally()).await?;
    let report = measurement.end(Some(latencies))?;
    Ok(describe(report, size))
}

/// Adds what each MiB cost: once from the client to the worker, and once back.
fn describe(report: Report, size: usize) -> Report {
    let mib = size as f64 / f64::from(1 << 20);
    let cpu_ms = report.server_us_per_job().map(|us| us / 1_000.0 / mib);
    let wall_ms = report.us_each() / 1_000.0 / mib;
    let report = report.with("payload_bytes", size as f64);
    if size == 0 {
        return report;
    }
    let report = report.with("ms_per_mib", wall_ms);
    match cpu_ms {
        Some(cpu_ms) => report.with("server_cpu_ms_per_mib", cpu_ms),
        None => report,
    }
}
