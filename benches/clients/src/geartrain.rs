//! `geartrain-client` and `geartrain-worker`.

use geartrain_client::{Client, Job};
use geartrain_worker::{JobContext, Worker};
use tokio::task::JoinSet;

use crate::{AT_A_TIME, Clock, Load, Measured, Outcome, PAYLOAD};

pub(crate) async fn run(load: Load, address: &str, jobs: u64) -> Outcome<Measured> {
    let client = Client::connect(address).await?;
    if matches!(load, Load::RoundTrip | Load::RoundTrips) {
        work(address)?;
        client.submit(job()).await?.await?;
    }
    let clock = Clock::start();
    match load {
        Load::Submit => {
            for _ in 0..jobs {
                client.submit_background(job()).await?;
            }
        }
        Load::Many => {
            for outcome in client
                .submit_background_batch((0..jobs).map(|_| job()))
                .await
            {
                outcome?;
            }
        }
        Load::RoundTrip => round_trips(&client, jobs).await?,
        Load::RoundTrips => {
            let mut tasks = JoinSet::new();
            for _ in 0..AT_A_TIME {
                let client = client.clone();
                tasks.spawn(async move { round_trips(&client, jobs / AT_A_TIME).await });
            }
            for outcome in tasks.join_all().await {
                outcome?;
            }
        }
    }
    Ok(clock.stop())
}

fn job() -> Job {
    Job::new("bench", PAYLOAD)
}

async fn round_trips(client: &Client, jobs: u64) -> Result<(), geartrain_client::Error> {
    for _ in 0..jobs {
        client.submit(job()).await?.await?;
    }
    Ok(())
}

fn work(address: &str) -> Outcome<()> {
    let echo = |job: JobContext| async move { Ok(job.payload().clone()) };
    let worker = Worker::builder().server(address).function("bench", echo);
    let worker = worker.concurrency(AT_A_TIME as usize).build()?;
    tokio::spawn(worker.run());
    Ok(())
}
