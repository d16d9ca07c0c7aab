//! The command line: what can be asked for, and how it is written.

mod help;
mod values;

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::bench::BenchArgs;
use crate::export::ExportArguments;
use crate::import::ImportArguments;
use crate::store::StoreArguments;
use crate::target::Target;

pub(crate) use self::help::EXIT_CODES;
pub(crate) use self::values::{parse_count, parse_span};
use self::values::{parse_interval, parse_long_count, parse_time};

/// Submit and run jobs on a Gearman-compatible server.
#[derive(Debug, Parser)]
#[command(
    name = "geartrain",
    version,
    max_term_width = 80,
    after_help = EXIT_CODES
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Submit a job and wait for its result
    ///
    /// The result goes to standard output as it is; warnings and, on a terminal, progress go to
    /// standard error.
    #[command(after_help = help::submit())]
    Submit(SubmitArguments),
    /// Run a command for each job of a function
    ///
    /// The command gets the payload on standard input; what it writes to standard output is the
    /// result. Exit status 0 completes the job; any other fails it, with the end of standard error
    /// as exception if there is any. No shell is involved. The command finds GEARTRAIN_HANDLE,
    /// GEARTRAIN_FUNCTION and GEARTRAIN_UNIQUE in its environment, and in GEARTRAIN_PROGRESS the
    /// number of a file descriptor: each line like 3/10 that it writes there tells the client how
    /// far the job is.
    ///
    /// SIGTERM or SIGINT: take no more jobs, finish those that run, exit. A second one drops
    /// them; the server gives them to another worker. If the worker itself is killed, a process
    /// named command-guard kills its commands.
    #[command(
        after_help = help::work(),
        override_usage = "geartrain work [OPTIONS] --function <NAME> -- <CMD>..."
    )]
    Work(WorkArguments),
    /// Show how a job is, or all functions
    ///
    /// --json prints the same as fields with stable names: job, known, running, numerator,
    /// denominator (and clients, with --unique).
    #[command(after_help = EXIT_CODES)]
    Status(StatusArguments),
    /// List the functions: waiting jobs, also by priority, running ones, and workers
    ///
    /// --json prints them as a list of objects with the fields function, total, waiting, high,
    /// normal, low, running and workers.
    #[command(after_help = EXIT_CODES)]
    Functions(FormatArguments),
    /// List the connected workers with their functions
    ///
    /// --json prints them as a list of objects with the fields connection, address, id (null
    /// where it gave none) and functions.
    #[command(after_help = EXIT_CODES)]
    Workers(WorkersArguments),
    /// List the jobs that wait or run
    ///
    /// --json prints them as a list of objects with the fields job, retries (how often a worker
    /// was lost with it) and background.
    #[command(after_help = EXIT_CODES)]
    Jobs(FormatArguments),
    /// Cancel jobs: who waits for one is told that it failed
    #[command(after_help = EXIT_CODES)]
    Cancel(CancelArguments),
    /// Watch functions, rates and waiting times on a live screen
    ///
    /// Without a terminal, and with --once, one list is printed. Rates and ages come from the
    /// server's metrics; with a server that has none, or where they cannot be reached, they are
    /// left out. Bold functions have waiting jobs and no worker.
    ///
    /// --json prints one list of objects with the fields of `functions` and submitted_per_second,
    /// ended_per_second and oldest_seconds, which are null without metrics.
    #[command(after_help = EXIT_CODES)]
    Top(TopArguments),
    /// Send a line of the admin protocol and print the answer
    ///
    /// Such as: status, workers, prioritystatus, version, show jobs, cancel job HANDLE, maxqueue
    /// FUNCTION SIZE.
    #[command(after_help = EXIT_CODES)]
    Admin(AdminArguments),
    /// Ask the server for an echo and print how long it took
    #[command(after_help = EXIT_CODES)]
    Ping,
    /// Put load on a server and print what it took
    #[command(after_help = EXIT_CODES)]
    Bench(BenchArgs),
    /// Print the completions of a shell
    ///
    /// Such as: geartrain completions bash >/etc/bash_completion.d/geartrain
    Completions(CompletionsArguments),
    /// Check, dump, copy or rewrite the jobs that a server keeps on disk
    Store(StoreArguments),
    /// Submit the jobs that gearmand left in a SQLite file
    ///
    /// The file is read only, in parts, so that gearmand may go on using it. Each row is submitted
    /// as a background job and noted in a record; a row that the record has is not submitted again.
    /// Without the record, a job that still waits is not queued twice either if it has a unique.
    #[command(after_help = crate::import::EXIT_CODES)]
    Import(ImportArguments),
    /// Move the jobs that a stopped server keeps into a queue of gearmand
    ///
    /// gearmand can be started on it then, with --queue-type libsqlite3. Jobs that gearmand cannot
    /// keep stay where they are and are told. A queue that was taken over from the same table is
    /// replaced by what is left of it.
    #[command(after_help = crate::export::EXIT_CODES)]
    Export(ExportArguments),
}

