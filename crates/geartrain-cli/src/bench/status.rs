//! Polling the status of a job.

use std::io;
use std::time::Instant;

use bytes::Bytes;
use clap::Args;
use geartrain_link::ServerAddress;
use geartrain_protocol::{FunctionName, Request, Response, SubmitMode, UniqueKey};
use hdrhistogram::Histogram;

use super::crowd::{clients, run_all};
use super::party::{Party, submission, unexpected, wrong};
use super::process::ServerProcess;
use super::report::{Measurement, Report, latencies, micros_since};

/// Polling.
#[derive(Clone, Debug, Args)]
pub(super) struct Status {
    /// Connections that ask
    #[arg(long, default_value_t = 8)]
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

pub(super) async fn run(
    server: &ServerAddress,
    load: &Status,
    process: Option<&ServerProcess>,
) -> io::Result<Report> {
    let clients = clients(server, load.clients).await?;
    let polls_each = load.polls / load.clients.max(1) as u64;
    let measurement = Measurement::begin("status", process)?;
    let histograms = run_all(clients, |_, client| {
        let load = load.clone();
        async move { poll(client, polls_each, &load).await }
    })
    .await?;
    let mut all = latencies();
    for histogram in histograms {
        all.add(histogram?).map_err(io::Error::other)?;
    }
    measurement.end(all.len(), Some(all))
}

/// Asks for a job of its own, which must be known.
async fn poll(mut client: Party, polls: u64, load: &Status) -> io::Result<Histogram<u64>> {
    let mode = SubmitMode::Background;
    client.push(&submission(
        &load.function,
        UniqueKey::default(),
        mode,
        Bytes::new(),
    ));
    let Response::JobCreated { handle } = client.receive().await? else {
        return Err(wrong("a submission was not answered"));
    };
    let question = Request::GetStatus { handle };
    let mut latencies = latencies();
    while latencies.len() < polls {
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
    }
    Ok(latencies)
}
