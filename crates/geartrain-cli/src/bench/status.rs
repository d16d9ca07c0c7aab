//! Polling the status of a job.

use std::io;
use std::time::Instant;

use bytes::Bytes;
use clap::Args;
use geartrain_protocol::{FunctionName, Handle, Request, Response, SubmitMode, UniqueKey};
use hdrhistogram::Histogram;

use crate::args::parse_count;

use super::Conditions;
use super::crowd::{clients, run_all};
use super::party::{Party, submission, unexpected};
use super::report::{Measurement, Report, latencies, merge, micros_since};
use super::tally::Tally;

/// Polling.
#[derive(Clone, Debug, Args)]
pub(super) struct Status {
    /// Connections that ask
    #[arg(long, default_value = "8", value_parser = parse_count)]
    clients: usize,
    /// Questions of all clients together
    #[arg(long, default_value_t = 100_000)]
    polls: u64,
    /// Questions that each client sends before it waits for an answer
    #[arg(long, default_value_t = 1)]
    in_flight: u64,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(conditions: &Conditions, load: &Status) -> io::Result<Report> {
    let clients = clients(&conditions.server, load.clients).await?;
    let polls_each = load.polls / load.clients as u64;
    let measurement = Measurement::begin("status", conditions)?;
    let histograms = run_all(clients, |_, client| {
        let (load, tally) = (load.clone(), measurement.tally());
        async move { poll(client, polls_each, &load, &tally).await }
    })
    .await?;
    measurement.end(Some(merge(histograms)?))
}

/// Asks for a job of its own, which must be known.
async fn poll(
    mut client: Party,
    polls: u64,
    load: &Status,
    tally: &Tally,
) -> io::Result<Histogram<u64>> {
    let handle = submit(&mut client, &load.function).await?;
    let question = Request::GetStatus { handle };
    let mut latencies = latencies();
    while latencies.len() < polls && !tally.is_time_up() {
        let began = Instant::now();
        let batch = load.in_flight.clamp(1, polls - latencies.len());
        for _ in 0..batch {
            client.push(&question);
        }
        for _ in 0..batch {
            match client.receive().await? {
                Response::Status { status, .. } if status.is_known => {}
                other => return Err(unexpected(&other)),
            }
            latencies.saturating_record(micros_since(began));
        }
        tally.add(batch);
    }
    Ok(latencies)
}

async fn submit(client: &mut Party, function: &FunctionName) -> io::Result<Handle> {
    let (unique, mode) = (UniqueKey::default(), SubmitMode::Background);
    client.push(&submission(function, unique, mode, Bytes::new()));
    match client.receive().await? {
        Response::JobCreated { handle } => Ok(handle),
        other => Err(unexpected(&other)),
    }
}
