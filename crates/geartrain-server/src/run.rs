//! From the command line to the status that the process ends with.
//!
//! The order: options, background, limits, folder for the user, user, log, sockets, store, listening,
//! pid file, "ready". So nothing is opened with rights that the server does not keep, a taken port
//! ends the start before the store is touched, nobody can connect before all jobs are there, and a
//! pid file names a process that can be connected to.

mod operator;
mod pulse;
mod reload;
mod serve;
mod threads;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::allocator;
use crate::config::{Config, LogTarget};
use crate::http::HttpError;
use crate::logging::{Log, LogError};
use crate::options::{self, Invocation, OptionsError, Surroundings};
use crate::process::{self, Background, ProcessError, Signals};
use crate::server::StartError;
use crate::storage::{self, StorageError};
use operator::Operator;
use reload::Reload;

/// Status after a stop that a second signal cut short.
const CUT_SHORT: u8 = 2;

/// Status after a stop at which the disk did not take all that was to be kept.
const UNWRITTEN: u8 = 3;

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Options(#[from] OptionsError),
    #[error(transparent)]
    Process(#[from] ProcessError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("cannot start threads: {0}")]
    Threads(#[source] io::Error),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Start(#[from] StartError),
}

/// How a server ended that had started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Everything that was accepted was finished or given back.
    Clean,
    /// A second signal did not leave the time for it.
    CutShort,
    /// What was to outlive the server is not all on the disk.
    Unwritten,
}

/// Does what the command line `words` ask for, the program's name first.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    match try_run(words) {
        Ok(status) => status,
        Err(RunError::Options(OptionsError::Asked(text))) => {
            // Whoever asked and went away does not need the answer.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "geartraind: {error}");
            ExitCode::FAILURE
        }
    }
}

fn try_run(words: impl IntoIterator<Item = OsString>) -> Result<ExitCode, RunError> {
    let invocation = options::read(words, &Surroundings::of_process())?;
    if invocation.check_only {
        return Ok(ExitCode::SUCCESS);
    }
    let background = Background::enter();
    if invocation.config.process.daemon && background.is_none() {
        return Ok(process::detach()?);
    }
    run_here(invocation, background)
}

fn run_here(
    mut invocation: Invocation,
    background: Option<Background>,
) -> Result<ExitCode, RunError> {
    allocator::set_up();
    Signals::hold();
    let config = &mut invocation.config;
    let files = process::raise_file_limit(config.process.files_max)?;
    bound_by_files(config, files);
    if let Some(user) = &config.process.user {
        give_store(config, user)?;
        process::become_user(user)?;
    }
    if config.process.coredump {
        process::allow_core_files()?;
    }
    let log = Log::start(&config.log)?;
    tell_about(&invocation);
    let config = &invocation.config;
    let reload = Reload::new(invocation.reloadable, config.clone(), files);
    let operator = Operator::new(log, reload);
    let ending = run_logged(config, operator, background);
    // Without a terminal, the log is where people look; with one, once is enough.
    if let (Err(error), true) = (&ending, config.log.target != LogTarget::Stderr) {
        tracing::error!("{error}");
    }
    Ok(match ending? {
        Ending::Clean => ExitCode::SUCCESS,
        Ending::CutShort => ExitCode::from(CUT_SHORT),
        Ending::Unwritten => ExitCode::from(UNWRITTEN),
    })
}

/// What the folder of jobs needs of root, before its rights are gone.
fn give_store(config: &Config, user: &str) -> Result<(), RunError> {
    let user = process::find_user(user)?;
    if let Some(store) = &config.store
        && nix::unistd::geteuid().is_root()
    {
        storage::give(store, config.gear.port, user)?;
    }
    Ok(())
}

fn run_logged(
    config: &Config,
    operator: Operator,
    background: Option<Background>,
) -> Result<Ending, RunError> {
    let runtime = threads::runtime(config.process.threads).map_err(RunError::Threads)?;
    let ending = runtime.block_on(serve::serve(config, operator, background));
    // Tasks that a cut left behind end with the process.
    runtime.shutdown_background();
    ending
}

/// Descriptors that are not for Gearman connections: log, listeners, HTTP, the runtime's own.
const FILES_RESERVED: usize = 128;

/// Takes no more connections than there are descriptors for. Where jobs come over HTTP, each
/// protocol has its half.
fn bound_by_files(config: &mut Config, files: u64) {
    let files = usize::try_from(files).unwrap_or(usize::MAX);
    let possible = files.saturating_sub(FILES_RESERVED).max(files / 2);
    let protocols = 1 + usize::from(config.http_jobs.is_some());
    let possible = (possible / protocols).max(1);
    config.gear.connections_max = config.gear.connections_max.min(possible);
}

fn tell_about(invocation: &Invocation) {
    let config = &invocation.config;
    tracing::info!("geartraind {} starting", env!("CARGO_PKG_VERSION"));
    for file in &invocation.files {
        tracing::info!("options from {}", file.display());
    }
    for warning in &invocation.warnings {
        tracing::warn!("{warning}");
    }
    if !invocation.ignored.is_empty() {
        let options = invocation.ignored.join(" ");
        tracing::info!("ignored, since it means nothing here: {options}");
    }
    if config.process.daemon && config.log.target == LogTarget::Nowhere {
        let _ = writeln!(
            io::stderr(),
            "geartraind: nothing is logged without --log-file"
        );
    }
}

#[cfg(test)]
mod tests;
