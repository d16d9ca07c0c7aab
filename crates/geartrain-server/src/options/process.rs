//! Options of the process and of the command line itself.

use std::path::PathBuf;

use super::{OptionsError, Surroundings};
use crate::config::ProcessConfig;

/// More threads than any machine has processors for.
const THREADS_MAX: usize = 1_024;

/// The words that are no options.
pub(super) const AT_FILES: &str = "at_files";

/// Options that name files of options.
pub(super) const FILES: [&str; 2] = ["config", "config_file"];

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Process")]
pub(super) struct ProcessOptions {
    /// Leave the terminal once the server listens; errors before that are shown
    #[arg(short, long)]
    daemon: bool,

    /// File that holds the process id while the server runs
    #[arg(short = 'P', long, value_name = "FILE")]
    pid_file: Option<PathBuf>,

    /// User to become before files and sockets are opened
    #[arg(short, long, value_name = "NAME")]
    user: Option<String>,

    /// File descriptors to allow, 0 for the default
    /// [default: as many as the user may have]
    #[arg(short, long, value_name = "N")]
    file_descriptors: Option<u64>,

    /// Threads that serve connections, 0 for one per processor
    #[arg(short, long, value_name = "N", default_value_t = 0, value_parser = threads)]
    threads: usize,

    /// Leave a core file after a crash
    #[arg(long)]
    coredump: bool,

    /// TOML file with settings [default: /etc/geartrain.toml if it exists]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// gearmand's file of options, which counts less than --config
    /// [default: /etc/gearmand.conf if it exists]
    #[arg(long, value_name = "FILE")]
    pub(super) config_file: Option<PathBuf>,

    /// The same as --config-file FILE
    #[arg(value_name = "@FILE", value_parser = at_file)]
    pub(super) at_files: Vec<PathBuf>,

    /// Check all options and end
    #[arg(long)]
    pub(super) check_args: bool,
}

impl ProcessOptions {
    /// A service stays where it was started: going to the background would look like its end.
    pub(super) fn leaves_terminal(&self, surroundings: &Surroundings) -> bool {
        self.daemon && !surroundings.is_service
    }

    pub(super) fn ignored(&self, surroundings: &Surroundings) -> Vec<&'static str> {
        let is_ignored = self.daemon && !self.leaves_terminal(surroundings);
        is_ignored.then_some("--daemon").into_iter().collect()
    }

    pub(super) fn check(self, surroundings: &Surroundings) -> Result<ProcessConfig, OptionsError> {
        let daemon = self.leaves_terminal(surroundings);
        let user = self.user;
        if user.as_ref().is_some_and(String::is_empty) {
            return Err(OptionsError::usage("--user takes the name of a user"));
        }
        Ok(ProcessConfig {
            daemon,
            user,
            pid_file: self.pid_file,
            files_max: self.file_descriptors.filter(|files| *files > 0),
            coredump: self.coredump,
            threads: self.threads,
        })
    }
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads) if threads <= THREADS_MAX => Ok(threads),
        _ => Err(format!("expected a number from 0 to {THREADS_MAX}")),
    }
}

fn at_file(text: &str) -> Result<PathBuf, String> {
    match text.strip_prefix('@') {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => Err("expected an option, or @ and a file of options".to_owned()),
    }
}
