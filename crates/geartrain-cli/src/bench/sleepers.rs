//! One job at a time beside a crowd of sleeping workers.

use std::collections::VecDeque;
use std::io;
use std::time::Instant;

use bytes::Bytes;
use clap::Args;
use geartrain_link::ServerAddress;
use geartrain_protocol::{FunctionName, Request, Response, SubmitMode, UniqueKey};

use super::crowd::{put_to_sleep, workers};
use super::party::{Party, submission, unexpected, wrong};
use super::process::ServerProcess;
use super::report::{Measurement, Report, latencies, micros_since};

/// Sleeping workers.
#[derive(Clone, Debug, Args)]
pub(super) struct Sleepers {
    /// Connections that sleep
    #[arg(long, default_value_t = 1_000)]
    workers: usize,
    /// Jobs, one after the other
    #[arg(long, default_value_t = 1_000)]
    jobs: u64,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

pub(super) async fn run(
    server: &ServerAddress,
    load: &Sleepers,
    process: Option<&ServerProcess>,
) -> io::Result<Report> {
    let mut workers = workers(server, load.workers, &load.function).await?;
    put_to_sleep(&mut workers).await?;
    let mut workers = VecDeque::from(workers);
    let mut client = Party::connect(server).await?;
    let measurement = Measurement::begin("sleepers", process)?;
    let mut latencies = latencies();
    for _ in 0..load.jobs {
        let began = Instant::now();
        run_job(&mut client, &mut workers, &load.function).await?;
        latencies.saturating_record(micros_since(began));
    }
    measurement.end(load.jobs, Some(latencies))
}

/// Has one job done by whoever is woken, and puts that worker to sleep again.
async fn run_job(
    client: &mut Party,
    workers: &mut VecDeque<Party>,
    function: &FunctionName,
) -> io::Result<()> {
    let mode = SubmitMode::Foreground;
    client.push(&submission(
        function,
        UniqueKey::default(),
        mode,
        Bytes::new(),
    ));
    expect(client, |response| {
        matches!(response, Response::JobCreated { .. })
    })
    .await?;
    let mut worker = take_woken(workers).await?;
    worker.push(&Request::GrabJob);
    let Response::JobAssign(job) = worker.receive().await? else {
        return Err(wrong("a woken worker found no job"));
    };
    worker.push(&Request::WorkComplete {
        handle: job.handle,
        data: Bytes::new(),
    });
    worker.push(&Request::PreSleep);
    worker.flush().await?;
    workers.push_back(worker);
    expect(client, |response| {
        matches!(response, Response::WorkComplete { .. })
    })
    .await
}

async fn expect(party: &mut Party, fits: impl Fn(&Response) -> bool) -> io::Result<()> {
    match party.receive().await? {
        response if fits(&response) => Ok(()),
        response => Err(unexpected(&response)),
    }
}

/// The worker that got the wake-up. Servers wake in order or all at once; either way the one that
/// sleeps longest has it.
async fn take_woken(workers: &mut VecDeque<Party>) -> io::Result<Party> {
    let mut worker = workers
        .pop_front()
        .ok_or_else(|| wrong("there are no workers"))?;
    expect(&mut worker, |response| *response == Response::Noop).await?;
    while worker.receive_here()?.is_some() {}
    Ok(worker)
}
