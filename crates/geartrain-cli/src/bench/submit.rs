//! Background jobs into a queue.

use std::collections::HashSet;
use std::io;
use std::time::Instant;

use bytes::Bytes;
use clap::Args;
use geartrain_link::ServerAddress;
use geartrain_protocol::{FunctionName, Handle, Response, SubmitMode, UniqueKey};
use hdrhistogram::Histogram;

use super::crowd::{clients, run_all};
use super::party::{Party, submission, unexpected, wrong};
use super::process::ServerProcess;
use super::report::{Measurement, Report, latencies, micros_since};

/// Background jobs.
#[derive(Clone, Debug, Args)]
pub(super) struct Submit {
    /// Connections that submit
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// Submissions that each client sends before it waits for an answer
    #[arg(long, default_value_t = 64)]
    in_flight: u64,
    /// Jobs of all clients together
    #[arg(long, default_value_t = 100_000)]
    jobs: u64,
    /// Bytes of each payload
    #[arg(long, default_value_t = 64)]
    payload: usize,
    /// Give each job a unique of this many bytes; 0 for none
    #[arg(long, default_value_t = 36)]
    unique: usize,
    /// Functions over which the jobs are spread
    #[arg(long, default_value_t = 1)]
    functions: u64,
    /// Name of the function, followed by a number when there are several
    #[arg(long, default_value = "bench", value_parser = function_name)]
    function: FunctionName,
}

/// Reads the name of a function from the command line.
pub(super) fn function_name(text: &str) -> Result<FunctionName, String> {
    FunctionName::new(Bytes::copy_from_slice(text.as_bytes())).map_err(|error| error.to_string())
}

pub(super) async fn run(
    server: &ServerAddress,
    load: &Submit,
    process: Option<&ServerProcess>,
) -> io::Result<Report> {
    let clients = clients(server, load.clients).await?;
    let jobs_each = load.jobs / load.clients.max(1) as u64;
    let measurement = Measurement::begin("submit", process)?;
    let histograms = run_all(clients, |number, client| {
        let load = load.clone();
        async move { submit(client, number as u64 * jobs_each, jobs_each, &load).await }
    })
    .await?;
    let mut all = latencies();
    for histogram in histograms {
        all.add(histogram?).map_err(io::Error::other)?;
    }
    measurement.end(all.len(), Some(all))
}

/// Submits `jobs` jobs numbered from `first`; every handle must be new.
async fn submit(
    mut client: Party,
    first: u64,
    jobs: u64,
    load: &Submit,
) -> io::Result<Histogram<u64>> {
    let payload = Bytes::from(vec![b'x'; load.payload]);
    let functions = functions(load);
    let mut next_function = functions.iter().cycle();
    let mut handles: HashSet<Handle> = HashSet::new();
    let mut latencies = latencies();
    let mut submitted = 0;
    while submitted < jobs {
        let began = Instant::now();
        let batch = load.in_flight.clamp(1, jobs - submitted);
        for number in first + submitted..first + submitted + batch {
            let function = next_function
                .next()
                .expect("there is at least one function");
            let unique = unique(number, load.unique)?;
            let mode = SubmitMode::Background;
            client.push(&submission(function, unique, mode, payload.clone()));
        }
        for _ in 0..batch {
            match client.receive().await? {
                Response::JobCreated { handle } if handles.insert(handle.clone()) => {}
                Response::JobCreated { .. } => return Err(wrong("a handle came twice")),
                other => return Err(unexpected(&other)),
            }
            latencies.saturating_record(micros_since(began));
        }
        submitted += batch;
        handles.clear();
    }
    Ok(latencies)
}

fn functions(load: &Submit) -> Vec<FunctionName> {
    if load.functions <= 1 {
        return vec![load.function.clone()];
    }
    let name = load.function.as_bytes();
    let numbered = (0..load.functions).map(|number| [name, number.to_string().as_bytes()].concat());
    numbered
        .filter_map(|name| FunctionName::new(name.into()).ok())
        .collect()
}

fn unique(number: u64, bytes: usize) -> io::Result<UniqueKey> {
    if bytes == 0 {
        return Ok(UniqueKey::default());
    }
    UniqueKey::new(format!("{number:0bytes$}").into()).map_err(io::Error::other)
}
