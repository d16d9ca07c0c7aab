//! Batches and servers that answer nothing. The clock is the test's own: nobody waits.

use std::time::Duration;

use crate::peer::{Peer, Server};
use geartrain_client::{Client, Error, Job, JobHandle};
use tokio::time::{Instant, pause};

const OPTION_REQ: u32 = 26;
const SUBMIT_JOB_BG: u32 = 18;

const DEADLINE: Duration = Duration::from_secs(30);

/// Jobs of a batch that are under way at a time.
const WINDOW: usize = 4096;

async fn greeted(server: &Server) -> Peer {
    let mut peer = server.accept().await;
    peer.expect(OPTION_REQ, &[b"exceptions"]).await;
    peer
}

async fn client_of<const N: usize>(servers: [&Server; N]) -> Client {
    let addresses = servers.iter().map(|server| server.address.clone());
    let client = Client::builder()
        .servers(addresses)
        .submit_deadline(DEADLINE);
    client.connect().await.unwrap()
}

/// Submits them; what became of them, and how many deadlines that took.
async fn submit(client: &Client, jobs: Vec<Job>) -> (Vec<Result<JobHandle, Error>>, u32) {
    pause();
    let start = Instant::now();
    let outcomes = client.submit_background_batch(jobs).await;
    let deadlines = start.elapsed().as_secs() / DEADLINE.as_secs();
    (outcomes, u32::try_from(deadlines).unwrap())
}

fn is_late(outcome: &Result<JobHandle, Error>) -> bool {
    matches!(outcome, Err(Error::TimedOut { .. }))
}

#[tokio::test]
async fn a_batch_waits_once_for_a_server_that_does_not_answer() {
    let server = Server::listen().await;
    let (client, _peer) = tokio::join!(client_of([&server]), greeted(&server));
    let (outcomes, deadlines) = submit(&client, vec![Job::new("f", "x"); 100]).await;
    assert!(outcomes.iter().all(is_late));
    assert_eq!(deadlines, 1);
}

#[tokio::test]
async fn a_long_batch_waits_once_for_all_jobs_that_are_under_way() {
    let server = Server::listen().await;
    let (client, _peer) = tokio::join!(client_of([&server]), greeted(&server));
    let (outcomes, deadlines) = submit(&client, vec![Job::new("f", "x"); 3 * WINDOW]).await;
    assert!(outcomes.iter().all(is_late));
    assert_eq!(deadlines, 3);
}

#[tokio::test]
async fn jobs_that_may_run_twice_make_a_batch_wait_no_longer() {
    let server = Server::listen().await;
    let (client, _peer) = tokio::join!(client_of([&server]), greeted(&server));
    let jobs = vec![Job::new("f", "x").idempotent(); 100];
    let (outcomes, deadlines) = submit(&client, jobs).await;
    assert!(outcomes.iter().all(is_late));
    assert_eq!(deadlines, 1);
}

#[tokio::test]
async fn a_server_that_hangs_behind_a_lost_connection_is_waited_for_once() {
    let server = Server::listen().await;
    let (client, mut peer) = tokio::join!(client_of([&server]), greeted(&server));
    let jobs = vec![Job::new("f", "x").idempotent(); 100];
    let losing = async move {
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"x"]).await;
        drop(peer);
    };
    let ((outcomes, deadlines), ()) = tokio::join!(submit(&client, jobs), losing);
    assert!(outcomes.iter().all(Result::is_err));
    assert_eq!(deadlines, 1);
}

#[tokio::test]
async fn two_servers_that_hang_are_waited_for_once_each() {
    let servers = [Server::listen().await, Server::listen().await];
    let [one, two] = &servers;

    let (client, _one, _two) = tokio::join!(client_of([one, two]), greeted(one), greeted(two));
    let jobs = vec![Job::new("f", "x").idempotent(); 100];
    let (outcomes, deadlines) = submit(&client, jobs).await;
    assert!(outcomes.iter().all(is_late));
    assert_eq!(deadlines, 2);
}
