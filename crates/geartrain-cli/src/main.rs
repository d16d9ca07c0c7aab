//! `geartrain`: submit jobs, run commands as workers, and ask a server, from a shell.

mod admin;
mod args;
mod bench;
mod cancel;
mod compatible;
mod completions;
mod endpoint;
mod exec;
mod exit;
mod export;
mod functions;
mod gearmand_queue;
mod guard;
mod import;
mod input;
mod jobs;
mod limits;
mod lines;
mod listing;
mod log;
mod ping;
mod program;
mod progress;
mod reports;
mod status;
mod store;
mod submit;
mod tail;
mod target;
mod top;
mod work;
mod workers;

use std::io;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ContextKind;
use tokio::runtime::{Builder, Runtime};

use crate::args::{Arguments, Command};
use crate::exit::Trouble;
use crate::log::Told;

fn main() -> ExitCode {
    if let Some(code) = guard::run().or_else(compatible::run) {
        return code;
    }
    let arguments = parse();
    log::start(Told::Doing);
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => trouble.report(),
    }
}

/// Ends the program when the command line is wrong.
fn parse() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|mut error| {
        // One line of all commands is too long to be read; the help has them.
        error.remove(ContextKind::ValidSubcommand);
        error.exit()
    })
}

/// Leaving drops the runtime, and with it all that still runs.
fn run(arguments: Arguments) -> Result<(), Trouble> {
    let runtime =
        start_runtime(&arguments.command).map_err(|error| Trouble::here("cannot start", &error))?;
    let target = arguments.target;
    runtime.block_on(async {
        match arguments.command {
            Command::Submit(submit) => submit::run(&target, submit).await,
            Command::Work(work) => work::run(&target, work).await,
            Command::Status(status) => status::run(&target, status).await,
            Command::Functions(format) => functions::run(&target, format).await,
            Command::Workers(workers) => workers::run(&target, &workers).await,
            Command::Jobs(format) => jobs::run(&target, format).await,
            Command::Cancel(cancel) => cancel::run(&target, &cancel).await,
            Command::Top(top) => top::run(&target, &top).await,
            Command::Completions(shell) => completions::run(&shell),
            Command::Admin(admin) => admin::run(&target, &admin).await,
            Command::Ping => ping::run(&target).await,
            Command::Bench(bench) => bench::run(&target, &bench).await,
            Command::Store(store) => store::run(&store),
            Command::Import(import) => import::run(&target, &import).await,
            Command::Export(export) => export::run(&export),
        }
    })
}

/// A load is driven by one thread, so that the server is what is measured.
fn start_runtime(command: &Command) -> io::Result<Runtime> {
    let mut builder = match command {
        Command::Bench(_) => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    builder.worker_threads(limits::THREADS).enable_all().build()
}
