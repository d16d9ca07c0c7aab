//! Background jobs into a queue.

use std::collections::HashSet;
use std::io;
use std::time::Instant;

use bytes::Bytes;
use clap::Args;
use geartrain_protocol::{FunctionName, Handle, Response, SubmitMode, UniqueKey};
use hdrhistogram::Histogram;

use crate::args::parse_count;

use super::crowd::{clients, run_all};
use super::party::{Party, submission, unexpected, wrong};
use super::payload::Payloads;
use super::report::{Measurement, Report, latencies, merge, micros_since};
use super::tally::Tally;
use super::{Conditions, size};

/// Background jobs.
#[derive(Clone, Debug, Args)]
pub(super) struct Submit {
    /// Connections that submit
    #[arg(long, default_value = "8", value_parser = parse_count)]
    pub(super) clients: usize,
    /// Submissions that each client sends before it waits for the answers
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) in_flight: u64,
    /// Jobs of all clients together
    #[arg(long, default_value_t = 100_000)]
    pub(super) jobs: u64,
    /// Bytes of each payload
    #[arg(long, default_value = "64", value_name = "SIZE", value_parser = size::parse)]
    pub(super) payload: usize,
    /// Give each job a unique of this many bytes; 0 for none
    #[arg(long, default_value_t = 36, value_name = "BYTES")]
    pub(super) unique: usize,
    /// Functions over which the jobs are spread
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) functions: u64,
    /// Name of the function, followed by a number when there are several
    #[arg(long, default_value = "bench", value_parser = function_name)]
    pub(super) function: FunctionName,
}

/// Reads the name of a function from the command line.
pub(super) fn function_name(text: &str) -> Result<FunctionName, String> {
    FunctionName::new(Bytes::copy_from_slice(text.as_bytes())).map_err(|error| error.to_string())
}

pub(super) async fn run(conditions: &Conditions, load: &Submit) -> io::Result<Report> {
    let clients = clients(&conditions.server, load.clients).await?;
    let measurement = Measurement::begin("submit", conditions)?;
    let latencies = submit_all(clients, load, &measurement.tally()).await?;
    measurement.end(Some(latencies))
}

/// Lets all clients submit; counts in `tally` what was accepted.
pub(super) async fn submit_all(
    clients: Vec<Party>,
    load: &Submit,
    tally: &Tally,
) -> io::Result<Histogram<u64>> {
    let share = load.jobs / clients.len() as u64;
    let histograms = run_all(clients, |number, party| {
        let client = Client {
            party,
            load: load.clone(),
            payloads: Payloads::new(load.payload),
            functions: numbered(&load.function, load.functions),
            tally: tally.clone(),
        };
        let first = number as u64 * share;
        async move { client.submit(first, first + share).await }
    })
    .await?;
    merge(histograms)
}

struct Client {
    party: Party,
    load: Submit,
    payloads: Payloads,
    functions: Vec<FunctionName>,
    tally: Tally,
}

impl Client {
    /// Submits the jobs from `first` to before `end` in batches.
    async fn submit(mut self, first: u64, end: u64) -> io::Result<Histogram<u64>> {
        let mut handles = HashSet::new();
        let mut latencies = latencies();
        let mut next = first;
        while next < end && !self.tally.is_time_up() {
            let began = Instant::now();
            let batch_end = end.min(next + self.load.in_flight);
            for number in next..batch_end {
                self.push(number)?;
            }
            handles.clear();
            for _ in next..batch_end {
                self.expect_new(&mut handles).await?;
                latencies.saturating_record(micros_since(began));
            }
            self.tally.add(batch_end - next);
            next = batch_end;
        }
        Ok(latencies)
    }

    fn push(&mut self, number: u64) -> io::Result<()> {
        let position = number % self.functions.len() as u64;
        let function = &self.functions[usize::try_from(position).map_err(io::Error::other)?];
        let unique = unique(number, self.load.unique)?;
        let payload = self.payloads.of(number);
        let mode = SubmitMode::Background;
        self.party
            .push(&submission(function, unique, mode, payload));
        Ok(())
    }

    /// Handles of one batch must differ; over all jobs that would cost more than the load itself.
    async fn expect_new(&mut self, handles: &mut HashSet<Handle>) -> io::Result<()> {
        match self.party.receive().await? {
            Response::JobCreated { handle } if handles.insert(handle.clone()) => Ok(()),
            Response::JobCreated { .. } => Err(wrong("a handle came twice")),
            other => Err(unexpected(&other)),
        }
    }
}

/// The names of `count` functions: `name` alone, or followed by a number.
pub(super) fn numbered(name: &FunctionName, count: u64) -> Vec<FunctionName> {
    if count <= 1 {
        return vec![name.clone()];
    }
    let names = (0..count).map(|number| [name.as_bytes(), number.to_string().as_bytes()].concat());
    names
        .filter_map(|name| FunctionName::new(name.into()).ok())
        .collect()
}

/// The unique of job `number`, of so many bytes; none for 0.
pub(super) fn unique(number: u64, bytes: usize) -> io::Result<UniqueKey> {
    if bytes == 0 {
        return Ok(UniqueKey::default());
    }
    UniqueKey::new(format!("{number:0bytes$}").into()).map_err(io::Error::other)
}
