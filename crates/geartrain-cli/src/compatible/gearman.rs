//! `gearman`: a client for shell scripts, and with `-w` a worker.

mod client;
mod options;
mod worker;

use std::ffi::OsString;
use std::io::{Write, stdout};
use std::process::ExitCode;

use nix::unistd::daemon;
use tokio::runtime::Builder;

use crate::exit::{Trouble, tell};
use crate::limits::THREADS;

use options::{Options, Parsed, PidFile, USAGE};

/// Exit code of every trouble.
const TROUBLE: u8 = 1;

pub(super) fn run(words: &[OsString]) -> ExitCode {
    match Options::parse(words) {
        Parsed::Run(options) => match start(options) {
            Ok(code) => code,
            Err(trouble) => {
                tell(&format!("gearman: {}", trouble.message));
                ExitCode::from(TROUBLE)
            }
        },
        Parsed::Help => {
            // A reader that has seen enough is no trouble.
            let _ = writeln!(stdout(), "{USAGE}");
            ExitCode::SUCCESS
        }
        Parsed::Wrong(why) => {
            tell(&format!("gearman: {why}\n\n{USAGE}"));
            ExitCode::from(TROUBLE)
        }
    }
}

fn start(mut options: Options) -> Result<ExitCode, Trouble> {
    options.server.take_environment();
    options.server.check()?;
    options.check_command()?;
    let pid_file = options.open_pid_file()?;
    if options.is_daemon {
        leave_terminal()?;
    }
    let _pid_file = pid_file.map(PidFile::fill).transpose()?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .map_err(|error| Trouble::here("cannot start", &error))?;
    runtime.block_on(async {
        if options.is_worker {
            worker::run(options).await.map(|()| ExitCode::SUCCESS)
        } else {
            client::run(&options).await
        }
    })
}

/// In the folder where it was called. What was told to the terminal is told to nobody from now on,
/// so what can be checked without a connection was checked before.
fn leave_terminal() -> Result<(), Trouble> {
    let (stays_in_folder, keeps_output) = (true, false);
    daemon(stays_in_folder, keeps_output)
        .map_err(|error| Trouble::here("cannot become a daemon", &error.into()))
}
