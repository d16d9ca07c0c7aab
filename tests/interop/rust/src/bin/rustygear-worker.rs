//! The worker of the crate rustygear.

use std::io;

use interop::{GATE_PAUSE, Outcome, is_open, reversed, tls, worker_arguments};
use rustygear::client::{Client, WorkerJob};

type Work = Result<Vec<u8>, io::Error>;

type Function = fn(&mut WorkerJob) -> Work;

const FUNCTIONS: [(&str, Function); 6] = [
    ("reverse", |job| Ok(reversed(job.payload()))),
    ("fail", |_| Err(io::Error::other("it broke"))),
    ("progress", progress),
    ("unique", |job| Ok(job.unique().to_vec())),
    ("hold", hold),
    ("ready", |job| Ok(reversed(job.payload()))),
];

#[tokio::main]
async fn main() -> Outcome<()> {
    let (address, prefix) = worker_arguments(std::env::args().skip(1));
    let mut worker = Client::new().add_server(&address);
    if let Some(config) = tls()? {
        worker = worker.set_tls_config(config);
    }
    let mut worker = worker.connect().await?;
    for (name, work) in FUNCTIONS {
        worker = worker.can_do(&format!("{prefix}{name}"), work).await?;
    }
    worker.work().await
}

/// Functions run on a thread that may block; the library asks them to bring a runtime along.
fn progress(job: &mut WorkerJob) -> Work {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(job.work_status(3, 7))?;
    Ok(b"done".to_vec())
}

fn hold(job: &mut WorkerJob) -> Work {
    while !is_open(job.payload()) {
        std::thread::sleep(GATE_PAUSE);
    }
    Ok(b"held".to_vec())
}