/// What is submitted, and how.
#[derive(Args, Debug)]
pub(crate) struct SubmitArguments {
    /// The function that is to run
    pub(crate) function: OsString,
    /// Its argument; `-`, or nothing, reads standard input
    pub(crate) payload: Option<OsString>,
    /// Read the payload from a file; `-` is standard input
    #[arg(long, value_name = "PATH", conflicts_with = "payload")]
    pub(crate) file: Option<PathBuf>,
    /// Make a job of each line of the input; results, or handles, are printed in its order, a
    /// line each
    #[arg(short = 'n', long, conflicts_with_all = ["payload", "unique"])]
    pub(crate) each_line: bool,
    /// Print the job's handle and do not wait
    #[arg(short, long)]
    pub(crate) background: bool,
    /// With --background, --at or --delay: wait until the job has ended; its result is not kept
    #[arg(short, long)]
    pub(crate) wait: bool,
    /// Join a job of this function that has the same unique; `-` takes the payload for it
    #[arg(short, long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) unique: Option<OsString>,
    /// How urgent it is
    #[arg(short, long, value_enum, default_value_t = PriorityArgument::Normal)]
    pub(crate) priority: PriorityArgument,
    /// Start not before this time, such as 2030-01-31T08:00:00Z or @1900000000 (seconds since
    /// 1970); implies --background
    #[arg(long, value_name = "TIME", value_parser = parse_time, conflicts_with = "delay")]
    pub(crate) at: Option<SystemTime>,
    /// Start not before this much time has passed, such as 90s or 2h; implies --background
    #[arg(long, value_name = "TIME", value_parser = parse_span)]
    pub(crate) delay: Option<Duration>,
    /// Give up waiting after this time, such as 30s; a job that runs goes on, one that waits is
    /// dropped unless somebody else waits for it
    #[arg(short, long, value_name = "TIME", value_parser = parse_span)]
    pub(crate) timeout: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PriorityArgument {
    High,
    Normal,
    Low,
}

/// Which jobs are run, and with what.
#[derive(Args, Debug)]
pub(crate) struct WorkArguments {
    /// A function to run jobs of; may be given several times
    #[arg(short, long = "function", value_name = "NAME", required = true)]
    pub(crate) functions: Vec<OsString>,
    /// The command as one text, cut at blanks
    #[arg(short, long, value_name = "CMD")]
    pub(crate) exec: Option<String>,
    /// The command with its arguments, after `--`
    #[arg(last = true, value_name = "CMD", conflicts_with = "exec")]
    pub(crate) command: Vec<OsString>,
    /// How many jobs run at the same time
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = parse_count)]
    pub(crate) concurrency: usize,
    /// Exit after so many jobs
    #[arg(short, long, value_name = "N", value_parser = parse_long_count)]
    pub(crate) max_jobs: Option<u64>,
    /// Take no more jobs after this time, such as 8h, finish those that run, and exit
    #[arg(long, value_name = "TIME", value_parser = parse_span)]
    pub(crate) max_time: Option<Duration>,
    /// Kill a command, and all that it started, after this time, such as 30s; its job ends with
    /// an exception
    #[arg(short, long, value_name = "TIME", value_parser = parse_span)]
    pub(crate) timeout: Option<Duration>,
    /// How long running jobs are waited for after a signal, such as 30s; unlimited if not given
    #[arg(long, value_name = "TIME", value_parser = parse_span)]
    pub(crate) grace: Option<Duration>,
}

/// What is asked for.
#[derive(Args, Debug)]
pub(crate) struct StatusArguments {
    /// A job's handle; without it all functions are listed
    pub(crate) handle: Option<String>,
    /// Ask for the job with this unique
    #[arg(
        short,
        long,
        value_name = "KEY",
        conflicts_with = "handle",
        allow_hyphen_values = true
    )]
    pub(crate) unique: Option<OsString>,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// How a list is printed.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct FormatArguments {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which connections are listed.
#[derive(Args, Debug)]
pub(crate) struct WorkersArguments {
    /// List clients as well
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What is cancelled.
#[derive(Args, Debug)]
pub(crate) struct CancelArguments {
    /// The handles of the jobs
    #[arg(required = true, value_name = "HANDLE")]
    pub(crate) jobs: Vec<String>,
}

/// What is watched.
#[derive(Args, Debug)]
pub(crate) struct TopArguments {
    /// Time between two looks
    #[arg(short, long, value_name = "TIME", default_value = "1s", value_parser = parse_interval)]
    pub(crate) interval: Duration,
    /// Print one list and exit
    #[arg(long)]
    pub(crate) once: bool,
    /// Print one list as JSON and exit
    #[arg(long)]
    pub(crate) json: bool,
    /// Where the server's metrics are; http://HOST:9418/metrics if not given
    #[arg(long, value_name = "URL")]
    pub(crate) metrics: Option<String>,
}

/// Whose completions are printed.
#[derive(Args, Debug)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// A line of the admin protocol.
#[derive(Args, Debug)]
pub(crate) struct AdminArguments {
    /// The line, such as `maxqueue resize 1000`
    #[arg(required = true, value_name = "WORD")]
    pub(crate) words: Vec<String>,
}

impl WorkArguments {
    /// The words of the command; empty when there is none.
    pub(crate) fn command_words(&self) -> Vec<OsString> {
        match &self.exec {
            Some(exec) => exec.split_whitespace().map(OsString::from).collect(),
            None => self.command.clone(),
        }
    }
}

/// Arguments are bytes here, as function names and payloads are.
pub(crate) fn bytes(text: &OsStr) -> &[u8] {
    text.as_bytes()
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
