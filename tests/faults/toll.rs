//! What was acknowledged, and what ran.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use geartrain_client::{Client, Job};
use geartrain_worker::Worker;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::process::DEADLINE;

/// Submitters that go on until their server dies.
pub(crate) const SUBMITTERS: u64 = 8;

/// Submits as fast as it can, until the server dies; each payload whose handle arrived is sent to
/// `acknowledged`.
pub(crate) async fn submit_until_death(
    address: &str,
    round: u64,
    acknowledged: UnboundedSender<Bytes>,
) {
    let mut submitters = JoinSet::new();
    for submitter in 0..SUBMITTERS {
        // The first ones may have brought about the end already.
        if let Ok(client) = Client::connect(address).await {
            submitters.spawn(submit(
                client,
                format!("{round}-{submitter}"),
                acknowledged.clone(),
            ));
        }
    }
    submitters.join_all().await;
}

async fn submit(client: Client, name: String, acknowledged: UnboundedSender<Bytes>) {
    for number in 0_u64.. {
        let payload = Bytes::from(format!("{name}-{number}"));
        let submitted = client
            .submit_background(Job::new("toll", payload.clone()))
            .await;
        if submitted.is_err() {
            return;
        }
        acknowledged.send(payload).expect("the test listens");
    }
}

/// Runs everything that the server has, and gives how often each payload came.
pub(crate) async fn run_all(address: &str) -> BTreeMap<Bytes, u32> {
    let seen: Arc<Mutex<BTreeMap<Bytes, u32>>> = Arc::default();
    let counted = seen.clone();
    let worker = Worker::builder().server(address).concurrency(16);
    let worker = worker.function("toll", move |job: geartrain_worker::JobContext| {
        let counted = counted.clone();
        async move {
            *counted
                .lock()
                .expect("no panic")
                .entry(job.payload().clone())
                .or_default() += 1;
            Ok(Bytes::new())
        }
    });
    let worker = worker.build().expect("the settings are right");
    let stopper = worker.stopper();
    let running = tokio::spawn(worker.run());
    timeout(DEADLINE, until_empty(address))
        .await
        .expect("the queue is emptied");
    stopper.stop();
    let ended = timeout(DEADLINE, running).await.expect("the worker ends");
    ended.expect("no panic").expect("no error");
    std::mem::take(&mut *seen.lock().expect("no panic"))
}

/// There is no event for an empty queue.
async fn until_empty(address: &str) {
    let mut admin = geartrain_client::Admin::connect(address)
        .await
        .expect("the server listens");
    loop {
        let status = admin.command("status").await.expect("the server answers");
        let status = String::from_utf8(status.to_vec()).expect("the name is text");
        let toll = status.lines().find(|line| line.starts_with("toll\t"));
        if toll.is_none_or(|line| line.split('\t').nth(1) == Some("0")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
