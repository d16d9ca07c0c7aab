//! Several servers.

use std::time::Duration;

use geartrain_client::{Client, Error, Job, Spread};
use geartrain_worker::{JobContext, Worker};
use tokio::runtime::Runtime;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::process::DEADLINE;
use crate::server::Server;

async fn client(servers: &[&Server], spread: Spread) -> Client {
    let addresses = servers.iter().map(|server| server.address());
    let client = Client::builder().servers(addresses).spread(spread);
    client.connect().await.expect("a server is there")
}

/// Submits until a job goes to this server, and waits for its result.
async fn result_from(client: &Client, address: &str) {
    loop {
        match client.submit(Job::new("f", "x")).await {
            Ok(job) if job.handle().server() == Some(address) => {
                assert_eq!(job.await.expect("it succeeds"), "x");
                return;
            }
            Ok(job) => assert_eq!(job.await.expect("it succeeds"), "x"),
            // It was there a moment ago.
            Err(Error::NotConnected { .. } | Error::ConnectionLost { .. }) => {}
            Err(error) => panic!("{error}"),
        }
        sleep(Duration::from_millis(2)).await;
    }
}

#[test]
fn a_fleet_goes_on_without_one_of_its_servers_and_takes_it_back() {
    let runtime = Runtime::new().expect("a runtime can be made");
    let (one, two) = (Server::start(), Server::start());
    let addresses = [one.address().to_owned(), two.address().to_owned()];
    runtime.block_on(async {
        let echo = |job: JobContext| async move { Ok(job.payload().clone()) };
        let worker = Worker::builder()
            .servers(addresses.clone())
            .function("f", echo);
        let worker = worker.build().expect("the settings are right");
        let stopper = worker.stopper();
        let run = tokio::spawn(worker.run());
        let client = client(&[&one, &two], Spread::RoundRobin).await;
        let story = async {
            result_from(&client, &addresses[0]).await;
            result_from(&client, &addresses[1]).await;
            let one = spawn_blocking(move || one.restart())
                .await
                .expect("no panic");
            result_from(&client, &addresses[1]).await;
            result_from(&client, &addresses[0]).await;
            one
        };
        let _one = timeout(DEADLINE, story).await.expect("the story ends");
        stopper.stop();
        let summary = timeout(DEADLINE, run)
            .await
            .expect("it ends")
            .expect("no panic");
        assert!(summary.expect("no error").completed >= 4);
    });
}

#[test]
fn the_same_unique_is_one_job_wherever_it_is_submitted() {
    let runtime = Runtime::new().expect("a runtime can be made");
    let servers = [Server::start(), Server::start(), Server::start()];
    let [one, two, three] = &servers;
    runtime.block_on(async {
        for spread in [Spread::AsLibgearman, Spread::ByUnique, Spread::AsPerl] {
            let here = client(&[one, two, three], spread).await;
            let there = client(&[one, two, three], spread).await;
            for number in 0..10 {
                let unique = format!("{spread:?} {number}");
                let job = || Job::new("f", "x").unique(&unique);
                let first = here.submit_background(job()).await.expect("it is accepted");
                let second = there
                    .submit_background(job())
                    .await
                    .expect("it is accepted");
                assert_eq!((first.server(), &first), (second.server(), &second));
                let status = there.status_of_unique(&unique).await.expect("all answer");
                assert!(status.is_known);
            }
        }
    });
}

#[test]
fn a_batch_is_accepted_and_its_end_can_be_waited_for() {
    let runtime = Runtime::new().expect("a runtime can be made");
    let server = Server::start();
    runtime.block_on(async {
        let client = client(&[&server], Spread::default()).await;
        let jobs = (0..1000).map(|number| Job::new("f", number.to_string()));
        let handles = client.submit_background_batch(jobs).await;
        let echo = |job: JobContext| async move { Ok(job.payload().clone()) };
        let worker = Worker::builder()
            .server(server.address())
            .function("f", echo);
        let worker = worker.concurrency(16).jobs_max(1000);
        let worker = worker.build().expect("the settings are right");
        let run = tokio::spawn(worker.run());
        let waiting = async {
            for handle in handles {
                let handle = handle.expect("it is accepted");
                client
                    .wait_until_done(&handle)
                    .await
                    .expect("the server answers");
            }
        };
        timeout(DEADLINE, waiting).await.expect("all jobs end");
        let summary = timeout(DEADLINE, run)
            .await
            .expect("it ends")
            .expect("no panic");
        assert_eq!(summary.expect("no error").completed, 1000);
    });
}
