//! Options of the log.

use std::path::PathBuf;

use tracing_subscriber::EnvFilter;

use super::level::{self, Verbosity};
use super::{OptionsError, Surroundings};
use crate::config::{LogConfig, LogFormat, LogTarget};

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Log")]
pub(super) struct LogOptions {
    /// File to append the log to, or stderr, or none [default: stderr]
    #[arg(short, long, value_name = "FILE")]
    log_file: Option<PathBuf>,

    /// Send the log to the system's log, and to --log-file if that is a file
    #[arg(long)]
    syslog: bool,

    /// How much is logged: FATAL, ALERT, CRITICAL, ERROR, WARNING, NOTICE, INFO
    /// or DEBUG [default: INFO]
    #[arg(short, long, value_name = "LEVEL", value_parser = level::parse)]
    verbose: Option<Verbosity>,

    /// Finer than --verbose, such as info,geartrain_server::gear=debug
    /// [default: $RUST_LOG]
    #[arg(long, value_name = "FILTER")]
    log_filter: Option<String>,

    /// How a line looks
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
}

impl LogOptions {
    pub(super) fn check(
        self,
        surroundings: &Surroundings,
        daemon: bool,
    ) -> Result<LogConfig, OptionsError> {
        Ok(LogConfig {
            filter: self.filter(surroundings)?,
            format: self.log_format,
            target: self.target(surroundings, daemon),
            has_stderr: !daemon,
        })
    }

    /// The finer option, else the coarser one, else the environment.
    fn filter(&self, surroundings: &Surroundings) -> Result<String, OptionsError> {
        if let Some(filter) = &self.log_filter {
            return check_filter("--log-filter", filter);
        }
        if let Some(Verbosity(level)) = self.verbose {
            return Ok(level.to_string().to_ascii_lowercase());
        }
        match &surroundings.log_filter {
            Some(filter) => check_filter("RUST_LOG", filter),
            None => Ok("info".to_owned()),
        }
    }

    /// A daemon has no terminal to write to: without another word it takes the system's log.
    fn target(self, surroundings: &Surroundings, daemon: bool) -> LogTarget {
        let name = self.log_file.as_ref().and_then(|file| file.to_str());
        let is_file = !matches!(name, Some("none" | "stderr"));
        let file = self.log_file.clone().filter(|_| is_file);
        match (file, name) {
            (Some(file), _) if self.syslog => LogTarget::FileAndSyslog(file),
            (Some(file), _) => LogTarget::File(file),
            (None, _) if self.syslog => LogTarget::Syslog,
            (None, Some("none")) => LogTarget::Nowhere,
            (None, Some(_)) => LogTarget::Stderr,
            (None, None) if daemon && surroundings.has_syslog => LogTarget::Syslog,
            (None, None) if daemon => LogTarget::Nowhere,
            (None, None) => LogTarget::Stderr,
        }
    }
}

fn check_filter(origin: &str, filter: &str) -> Result<String, OptionsError> {
    match EnvFilter::try_new(filter) {
        Ok(_) => Ok(filter.to_owned()),
        Err(error) => Err(OptionsError::Usage(format!(
            "{origin} {filter:?} is no filter for the log: {error}"
        ))),
    }
}

#[cfg(test)]
mod tests;
