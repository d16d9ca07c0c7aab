//! Leaving the terminal without `fork`.
//!
//! The process starts itself once more as a child in a session of its own, waits until the child
//! says that it serves, and ends with status 0; if the child ends before, its status becomes that
//! of the parent. Until then the child writes its errors to the terminal. A fork would have to
//! happen before any thread exists and needs unsafe code; this needs neither.

use std::env;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{self, Child, Command, ExitCode, Stdio};

use nix::unistd::{dup2_stderr, dup2_stdout, getppid, setsid};

use super::ProcessError;
use crate::config::LogTarget;

/// Tells the child whose child it is.
const PARENT_VARIABLE: &str = "GEARTRAIND_PARENT";

/// What the child writes to its standard output once it serves.
const READY: &[u8] = b"ready\n";

/// Starts this program again in the background and waits until it serves or fails; the result is
/// the status to end with.
///
/// # Errors
/// When the child cannot be started.
pub fn detach() -> Result<ExitCode, ProcessError> {
    let attempt = || {
        let mut child = spawn()?;
        let mut words = Vec::new();
        let output = child.stdout.take();
        output.map_or(Ok(0), |mut output| output.read_to_end(&mut words))?;
        match words.as_slice() {
            READY => Ok(ExitCode::SUCCESS),
            _ => status(child),
        }
    };
    attempt().map_err(ProcessError::Detach)
}

fn spawn() -> io::Result<Child> {
    let mut words = env::args_os();
    let mut command = Command::new(env::current_exe()?);
    if let Some(name) = words.next() {
        command.arg0(name);
    }
    command
        .args(words)
        .env(PARENT_VARIABLE, process::id().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
}

/// The child's status; one that a signal killed counts as failed.
fn status(mut child: Child) -> io::Result<ExitCode> {
    let code = child.wait()?.code();
    Ok(code
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The part of the child: it was started by [`detach`].
#[derive(Debug)]
pub struct Background(());

impl Background {
    /// Takes a session of its own if this process was started by [`detach`].
    #[must_use]
    pub fn enter() -> Option<Self> {
        let parent = env::var(PARENT_VARIABLE).ok()?;
        if parent != getppid().to_string() {
            return None;
        }
        // It fails for leaders of a group only, which a child just started is not.
        let _ = setsid();
        Some(Self(()))
    }

    /// Lets the parent end, and the terminal go: from now on errors are in the log only.
    ///
    /// # Errors
    /// When there is no `/dev/null`.
    pub fn ready(self, log: &LogTarget) -> Result<(), ProcessError> {
        Self::let_go(log).map_err(ProcessError::Detach)
    }

    fn let_go(log: &LogTarget) -> io::Result<()> {
        let null = File::options().write(true).open("/dev/null")?;
        let mut output = io::stdout();
        // A parent that is gone does not need the word.
        let _ = output.write_all(READY).and_then(|()| output.flush());
        dup2_stdout(&null)?;
        if *log != LogTarget::Stderr {
            dup2_stderr(&null)?;
        }
        Ok(())
    }
}
