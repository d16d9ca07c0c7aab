//! The settings: every option of gearmand and our own, made into a [`Config`].
//!
//! They come from gearmand's file of options, a TOML file, the environment and the command line, of
//! which each counts more than those before. Everything that can be checked without opening
//! anything is checked here, so that `--check-args` and a start agree. The environment comes in as
//! an argument.

mod environment;
mod error;
mod files;
mod foreign;
mod handle;
mod http;
mod jobs;
mod layer;
mod level;
mod listening;
mod log;
mod plug_in;
mod port;
mod process;
mod quantity;
#[cfg(test)]
mod reference;
mod reload;
mod setting;
mod sources;
mod store;
mod surroundings;
mod text;
mod tls;
mod toml_file;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, CommandFactory, FromArgMatches, Parser, value_parser};

use crate::config::Config;
use error::Mistake;
use setting::Setting;
use sources::Sources;

pub use error::OptionsError;
pub use geartrain_store::StatePlaces;
pub use reload::{Change, Reloadable};
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
    /// Files that settings were read from.
    pub files: Vec<PathBuf>,
    /// What looks like a mistake and harms nobody, a line each.
    pub warnings: Vec<String>,
    /// What reads the settings again.
    pub reloadable: Reloadable,
}

/// Reads the command line `words`, the program's name first, the environment, and the files that
/// they name.
///
/// # Errors
/// When an option is unknown, wrong or not supported, when a file cannot be read, and when help or
/// the version was asked for.
pub fn read(
    words: impl IntoIterator<Item = OsString>,
    surroundings: &Surroundings,
) -> Result<Invocation, OptionsError> {
    let words: Vec<OsString> = words.into_iter().collect();
    let sources = Sources::read(&words, surroundings)?;
    let options = Options::parse(&sources.merged.words())?;
    options.check(words, sources, surroundings)
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

Every option is also a key of the TOML file (port = 4730), and an environment
variable (GEARTRAIN_PORT). Options count more than variables, these more than
the TOML file, and that more than gearmand's file of options.

Signals: SIGTERM and SIGINT stop, SIGUSR1 stops when no job is left, SIGHUP
opens the log file anew and reads the configuration and certificates again.

Exit status: 0 after a stop that was asked for, 1 when the options are wrong or
the server cannot start, 2 when a second signal cut the stop short, 3 when the
disk did not take all that was to be kept.";

impl Options {
    fn matches(words: &[OsString]) -> Result<ArgMatches, OptionsError> {
        Ok(Self::command().try_get_matches_from(words)?)
    }

    /// The same where words that are no options are no mistake.
    fn matches_of_file(words: &[OsString]) -> Result<ArgMatches, OptionsError> {
        let any_word = |arg: Arg| arg.value_parser(value_parser!(String));
        let command = Self::command().mut_arg(process::AT_FILES, any_word);
        Ok(command.try_get_matches_from(words)?)
    }

    fn parse(words: &[OsString]) -> Result<Self, OptionsError> {
        Ok(Self::from_arg_matches(&Self::matches(words)?)?)
    }

    /// Whether `value` is one for `setting`, whatever else is set.
    fn check_value(setting: &Setting, value: &OsStr) -> Result<(), Mistake> {
        let mut word = OsString::from(format!("--{}=", setting.name()));
        word.push(value);
        let words = ["geartraind".into(), word];
        let matches = Self::command().try_get_matches_from(words);
        matches.map(|_| ()).map_err(|error| Mistake::of(&error))
    }

    fn check(
        self,
        words: Vec<OsString>,
        sources: Sources,
        surroundings: &Surroundings,
    ) -> Result<Invocation, OptionsError> {
        Ok(Invocation {
            check_only: sources.check_only,
            ignored: self.ignored(surroundings),
            config: self.config(surroundings)?,
            files: sources.files,
            warnings: sources.warnings,
            reloadable: Reloadable::new(words, sources.merged, surroundings.clone()),
        })
    }

    fn config(self, surroundings: &Surroundings) -> Result<Config, OptionsError> {
        let handle_prefix = handle::prefix(self.jobs.handle_prefix(), &surroundings.host_name)?;
        let tls = self.tls.check(&surroundings.ssl)?;
        let run_limit_min = self.jobs.run_limit_min();
        let gear = self
            .listening
            .check(surroundings, handle_prefix, run_limit_min, tls)?;
        Ok(Config {
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
