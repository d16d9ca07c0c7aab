//! Foreground jobs from submission to result.

use std::collections::HashMap;
use std::io;
use std::time::Instant;

use bytes::Bytes;
use clap::Args;
use geartrain_link::ServerAddress;
use geartrain_protocol::{FunctionName, Handle, Request, Response, SubmitMode, UniqueKey};
use hdrhistogram::Histogram;

use super::crowd::{clients, run_all, workers};
use super::party::{Party, submission, unexpected, wrong};
use super::process::ServerProcess;
use super::report::{Measurement, Report, latencies, micros_since};

/// Foreground jobs.
#[derive(Clone, Debug, Args)]
pub(super) struct RoundTrip {
    /// Connections that submit
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// Connections that work
    #[arg(long, default_value_t = 8)]
    workers: usize,
    /// Jobs that each client keeps going at a time
    #[arg(long, default_value_t = 1)]
    in_flight: u64,
    /// Jobs of all clients together
    #[arg(long, default_value_t = 50_000)]
    jobs: u64,
    /// Bytes of each payload, which the worker sends back
    #[arg(long, default_value_t = 64)]
    payload: usize,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(
    server: &ServerAddress,
    load: &RoundTrip,
    process: Option<&ServerProcess>,
) -> io::Result<Report> {
    let workers = workers(server, load.workers, &load.function).await?;
    let clients = clients(server, load.clients).await?;
    let jobs_each = load.jobs / load.clients.max(1) as u64;
    let measurement = Measurement::begin("round-trip", process)?;
    let working = run_all(workers, |_, worker| async move { work(worker).await });
    let submitting = run_all(clients, |_, client| {
        let load = load.clone();
        async move { submit_and_wait(client, jobs_each, &load).await }
    });
    let histograms = tokio::select! {
        results = submitting => results?,
        results = working => {
            results?.into_iter().collect::<io::Result<Vec<()>>>()?;
            return Err(wrong("all workers ended"));
        }
    };
    let mut all = latencies();
    for histogram in histograms {
        all.add(histogram?).map_err(io::Error::other)?;
    }
    measurement.end(all.len(), Some(all))
}

/// Completes jobs with their own payload, for ever.
async fn work(mut worker: Party) -> io::Result<()> {
    loop {
        let job = worker.take_job().await?;
        worker.push(&Request::WorkComplete {
            handle: job.handle,
            data: job.workload,
        });
    }
}

/// Keeps `in_flight` jobs going until `jobs` are done; each result must be the payload.
async fn submit_and_wait(
    mut client: Party,
    jobs: u64,
    load: &RoundTrip,
) -> io::Result<Histogram<u64>> {
    let payload = Bytes::from(vec![b'x'; load.payload]);
    let unique = UniqueKey::default();
    let submission = submission(
        &load.function,
        unique,
        SubmitMode::Foreground,
        payload.clone(),
    );
    let mut began_in_order = std::collections::VecDeque::new();
    let mut began: HashMap<Handle, Instant> = HashMap::new();
    let mut latencies = latencies();
    let mut submitted = 0;
    while latencies.len() < jobs {
        while submitted < jobs && submitted - latencies.len() < load.in_flight {
            client.push(&submission);
            began_in_order.push_back(Instant::now());
            submitted += 1;
        }
        match client.receive().await? {
            Response::JobCreated { handle } => {
                let at = began_in_order
                    .pop_front()
                    .ok_or_else(|| wrong("one job too many"))?;
                began.insert(handle, at);
            }
            Response::WorkComplete { handle, data } => {
                let at = began
                    .remove(&handle)
                    .ok_or_else(|| wrong("an unknown job ended"))?;
                if data != payload {
                    return Err(wrong("a result is not the payload"));
                }
                latencies.saturating_record(micros_since(at));
            }
            other => return Err(unexpected(&other)),
        }
    }
    Ok(latencies)
}
