//! Submissions that join jobs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use std::time::Instant;

use clap::Args;
use geartrain_protocol::{FunctionName, Handle, Response, SubmitMode};
use hdrhistogram::Histogram;

use crate::args::parse_count;

use super::crowd::{clients, run_all};
use super::party::{Party, submission, unexpected, wrong};
use super::payload::Payloads;
use super::report::{Measurement, Report, latencies, merge, micros_since};
use super::submit::unique;
use super::tally::Tally;
use super::{Conditions, size};

/// Bytes of each unique.
const UNIQUE_BYTES: usize = 36;

/// Joining.
#[derive(Clone, Debug, Args)]
pub(super) struct Coalesce {
    /// Connections that submit
    #[arg(long, default_value = "8", value_parser = parse_count)]
    clients: usize,
    /// Submissions that each client sends before it waits for the answers
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
    in_flight: u64,
    /// Submissions of all clients together
    #[arg(long, default_value_t = 200_000)]
    submissions: u64,
    /// Uniques over which they are spread
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    hot: u64,
    /// Bytes of each payload
    #[arg(long, default_value = "64", value_name = "SIZE", value_parser = size::parse)]
    payload: usize,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

/// Which job each unique stands for.
type Jobs = Rc<RefCell<HashMap<u64, Handle>>>;

pub(super) async fn run(conditions: &Conditions, load: &Coalesce) -> io::Result<Report> {
    let clients = clients(&conditions.server, load.clients).await?;
    let share = load.submissions / load.clients as u64;
    let jobs = Jobs::default();
    let measurement = Measurement::begin("coalesce", conditions)?;
    let histograms = run_all(clients, |number, client| {
        let first = number as u64 * share;
        let (load, jobs, tally) = (load.clone(), Rc::clone(&jobs), measurement.tally());
        async move { submit(client, first..first + share, &load, (&jobs, &tally)).await }
    })
    .await?;
    let report = measurement.end(Some(merge(histograms)?))?;
    let jobs = jobs.borrow().len() as f64;
    Ok(report.with("jobs_queued", jobs))
}

async fn submit(
    mut client: Party,
    mut numbers: std::ops::Range<u64>,
    load: &Coalesce,
    (jobs, tally): (&Jobs, &Tally),
) -> io::Result<Histogram<u64>> {
    let payloads = Payloads::new(load.payload);
    let mut latencies = latencies();
    while !numbers.is_empty() && !tally.is_time_up() {
        let began = Instant::now();
        let end = numbers.end.min(numbers.start + load.in_flight);
        let batch = numbers.start..end;
        for number in batch.clone() {
            let key = number % load.hot;
            let unique = unique(key, UNIQUE_BYTES)?;
            let mode = SubmitMode::Background;
            client.push(&submission(&load.function, unique, mode, payloads.of(key)));
        }
        for number in batch {
            expect_same(&mut client, number % load.hot, jobs).await?;
            latencies.saturating_record(micros_since(began));
            tally.add(1);
        }
        numbers.start = end;
    }
    Ok(latencies)
}

/// All submissions with one unique must be given the handle of one job.
async fn expect_same(client: &mut Party, key: u64, jobs: &Jobs) -> io::Result<()> {
    let handle = match client.receive().await? {
        Response::JobCreated { handle } => handle,
        other => return Err(unexpected(&other)),
    };
    let mut jobs = jobs.borrow_mut();
    match jobs.entry(key).or_insert_with(|| handle.clone()) {
        first if *first == handle => Ok(()),
        _ => Err(wrong("a unique stands for two jobs")),
    }
}
