//! `gearman -w`: runs a command for each job, or prints the jobs.

use std::io::{Write, stdout};
use std::os::unix::ffi::OsStrExt;

use bytes::Bytes;
use geartrain_worker::{Failure, Function, JobContext};

use super::options::{Lines, Options};
use crate::exec::{Commands, Delivery};
use crate::exit::Trouble;
use crate::log::{self, Told};

pub(super) async fn run(options: Options) -> Result<(), Trouble> {
    log::start(Told::Trouble);
    let delivery = match options.lines {
        Lines::Together => Delivery::Result,
        Lines::Each => Delivery::Lines,
        Lines::EachWithoutEnd => Delivery::LinesWithoutEnds,
    };
    let commands = match options.words.is_empty() {
        true => None,
        false => Some(Commands::new(options.words, delivery)?),
    };
    let mut builder = options.server.worker()?.stop_on_signals();
    if let Some(jobs) = options.jobs_max {
        builder = builder.jobs_max(jobs);
    }
    for name in &options.functions {
        builder = builder.register(function(name.as_bytes(), commands.as_ref()));
    }
    builder.build()?.run().await?;
    Ok(())
}

fn function(name: &[u8], commands: Option<&Commands>) -> Function {
    let commands = commands.cloned();
    Function::new(name, move |job: JobContext| {
        let commands = commands.clone();
        async move {
            match commands {
                Some(commands) => run_command(&commands, &job).await,
                None => print(job.payload()),
            }
        }
    })
}

/// As gearman does it: the client of a job that failed gets what the command has written, and no
/// exception, which would hang clients of gearmand that did not ask for any.
async fn run_command(commands: &Commands, job: &JobContext) -> Result<Bytes, Failure> {
    let ended = commands.run_to_end(job).await.map_err(|cause| {
        tracing::warn!(handle = %job.handle(), %cause, "the job failed");
        Failure::failed()
    })?;
    if ended.status.success() {
        return Ok(ended.output);
    }
    if !ended.output.is_empty() {
        job.data(ended.output).await;
    }
    Err(Failure::failed())
}

fn print(payload: &Bytes) -> Result<Bytes, Failure> {
    let mut out = stdout().lock();
    out.write_all(payload)?;
    out.flush()?;
    Ok(Bytes::new())
}
