//! `gearman -w`: runs a command for each job, or prints the jobs.

use std::ffi::OsString;
use std::io::{Write, stdout};
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;

use bytes::Bytes;
use geartrain_worker::{Failure, Function, JobContext};

use super::options::{Lines, Options};
use crate::exec::{self, Delivery};
use crate::exit::Trouble;
use crate::program;

pub(super) async fn run(options: Options) -> Result<(), Trouble> {
    if let Some(name) = options.words.first() {
        program::check(name)?;
    }
    let mut builder = options.server.target().worker()?.stop_on_signals();
    if let Some(jobs) = options.jobs_max {
        builder = builder.jobs_max(jobs);
    }
    let words: Arc<[OsString]> = options.words.into();
    let delivery = match options.lines {
        Lines::Together => Delivery::Result,
        Lines::Each => Delivery::Lines,
        Lines::EachWithoutEnd => Delivery::LinesWithoutEnds,
    };
    for name in &options.functions {
        builder = builder.register(function(name.as_bytes(), &words, delivery));
    }
    builder.build()?.run().await?;
    Ok(())
}

fn function(name: &[u8], words: &Arc<[OsString]>, delivery: Delivery) -> Function {
    let words = Arc::clone(words);
    Function::new(name, move |job: JobContext| {
        let words = Arc::clone(&words);
        async move {
            if words.is_empty() {
                return print(job.payload());
            }
            exec::run(&words, delivery, &job).await
        }
    })
}

fn print(payload: &Bytes) -> Result<Bytes, Failure> {
    let mut out = stdout().lock();
    out.write_all(payload)?;
    out.flush()?;
    Ok(Bytes::new())
}
