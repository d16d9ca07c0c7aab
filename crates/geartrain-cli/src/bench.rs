//! Load for a server: what the published figures are made with.
//!
//! One light thread drives all connections, so that the server is what is measured. Every answer is
//! checked; a wrong one ends the run. For a server on the same machine the report has the CPU time
//! and memory that the system accounts to its process.

mod crowd;
mod drain;
mod party;
mod process;
mod report;
mod round_trip;
mod sleepers;
mod status;
mod submit;

use std::io;
use std::time::Duration;

use clap::{Args, Subcommand};
use geartrain_client::Error as ClientError;
use geartrain_link::ServerAddress;

use crate::exit::{Code, Trouble};
use process::ServerProcess;
use report::Report;

/// How long a connection may take.
const CONNECT_DEADLINE: Duration = Duration::from_secs(30);

/// `geartrain bench`
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Process id of the server, to report its CPU time and memory
    #[arg(long, global = true, value_name = "PID")]
    pid: Option<u32>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    load: Load,
}

/// What is done to the server.
#[derive(Debug, Subcommand)]
enum Load {
    /// Foreground jobs: clients submit and wait, workers answer with the payload
    RoundTrip(round_trip::RoundTrip),
    /// Background jobs: clients submit, nobody works
    Submit(submit::Submit),
    /// Workers take and complete what is queued
    Drain(drain::Drain),
    /// Workers sleep while one client has one job at a time done
    Sleepers(sleepers::Sleepers),
    /// Clients ask for the status of a job
    Status(status::Status),
}

/// Runs one load and prints its report.
pub(crate) async fn run(server: &str, arguments: &BenchArgs) -> Result<(), Trouble> {
    let server = server.parse().map_err(ClientError::Address)?;
    let process = arguments.pid.map(ServerProcess::new);
    let report = run_load(&server, &arguments.load, process.as_ref()).await;
    let report = report.map_err(|error| Trouble::new(Code::Uncertain, error.to_string()))?;
    if arguments.json {
        println!("{}", report.to_json());
    } else {
        println!("{}", report.to_text());
    }
    Ok(())
}

async fn run_load(
    server: &ServerAddress,
    load: &Load,
    process: Option<&ServerProcess>,
) -> io::Result<Report> {
    match load {
        Load::RoundTrip(load) => round_trip::run(server, load, process).await,
        Load::Submit(load) => submit::run(server, load, process).await,
        Load::Drain(load) => drain::run(server, load, process).await,
        Load::Sleepers(load) => sleepers::run(server, load, process).await,
        Load::Status(load) => status::run(server, load, process).await,
    }
}
