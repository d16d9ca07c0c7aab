//! The worker of `geartrain-worker`.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;

use bytes::Bytes;
use geartrain_worker::{Failure, JobContext, Worker};
use tokio::time::sleep;

use crate::contract::{GATE_PAUSE, Outcome, is_open, reversed, worker_arguments};
use crate::tls;

type Work = Result<Bytes, Failure>;

pub(crate) async fn main(words: impl Iterator<Item = String>) -> Outcome<()> {
    let (address, prefix) = worker_arguments(words);
    let named = |name| format!("{prefix}{name}");
    let mut builder = Worker::builder().server(address);
    if let Some(tls) = tls()? {
        builder = builder.tls(tls);
    }
    builder
        .function(named("reverse"), reverse)
        .function(named("fail"), async |_| Err(Failure::failed()))
        .function(named("throw"), async |_| {
            Err(Failure::exception("it broke"))
        })
        .function(named("progress"), progress)
        .function(named("data"), data)
        .function(named("warning"), warning)
        .function(named("unique"), unique)
        .function(named("hold"), hold)
        .function(named("note"), note)
        .function(named("ready"), reverse)
        .build()?
        .run()
        .await?;
    Ok(())
}

async fn reverse(job: JobContext) -> Work {
    Ok(reversed(job.payload()).into())
}

async fn progress(job: JobContext) -> Work {
    job.progress(3, 7).await;
    Ok("done".into())
}

async fn data(job: JobContext) -> Work {
    job.data("part\0one").await;
    Ok("done".into())
}

async fn warning(job: JobContext) -> Work {
    job.warn("careful").await;
    Ok("done".into())
}

async fn unique(job: JobContext) -> Work {
    Ok(Bytes::copy_from_slice(job.unique()))
}

async fn hold(job: JobContext) -> Work {
    while !is_open(job.payload()) {
        sleep(GATE_PAUSE).await;
    }
    Ok("held".into())
}

async fn note(job: JobContext) -> Work {
    let path = env::var("NOTES")?;
    let mut notes = OpenOptions::new().append(true).open(path)?;
    notes.write_all(&[job.payload(), &b"\n"[..]].concat())?;
    Ok("noted".into())
}
