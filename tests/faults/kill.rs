//! kill -9 under load, and a start on what is left.

use std::time::Instant;

use bytes::Bytes;
use geartrain_client::{Client, Job};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::timeout;

use crate::process::DEADLINE;
use crate::server::Server;
use crate::toll::{run_all, submit_until_death};

/// Deaths of one server in a row.
const DEATHS: u64 = 50;

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime can be made")
}

#[test]
fn three_jobs_without_a_unique_outlive_a_kill() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let server = Server::start(folder.path());
    runtime().block_on(async {
        let client = Client::connect(server.address())
            .await
            .expect("the server listens");
        for payload in ["a", "b", ""] {
            client
                .submit_background(Job::new("toll", payload))
                .await
                .expect("it is accepted");
        }
        server.kill();
        let server = Server::start(folder.path());
        let ran = run_all(&server.address()).await;
        assert_eq!(
            ran,
            [("", 1), ("a", 1), ("b", 1)]
                .map(|(p, n)| (p.into(), n))
                .into()
        );
    });
}

/// Kills the server after some acknowledgements, another number each time, while more are under way.
/// Gives what was acknowledged until the end.
pub(crate) async fn die_under_load(server: Server, round: u64) -> Vec<Bytes> {
    let address = server.address();
    let (sender, mut receiver) = unbounded_channel();
    let load = tokio::spawn(async move { submit_until_death(&address, round, sender).await });
    let mut acknowledged = Vec::new();
    for _ in 0..1 + round * 37 % 211 {
        let next = timeout(DEADLINE, receiver.recv())
            .await
            .expect("there is load");
        acknowledged.extend(next);
    }
    server.kill();
    load.await.expect("no panic");
    while let Some(payload) = receiver.recv().await {
        acknowledged.push(payload);
    }
    acknowledged
}

#[test]
fn every_acknowledged_job_outlives_a_kill_at_any_moment() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut acknowledged = Vec::new();
    let runtime = runtime();
    for round in 0..DEATHS {
        let server = Server::start(folder.path());
        acknowledged.extend(runtime.block_on(die_under_load(server, round)));
    }
    let server = Server::start(folder.path());
    let ran = runtime.block_on(run_all(&server.address()));
    let lost = acknowledged
        .iter()
        .filter(|payload| !ran.contains_key(*payload))
        .count();
    assert_eq!(lost, 0, "of {} acknowledged jobs", acknowledged.len());
    assert!(
        acknowledged.len() as u64 > DEATHS,
        "there was load: {}",
        acknowledged.len()
    );
    let repeated = ran.values().filter(|times| **times > 1).count();
    assert_eq!(repeated, 0, "no job ran before the last start");
}

#[test]
fn a_job_that_ended_does_not_come_back() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let server = Server::start(folder.path());
    let runtime = runtime();
    runtime.block_on(async {
        let client = Client::connect(server.address())
            .await
            .expect("the server listens");
        client
            .submit_background(Job::new("toll", "once"))
            .await
            .expect("it is accepted");
        assert_eq!(run_all(&server.address()).await.len(), 1);
        // What is acknowledged after the end was written together with it or later.
        client
            .submit_background(Job::new("toll", "twice"))
            .await
            .expect("it is accepted");
    });
    server.kill();
    let server = Server::start(folder.path());
    let ran = runtime.block_on(run_all(&server.address()));
    assert_eq!(ran, [("twice".into(), 1)].into());
}

#[test]
fn a_folder_has_one_server() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let server = Server::start(folder.path());
    let began = Instant::now();
    let (said, status) = Server::refused(folder.path());
    assert!(said.contains("in use by another process"), "{said}");
    assert_eq!(
        said.lines()
            .filter(|line| line.starts_with("geartraind: "))
            .count(),
        1,
        "{said}"
    );
    assert_eq!(status, Some(1), "after {:?}", began.elapsed());
    drop(server);
    Server::start(folder.path());
}
