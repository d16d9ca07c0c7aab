//! A server that is stopped or killed again and again while jobs are submitted and run.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use geartrain_client::{Client, Error, Job};
use geartrain_worker::{JobContext, Stopper, Worker};
use tokio::runtime::Runtime;
use tokio::sync::Barrier;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{sleep, timeout};

use crate::process::{DEADLINE, until};
use crate::server::{Server, is_gearmand};

/// Tasks that submit at the same time.
const SUBMITTERS: usize = 8;
/// Acknowledged jobs between two restarts. gearmand with SQLite is a good deal slower.
fn jobs_between() -> usize {
    if is_gearmand() { 50 } else { 200 }
}

/// Half of them by SIGTERM, the others by SIGKILL; gearmand hangs when it is to stop under load.
const RESTARTS: usize = 4;
/// Between two looks at what happens without an event.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// What was promised, and what was done.
#[derive(Default)]
struct Ledger {
    acknowledged: Mutex<HashSet<String>>,
    ran: Mutex<HashSet<String>>,
    is_over: AtomicBool,
}

impl Ledger {
    fn acknowledged(&self) -> usize {
        self.acknowledged.lock().expect("no panic").len()
    }

    fn missing(&self) -> Vec<String> {
        let ran = self.ran.lock().expect("no panic");
        let acknowledged = self.acknowledged.lock().expect("no panic");
        acknowledged.difference(&ran).cloned().collect()
    }
}

/// Submits one job after the other, and goes on whatever the server does.
async fn submit(client: Client, ledger: Arc<Ledger>, submitter: usize) {
    let mut number = 0;
    while !ledger.is_over.load(Ordering::Relaxed) {
        number += 1;
        let name = format!("{submitter}.{number}");
        let job = Job::new("note", name.clone()).unique(&name);
        match client.submit_background(job).await {
            Ok(_) => {
                ledger.acknowledged.lock().expect("no panic").insert(name);
            }
            // It may run or not; nobody was promised anything.
            Err(_) => sleep(LOOK_AGAIN).await,
        }
    }
}

/// A worker with one place, which notes what it ran and meets the other one.
fn worker(server: &Server, ledger: &Arc<Ledger>, barrier: &Arc<Barrier>) -> Worker {
    let (ledger, barrier) = (Arc::clone(ledger), Arc::clone(barrier));
    let note = move |job: JobContext| {
        let name = String::from_utf8_lossy(job.payload()).into_owned();
        ledger.ran.lock().expect("no panic").insert(name);
        async { Ok(Bytes::new()) }
    };
    let meet = move |_| {
        let barrier = Arc::clone(&barrier);
        async move {
            barrier.wait().await;
            Ok(Bytes::from_static(b"met"))
        }
    };
    let builder = Worker::builder().server(server.address());
    let builder = builder.function("note", note).function("meet", meet);
    builder.build().expect("the settings are right")
}

async fn restart_under_load(mut server: Server, ledger: Arc<Ledger>) -> Server {
    for number in 0..RESTARTS {
        let goal = ledger.acknowledged() + jobs_between();
        let ledger = Arc::clone(&ledger);
        let restart = move || {
            until("jobs", || ledger.acknowledged() >= goal);
            if number % 2 == 0 && !is_gearmand() {
                server.stop_and_start_durable()
            } else {
                server.kill_and_start_durable()
            }
        };
        server = spawn_blocking(restart).await.expect("no panic");
    }
    server
}

#[test]
fn a_restarted_server_loses_no_acknowledged_job_and_no_worker_needs_a_hand() {
    let runtime = Runtime::new().expect("a runtime can be made");
    let server = Server::start_durable();
    runtime.block_on(async {
        let (ledger, barrier) = (Arc::<Ledger>::default(), Arc::new(Barrier::new(2)));
        let mut workers = JoinSet::new();
        let stoppers: Vec<Stopper> = (0..2)
            .map(|_| {
                let worker = worker(&server, &ledger, &barrier);
                let stopper = worker.stopper();
                workers.spawn(worker.run());
                stopper
            })
            .collect();
        let client = Client::connect(server.address())
            .await
            .expect("it is there");
        let mut submitters = JoinSet::new();
        for number in 0..SUBMITTERS {
            submitters.spawn(submit(client.clone(), Arc::clone(&ledger), number));
        }
        let server = restart_under_load(server, Arc::clone(&ledger)).await;
        ledger.is_over.store(true, Ordering::Relaxed);
        submitters.join_all().await;
        all_ran(&ledger).await;
        both_work(&client).await;
        for stopper in stoppers {
            stopper.stop();
        }
        for ended in timeout(DEADLINE, workers.join_all())
            .await
            .expect("they end")
        {
            ended.expect("a lost server is no error");
        }
        drop(server);
    });
}

async fn all_ran(ledger: &Ledger) {
    let end = Instant::now() + DEADLINE;
    while !ledger.missing().is_empty() {
        let promised = ledger.acknowledged();
        assert!(Instant::now() < end, "{:?} of {promised}", ledger.missing());
        sleep(LOOK_AGAIN).await;
    }
    assert!(ledger.acknowledged() >= RESTARTS * jobs_between());
}

/// Each worker has one place, so two jobs that wait for each other need both of them.
async fn both_work(client: &Client) {
    let met = async { tokio::join!(meet(client), meet(client)) };
    let (one, two) = timeout(DEADLINE, met)
        .await
        .expect("both workers are there");
    assert_eq!((&one[..], &two[..]), (&b"met"[..], &b"met"[..]));
}

async fn meet(client: &Client) -> Bytes {
    loop {
        match client.submit(Job::new("meet", "x")).await {
            Ok(job) => return job.await.expect("nothing is killed any more"),
            // The pause after a failed attempt to connect may not be over yet, or the last server's
            // end not noticed.
            Err(Error::NotConnected { .. } | Error::ConnectionLost { .. }) => {
                sleep(LOOK_AGAIN).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
}
