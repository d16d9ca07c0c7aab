//! One job at a time beside a crowd of sleeping workers.

use std::cell::Cell;
use std::io;
use std::pin::pin;
use std::rc::Rc;
use std::time::Instant;

use bytes::Bytes;
use clap::Args;
use geartrain_protocol::{FunctionName, Request, Response, SubmitMode, UniqueKey};
use hdrhistogram::Histogram;
use tokio::sync::Notify;

use crate::args::parse_count;

use super::Conditions;
use super::crowd::{run_all, workers};
use super::party::{Party, submission, unexpected, wrong};
use super::report::{Measurement, Report, latencies, micros_since};
use super::tally::Tally;

/// Sleeping workers.
#[derive(Clone, Debug, Args)]
pub(super) struct Sleepers {
    /// Connections that sleep
    #[arg(long, default_value = "1000", value_parser = parse_count)]
    workers: usize,
    /// Jobs, one after the other, each when all workers sleep
    #[arg(long, default_value_t = 1_000)]
    jobs: u64,
    /// Name of the function
    #[arg(long, default_value = "bench", value_parser = super::submit::function_name)]
    function: FunctionName,
}

/// What the workers tell about themselves.
#[derive(Debug, Default)]
struct Crowd {
    awake: Cell<usize>,
    wakes: Cell<u64>,
    changed: Notify,
}

pub(super) async fn run(conditions: &Conditions, load: &Sleepers) -> io::Result<Report> {
    let mut client = Party::connect(&conditions.server).await?;
    let before = Measurement::begin("sleepers", conditions)?;
    let mut workers = workers(conditions, load.workers, &load.function).await?;
    for worker in &mut workers {
        worker.push(&Request::PreSleep);
        worker.settle().await?;
    }
    before.tally().add(load.workers as u64);
    let connected = before.end(None)?;

    let crowd = Rc::new(Crowd::default());
    let measurement = Measurement::begin("sleepers", conditions)?;
    let tally = measurement.tally();
    // Kept to the end: that ten thousand of them leave is no part of what a job costs.
    let mut sleeping = pin!(run_all(workers, |_, worker| {
        sleep(worker, Rc::clone(&crowd))
    }));
    let latencies = tokio::select! {
        latencies = submit(&mut client, &crowd, load, &tally) => latencies?,
        results = &mut sleeping => {
            results?.into_iter().collect::<io::Result<Vec<()>>>()?;
            return Err(wrong("all workers ended"));
        }
    };
    let wakes = crowd.wakes.get() as f64 / tally.done() as f64;
    let mut report = measurement.end(Some(latencies))?;
    if let Some(bytes) = connected.server_growth_bytes() {
        report = report.with("bytes_per_sleeper", bytes / load.workers as f64);
    }
    Ok(report.with("woken_per_job", wakes))
}

/// Has one job at a time done; the next one when all sleep again.
async fn submit(
    client: &mut Party,
    crowd: &Crowd,
    load: &Sleepers,
    tally: &Tally,
) -> io::Result<Histogram<u64>> {
    let (unique, mode) = (UniqueKey::default(), SubmitMode::Foreground);
    let job = submission(&load.function, unique, mode, Bytes::new());
    let mut latencies = latencies();
    while tally.done() < load.jobs && !tally.is_time_up() {
        let began = Instant::now();
        client.push(&job);
        expect(client, |response| {
            matches!(response, Response::JobCreated { .. })
        })
        .await?;
        expect(client, |response| {
            matches!(response, Response::WorkComplete { .. })
        })
        .await?;
        latencies.saturating_record(micros_since(began));
        all_asleep(client, crowd).await?;
        tally.add(1);
    }
    Ok(latencies)
}

/// Waits until nobody is awake, and until the server had time to wake whom it wanted to.
async fn all_asleep(client: &mut Party, crowd: &Crowd) -> io::Result<()> {
    loop {
        let wakes = crowd.wakes.get();
        while crowd.awake.get() > 0 {
            crowd.changed.notified().await;
        }
        client.settle().await?;
        if crowd.wakes.get() == wakes && crowd.awake.get() == 0 {
            return Ok(());
        }
    }
}

async fn expect(party: &mut Party, fits: impl Fn(&Response) -> bool) -> io::Result<()> {
    match party.receive().await? {
        response if fits(&response) => Ok(()),
        response => Err(unexpected(&response)),
    }
}

/// Sleeps, and when woken asks for one job.
async fn sleep(mut worker: Party, crowd: Rc<Crowd>) -> io::Result<()> {
    loop {
        expect(&mut worker, |response| *response == Response::Noop).await?;
        crowd.wakes.set(crowd.wakes.get() + 1);
        crowd.awake.set(crowd.awake.get() + 1);
        worker.ask_for_job();
        match worker.receive().await? {
            Response::JobAssign(job) => worker.push(&Request::WorkComplete {
                handle: job.handle,
                data: Bytes::new(),
            }),
            Response::NoJob => {}
            other => return Err(unexpected(&other)),
        }
        worker.push(&Request::PreSleep);
        worker.flush().await?;
        crowd.awake.set(crowd.awake.get() - 1);
        crowd.changed.notify_one();
    }
}
