//! The client and the worker library against a real server.

use std::future::Future;

use bytes::Bytes;
use geartrain_client::{Client, Error, Event, Job};
use geartrain_worker::{Failure, JobContext, Worker};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::process::DEADLINE;
use crate::server::Server;

/// Runs a test's future with one worker beside it, which is stopped in the end.
fn with_worker<H, F, T>(concurrency: usize, handler: H, test: impl FnOnce(Client) -> T)
where
    H: Fn(JobContext) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Bytes, Failure>> + Send + 'static,
    T: Future<Output = ()>,
{
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let server = Server::start();
    runtime.block_on(async {
        let worker = Worker::builder()
            .server(server.address())
            .concurrency(concurrency);
        let worker = worker
            .function("f", handler)
            .build()
            .expect("the settings are right");
        let stopper = worker.stopper();
        let run = tokio::spawn(worker.run());
        let client = Client::connect(server.address())
            .await
            .expect("the server is there");
        timeout(DEADLINE, test(client))
            .await
            .expect("the test ends");
        stopper.stop();
        let summary = timeout(DEADLINE, run).await.expect("the worker ends");
        assert_eq!(summary.expect("no panic").expect("no error").dropped, 0);
    });
}

#[test]
fn what_a_handler_says_reaches_the_one_who_waits() {
    let handler = |job: JobContext| async move {
        job.progress(1, 3).await;
        job.data("part \0").await;
        job.warn("odd").await;
        job.progress(2, 3).await;
        Ok(Bytes::from_static(b"whole"))
    };
    with_worker(1, handler, |client| async move {
        let mut job = client
            .submit(Job::new("f", "x"))
            .await
            .expect("it is accepted");
        let mut events = Vec::new();
        while let Some(event) = job.next_event().await {
            events.push(event);
        }
        assert_eq!(
            events,
            [
                Event::Status {
                    numerator: 1,
                    denominator: 3
                },
                Event::Data("part \0".into()),
                Event::Warning("odd".into()),
                Event::Status {
                    numerator: 2,
                    denominator: 3
                },
            ]
        );
        assert_eq!(job.await.expect("it succeeds"), "whole");
    });
}

#[test]
fn failures_exceptions_and_panics_are_told_apart_from_results() {
    let handler = |job: JobContext| async move {
        match &job.payload()[..] {
            b"fail" => Err(Failure::failed()),
            b"exception" => Err(Failure::exception("why \0 not")),
            b"panic" => panic!("at the disco"),
            other => Ok(Bytes::copy_from_slice(other)),
        }
    };
    with_worker(1, handler, |client| async move {
        let run = async |payload: &'static str| client.submit(Job::new("f", payload)).await?.await;
        assert!(matches!(run("fail").await, Err(Error::Failed)));
        let exception = run("exception").await;
        assert!(matches!(exception, Err(Error::Exception(why)) if why == "why \0 not"));
        let panic = run("panic").await;
        let text = b"the handler panicked: at the disco";
        assert!(matches!(panic, Err(Error::Exception(why)) if why == text[..]));
        assert_eq!(run("fine").await.expect("the worker goes on"), "fine");
    });
}

#[test]
fn a_thousand_jobs_at_a_time_find_their_results() {
    let handler = |job: JobContext| async move {
        tokio::task::yield_now().await;
        Ok(job.payload().clone())
    };
    with_worker(16, handler, |client| async move {
        let mut jobs = JoinSet::new();
        for number in 0..1000 {
            let client = client.clone();
            jobs.spawn(async move {
                let payload = format!("job {number}");
                let job = client.submit(Job::new("f", payload.clone())).await;
                assert_eq!(
                    job.expect("it is accepted").await.expect("it succeeds"),
                    payload
                );
            });
        }
        while let Some(job) = jobs.join_next().await {
            job.expect("each job finds its result");
        }
    });
}

#[test]
fn one_job_with_two_submissions_on_a_connection_gives_both_the_same() {
    let gate = std::sync::Arc::new(tokio::sync::Notify::new());
    let opener = std::sync::Arc::clone(&gate);
    let handler = move |job: JobContext| {
        let gate = std::sync::Arc::clone(&gate);
        async move {
            gate.notified().await;
            job.data("part").await;
            Ok(Bytes::from_static(b"whole"))
        }
    };
    with_worker(4, handler, |client| async move {
        let job = Job::new("f", "x").unique("same");
        let one = client.submit(job.clone()).await.expect("it is accepted");
        let two = client.submit(job).await.expect("it is accepted");
        assert_eq!(one.handle(), two.handle());
        let status = client
            .status_of_unique("same")
            .await
            .expect("there is an answer");
        assert_eq!((status.is_known, status.clients), (true, Some(2)));
        opener.notify_one();
        for mut job in [one, two] {
            assert_eq!(job.next_event().await, Some(Event::Data("part".into())));
            assert_eq!(job.next_event().await, None);
            assert_eq!(job.await.expect("it succeeds"), "whole");
        }
        assert_eq!(
            client
                .echo("still there")
                .await
                .expect("there is an answer"),
            "still there"
        );
    });
}
