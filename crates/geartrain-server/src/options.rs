//! The command line: every option of gearmand and our own, parsed into a [`Config`].
//!
//! Everything that can be checked without opening anything is checked here, so that
//! `--check-args` and a start agree. The environment comes in as an argument.

mod error;
mod files;
mod foreign;
mod handle;
mod http;
mod jobs;
mod level;
mod listening;
mod log;
mod plug_in;
mod process;
mod quantity;
mod store;
mod surroundings;
mod tls;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, CommandFactory, FromArgMatches, Parser};

use crate::config::Config;

pub use error::OptionsError;
pub use geartrain_store::StatePlaces;
pub use surroundings::{SslFiles, Surroundings};

/// What the process was asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// All settings.
    pub config: Config,
    /// Whether to stop after checking them.
    pub check_only: bool,
    /// Options that have no meaning in this server, as written on the command line.
    pub ignored: Vec<&'static str>,
    /// Files that options were read from.
    pub files: Vec<PathBuf>,
}

/// Reads the command line `words`, the program's name first, and the files that it names.
///
/// # Errors
/// When an option is unknown, wrong or not supported, when a file cannot be read, and when help or
/// the version was asked for.
pub fn read(
    words: impl IntoIterator<Item = OsString>,
    surroundings: &Surroundings,
) -> Result<Invocation, OptionsError> {
    let words: Vec<OsString> = words.into_iter().collect();
    let given = Options::parse_words(&words)?;
    let files = files::read(&given.process, surroundings)?;
    let merged = Options::parse_words(&files.insert_into(&words))?;
    merged
        .given_over_files(given)
        .check(surroundings, files.paths)
}

/// A job dispatcher that speaks the Gearman protocol and takes gearmand's options.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "geartraind",
    version,
    disable_help_flag = true,
    term_width = 80,
    args_override_self = true,
    after_help = AFTER_HELP
)]
struct Options {
    /// Print this help
    #[arg(short, long, action = ArgAction::HelpShort)]
    help: Option<bool>,

    #[command(flatten)]
    listening: listening::ListeningOptions,
    #[command(flatten)]
    tls: tls::TlsOptions,
    #[command(flatten)]
    jobs: jobs::JobsOptions,

    #[command(flatten)]
    store: store::StoreOptions,
    #[command(flatten)]
    http: http::HttpOptions,
    #[command(flatten)]
    log: log::LogOptions,
    #[command(flatten)]
    process: process::ProcessOptions,
    #[command(flatten)]
    plug_in: plug_in::PlugInOptions,
    #[command(flatten)]
    foreign: foreign::ForeignOptions,
}

const AFTER_HELP: &str = "\
Sizes take KiB, MiB and GiB (or K, M, G). Times take ms, s, m, h and d, and are
seconds without. Options of gearmand's queue plug-ins that are not
in use (--redis-server and the like) are accepted and ignored.

Signals: SIGTERM and SIGINT stop, SIGUSR1 stops when no job is left, SIGHUP
opens the log file anew and reads certificates and keys again.

Exit status: 0 after a stop that was asked for, 1 when the options are wrong or
the server cannot start, 2 when a second signal cut the stop short.";

impl Options {
    fn parse_words(words: &[OsString]) -> Result<Self, OptionsError> {
        let matches: ArgMatches = Self::command().try_get_matches_from(words)?;
        Ok(Self::from_arg_matches(&matches)?)
    }

    /// What was given on the command line replaces lists from files, as it does single values.
    fn given_over_files(mut self, given: Self) -> Self {
        if !given.listening.has_no_hosts() {
            self.listening.take_hosts(given.listening);
        }
        self
    }

    fn check(
        self,
        surroundings: &Surroundings,
        files: Vec<PathBuf>,
    ) -> Result<Invocation, OptionsError> {
        let handle_prefix = handle::prefix(self.jobs.handle_prefix(), &surroundings.host_name)?;
        let ignored = self.ignored(surroundings);
        let check_only = self.process.check_args;
        let tls = self.tls.check(&surroundings.ssl)?;
        let gear = self.listening.check(surroundings, handle_prefix, tls)?;
        let config = Config {
            http_jobs: self.plug_in.check(gear.port)?,
            gear,
            http: self.http.listen(),
            metrics_functions_max: self.http.metrics_functions_max,
            store: self.store.check(&surroundings.state)?,
            jobs: self.jobs.check()?,
            log: self
                .log
                .check(surroundings, self.process.leaves_terminal(surroundings))?,
            process: self.process.check(surroundings)?,
        };
        Ok(Invocation {
            config,
            check_only,
            ignored,
            files,
        })
    }

    fn ignored(&self, surroundings: &Surroundings) -> Vec<&'static str> {
        [
            self.jobs.ignored(),
            self.store.ignored(),
            self.plug_in.ignored(),
            self.foreign.ignored(),
            self.process.ignored(surroundings),
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests;
