//! The crate `gearman`.

use bytes::Bytes;
use gearman::client::{Client, ClientBuilder};
use gearman::worker::{WorkerBuilder, WorkerJob};
use tokio::task::JoinSet;

use crate::{AT_A_TIME, Clock, Load, Measured, Outcome, PAYLOAD};

pub(crate) async fn run(load: Load, address: &str, jobs: u64) -> Outcome<Measured> {
    let client = ClientBuilder::new().servers([address]).connect().await?;
    if matches!(load, Load::RoundTrip | Load::RoundTrips) {
        work(address);
        client.submit_fg("bench", payload()).await?;
    }
    let clock = Clock::start();
    match load {
        Load::Submit => submit(&client, jobs).await?,
        Load::RoundTrip => round_trips(&client, jobs).await?,
        Load::Many | Load::RoundTrips => {
            let mut tasks = JoinSet::new();
            for _ in 0..AT_A_TIME {
                let client = client.clone();
                let jobs = jobs / AT_A_TIME;
                tasks.spawn(async move {
                    match load {
                        Load::Many => submit(&client, jobs).await,
                        _ => round_trips(&client, jobs).await,
                    }
                });
            }
            for outcome in tasks.join_all().await {
                outcome?;
            }
        }
    }
    Ok(clock.stop())
}

fn payload() -> Bytes {
    Bytes::from_static(PAYLOAD)
}

async fn submit(client: &Client, jobs: u64) -> gearman::Result<()> {
    for _ in 0..jobs {
        client.submit_bg("bench", payload()).await?;
    }
    Ok(())
}

async fn round_trips(client: &Client, jobs: u64) -> gearman::Result<()> {
    for _ in 0..jobs {
        client.submit_fg("bench", payload()).await?;
    }
    Ok(())
}

fn work(address: &str) {
    let worker = WorkerBuilder::new()
        .servers([address])
        .concurrency(AT_A_TIME as usize)
        .register("bench", async |job: WorkerJob| Ok(job.payload))
        .run();
    std::mem::forget(worker);
}
