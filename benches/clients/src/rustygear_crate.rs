//! The crate `rustygear`. Its client submits one job at a time, so `many` is `submit` here.

use rustygear::client::{Client, WorkUpdate};

use crate::{Clock, Load, Measured, Outcome, PAYLOAD};

pub(crate) async fn run(load: Load, address: &str, jobs: u64) -> Outcome<Measured> {
    let mut client = Client::new().add_server(address).connect().await?;
    match load {
        Load::Submit | Load::Many => {
            let clock = Clock::start();
            for _ in 0..jobs {
                client.submit_background("bench", PAYLOAD).await?;
            }
            Ok(clock.stop())
        }
        Load::RoundTrip | Load::RoundTrips => {
            work(address);
            round_trip(&mut client).await?;
            let clock = Clock::start();
            for _ in 0..jobs {
                round_trip(&mut client).await?;
            }
            Ok(clock.stop())
        }
    }
}

async fn round_trip(client: &mut Client) -> Outcome<()> {
    let mut job = client.submit("bench", PAYLOAD).await?;
    loop {
        if let WorkUpdate::Complete { .. } = job.response().await? {
            return Ok(());
        }
    }
}

/// In a runtime of its own, since its future cannot be sent to another thread.
fn work(address: &str) {
    let address = address.to_owned();
    let work = || async move {
        let worker = Client::new().add_server(&address).connect().await?;
        let worker = worker
            .can_do("bench", |job| Ok(job.payload().to_vec()))
            .await?;
        worker.work().await
    };
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
        if let Err(error) = runtime.block_on(work()) {
            eprintln!("the worker of rustygear ended: {error}");
        }
    });
}
