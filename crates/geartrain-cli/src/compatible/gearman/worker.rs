//! `gearman -w`: runs a command for each job, or prints the jobs.

use std::ffi::OsString;
use std::io::{Write, stdout};
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;

use bytes::Bytes;
use geartrain_worker::{Failure, Function, JobContext};

use super::options::{Lines, Options};
use crate::exit::Trouble;
use crate::{exec, program};

pub(super) async fn run(options: Options) -> Result<(), Trouble> {
    if let Some(name) = options.words.first() {
        program::check(name)?;
    }
    let mut builder = options.server.target().worker()?.stop_on_signals();
    if let Some(jobs) = options.jobs_max {
        builder = builder.jobs_max(jobs);
    }
    let words: Arc<[OsString]> = options.words.into();
    for name in &options.functions {
        builder = builder.register(function(name.as_bytes(), &words, options.lines));
    }
    builder.build()?.run().await?;
    Ok(())
}

fn function(name: &[u8], words: &Arc<[OsString]>, lines: Lines) -> Function {
    let words = Arc::clone(words);
    Function::new(name, move |job: JobContext| {
        let words = Arc::clone(&words);
        async move {
            if words.is_empty() {
                return print(job.payload());
            }
            let output = exec::run(&words, &job).await?;
            send(&job, output, lines).await
        }
    })
}

fn print(payload: &Bytes) -> Result<Bytes, Failure> {
    let mut out = stdout().lock();
    out.write_all(payload)?;
    out.flush()?;
    Ok(Bytes::new())
}

/// The lines of the output as data, in front of an empty result; or all of it as the result.
async fn send(job: &JobContext, output: Bytes, lines: Lines) -> Result<Bytes, Failure> {
    if lines == Lines::Together {
        return Ok(output);
    }
    for line in output.split_inclusive(|byte| *byte == b'\n') {
        let line = match lines {
            Lines::EachWithoutEnd => line.strip_suffix(b"\n").unwrap_or(line),
            _ => line,
        };
        job.data(output.slice_ref(line)).await;
    }
    Ok(Bytes::new())
}
