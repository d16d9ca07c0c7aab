//! Load for a server: what the published figures are made with.
//!
//! One light thread drives all connections, so that the server is what is measured. Every answer is
//! checked; a wrong one ends the run. For a server on the same machine the report has the CPU time
//! and memory that the system accounts to its process.

mod beanstalk;
mod coalesce;
mod crowd;
mod drain;
mod echo;
mod flow;
mod foreground;
mod functions;
mod pace;
mod party;
mod payload;
mod payloads;
mod process;
mod report;
mod round_trip;
mod size;
mod sleepers;
mod soak;
mod status;
mod storm;
mod submit;
mod tally;

use std::io;
use std::time::Duration;

use clap::{Args, Subcommand};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::args::parse_span;
use crate::endpoint::Endpoint;
use crate::exit::{Code, Trouble};
use crate::listing::print_line;
use crate::target::Target;
use process::Process;
use report::Report;

/// How long a connection may take.
const CONNECT_DEADLINE: Duration = Duration::from_secs(30);

/// `geartrain bench`
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Process id of the server, to report its CPU time and memory
    #[arg(long, global = true, value_name = "PID")]
    pid: Option<u32>,
    /// Stop after this time, such as 30s, and report what was done by then
    #[arg(long, global = true, value_name = "TIME", value_parser = parse_span)]
    at_most: Option<Duration>,
    /// Workers ask with GRAB_JOB_UNIQ, which is all that some servers know
    #[arg(long, global = true)]
    grab_uniq: bool,
    /// Print JSON instead of text, one object for each report
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
    /// Background jobs that workers complete while clients submit
    Flow(flow::Flow),
    /// Background submissions that join the jobs of a few uniques
    Coalesce(coalesce::Coalesce),
    /// Clients ask for the status of a job
    Status(status::Status),
    /// Workers sleep while one client has one job at a time done
    Sleepers(sleepers::Sleepers),
    /// Foreground jobs of very many functions, some for each worker
    Functions(functions::Functions),
    /// Foreground jobs with payloads of several sizes, one report for each size
    Payloads(payloads::Payloads),
    /// Clients connect all at once
    Storm(storm::Storm),
    /// All kinds of work mixed, with workers that fail and leave, for a time
    Soak(soak::Soak),
    /// Echo requests: the least that a server can do
    Echo(echo::Echo),
    /// The same as submit, for a server of beanstalkd's protocol
    #[command(hide = true)]
    BeanstalkSubmit(beanstalk::BeanstalkSubmit),
    /// The same as drain, for a server of beanstalkd's protocol
    #[command(hide = true)]
    BeanstalkDrain(beanstalk::BeanstalkDrain),
}

impl Load {
    /// It works on a bare socket.
    fn is_plain(&self) -> bool {
        matches!(
            self,
            Self::Echo(_) | Self::BeanstalkSubmit(_) | Self::BeanstalkDrain(_)
        )
    }
}

/// Which server is measured, and how.
#[derive(Clone, Debug)]
struct Conditions {
    server: Endpoint,
    process: Option<Process>,
    at_most: Option<Duration>,
    grab_uniq: bool,
}

/// Runs one load and prints its reports.
pub(crate) async fn run(target: &Target, arguments: &BenchArgs) -> Result<(), Trouble> {
    let server = target.endpoint(CONNECT_DEADLINE)?;
    if server.has_tls() && arguments.load.is_plain() {
        let text = "this load does not speak TLS: leave --tls-ca out";
        return Err(Trouble::new(Code::Usage, text));
    }
    // Tells a server that is not there from one that gives wrong answers.
    drop(server.first_link().await?);
    allow_many_connections();
    let process = arguments.pid.map(Process::new).transpose();
    let conditions = Conditions {
        server,
        process: process.map_err(|error| Trouble::new(Code::Here, error.to_string()))?,
        at_most: arguments.at_most,
        grab_uniq: arguments.grab_uniq,
    };
    let reports = run_load(&conditions, &arguments.load).await;
    let reports = reports.map_err(|error| Trouble::new(Code::Uncertain, error.to_string()))?;
    for report in reports {
        match arguments.json {
            true => print_line(&report.to_json())?,
            false => print_line(&report.to_text())?,
        }
    }
    Ok(())
}

async fn run_load(conditions: &Conditions, load: &Load) -> io::Result<Vec<Report>> {
    let report = match load {
        Load::RoundTrip(load) => round_trip::run(conditions, load).await,
        Load::Submit(load) => submit::run(conditions, load).await,
        Load::Drain(load) => drain::run(conditions, load).await,
        Load::Flow(load) => flow::run(conditions, load).await,
        Load::Coalesce(load) => coalesce::run(conditions, load).await,
        Load::Status(load) => status::run(conditions, load).await,
        Load::Sleepers(load) => sleepers::run(conditions, load).await,
        Load::Functions(load) => functions::run(conditions, load).await,
        Load::Payloads(load) => return payloads::run(conditions, load).await,
        Load::Storm(load) => storm::run(conditions, load).await,
        Load::Soak(load) => soak::run(conditions, load).await,
        Load::Echo(load) => echo::run(conditions, load).await,
        Load::BeanstalkSubmit(load) => beanstalk::submit(conditions, load).await,
        Load::BeanstalkDrain(load) => beanstalk::drain(conditions, load).await,
    };
    Ok(vec![report?])
}

/// Raises the bound of open files as far as the system lets us; connecting says when it is too low.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let _ = setrlimit(Resource::Nofile, raised);
}
