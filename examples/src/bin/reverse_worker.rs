//! A worker that reverses text, four jobs at a time.
//!
//! Start `geartraind`, then `cargo run --bin reverse_worker`, and in another terminal
//! `cargo run --bin reverse_client -- hello`. `GEARTRAIN_SERVER` names another server than
//! `localhost:4730`. Ctrl-C lets running jobs end and stops.

use std::error::Error;

use bytes::Bytes;
use geartrain_worker::{Failure, JobContext, Worker};

/// What does the work. An error that `?` returns becomes an exception of the job.
async fn reverse(job: JobContext) -> Result<Bytes, Failure> {
    let text = std::str::from_utf8(job.payload())?;
    let length = text.chars().count() as u64;
    let mut reversed = String::with_capacity(text.len());
    for (position, letter) in (1..).zip(text.chars().rev()) {
        reversed.push(letter);
        job.progress(position, length).await;
    }
    Ok(reversed.into())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::var("GEARTRAIN_SERVER").unwrap_or_else(|_| "localhost:4730".into());
    let worker = Worker::builder()
        .server(server)
        .function("reverse", reverse)
        .concurrency(4)
        .build()?;

    let stopper = worker.stopper();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stopper.stop();
        }
    });

    let summary = worker.run().await?;
    println!("{} jobs done, {} failed", summary.completed, summary.failed);
    Ok(())
}
