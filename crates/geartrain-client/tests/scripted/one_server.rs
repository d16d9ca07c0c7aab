//! The client against a server that follows a script.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::peer::{Nowhere, Peer, Server, soon};
use geartrain_client::{Client, Error, Event, Job, JobHandle, RunningJob, SlowReader};

const SUBMIT_JOB: u32 = 7;
const JOB_CREATED: u32 = 8;
const WORK_STATUS: u32 = 12;
const WORK_COMPLETE: u32 = 13;
const WORK_FAIL: u32 = 14;
const GET_STATUS: u32 = 15;
const ECHO_REQ: u32 = 16;
const ECHO_RES: u32 = 17;
const SUBMIT_JOB_BG: u32 = 18;
const ERROR: u32 = 19;
const STATUS_RES: u32 = 20;
const SET_CLIENT_ID: u32 = 22;
const WORK_EXCEPTION: u32 = 25;
const OPTION_REQ: u32 = 26;
const OPTION_RES: u32 = 27;
const WORK_DATA: u32 = 28;
const WORK_WARNING: u32 = 29;

/// A client and the server's end of its connection, after their greeting.
async fn connected() -> (Client, Peer, Server) {
    connected_with(|builder| builder).await
}

async fn connected_with(
    set: impl FnOnce(geartrain_client::ClientBuilder) -> geartrain_client::ClientBuilder,
) -> (Client, Peer, Server) {
    let server = Server::listen().await;
    let client = set(Client::builder().server(&server.address))
        .connect()
        .await
        .unwrap();
    let mut peer = server.accept().await;
    greet(&mut peer).await;
    (client, peer, server)
}

async fn greet(peer: &mut Peer) {
    peer.expect(OPTION_REQ, &[b"exceptions"]).await;
    peer.send(OPTION_RES, &[b"exceptions"]).await;
}

/// Submits `f(payload)`, which the server calls `handle`.
async fn submit(
    client: &Client,
    peer: &mut Peer,
    payload: &'static str,
    handle: &str,
) -> RunningJob {
    let server = async {
        peer.expect(SUBMIT_JOB, &[b"f", b"", payload.as_bytes()])
            .await;
        peer.send(JOB_CREATED, &[handle.as_bytes()]).await;
    };
    let (job, ()) = tokio::join!(client.submit(Job::new("f", payload)), server);
    job.unwrap()
}

#[tokio::test]
async fn jobs_that_end_in_another_order_get_their_own_results() {
    let (client, mut peer, _server) = connected().await;
    let one = submit(&client, &mut peer, "1", "H:1").await;
    let two = submit(&client, &mut peer, "2", "H:2").await;
    let three = submit(&client, &mut peer, "3", "H:3").await;
    peer.send(WORK_COMPLETE, &[b"H:3", b"third"]).await;
    peer.send(WORK_FAIL, &[b"H:1"]).await;
    peer.send(WORK_EXCEPTION, &[b"H:2", b"no \0 way"]).await;
    assert_eq!(soon("a result", three).await.unwrap(), "third");
    assert!(matches!(soon("a failure", one).await, Err(Error::Failed)));
    let exception = soon("an exception", two).await;
    assert!(matches!(exception, Err(Error::Exception(why)) if why == "no \0 way"));
}

#[tokio::test]
async fn a_result_in_one_piece_with_its_job_created_is_not_lost() {
    let (client, mut peer, _server) = connected().await;
    let server = async {
        peer.expect(SUBMIT_JOB, &[b"f", b"", b"x"]).await;
        peer.send_all(&[
            (JOB_CREATED, &[b"H:1"]),
            (WORK_DATA, &[b"H:1", b"part"]),
            (WORK_COMPLETE, &[b"H:1", b"whole"]),
        ])
        .await;
    };
    let (job, ()) = tokio::join!(client.submit(Job::new("f", "x")), server);
    let mut job = job.unwrap();
    assert_eq!(job.next_event().await, Some(Event::Data("part".into())));
    assert_eq!(soon("the end", job.next_event()).await, None);
    assert_eq!(job.await.unwrap(), "whole");
}

#[tokio::test]
async fn two_submissions_that_share_a_handle_both_see_everything_once() {
    let (client, mut peer, _server) = connected().await;
    let server = async {
        for _ in 0..2 {
            peer.expect(SUBMIT_JOB, &[b"f", b"same", b"x"]).await;
            peer.send(JOB_CREATED, &[b"H:1"]).await;
        }
    };
    let job = Job::new("f", "x").unique("same");
    let (one, two, ()) = tokio::join!(client.submit(job.clone()), client.submit(job), server);
    // The server sends each packet once for each submission.
    peer.send_all(&[
        (WORK_DATA, &[b"H:1", b"a"]),
        (WORK_DATA, &[b"H:1", b"a"]),
        (WORK_WARNING, &[b"H:1", b"b"]),
        (WORK_WARNING, &[b"H:1", b"b"]),
        (WORK_COMPLETE, &[b"H:1", b"r"]),
        (WORK_COMPLETE, &[b"H:1", b"r"]),
    ])
    .await;
    for mut job in [one.unwrap(), two.unwrap()] {
        assert_eq!(
            soon("data", job.next_event()).await,
            Some(Event::Data("a".into()))
        );
        assert_eq!(
            soon("a warning", job.next_event()).await,
            Some(Event::Warning("b".into()))
        );
        assert_eq!(soon("the end", job.next_event()).await, None);
        assert_eq!(job.await.unwrap(), "r");
    }
}

#[tokio::test]
async fn a_packet_about_an_unknown_job_is_passed_over() {
    let (client, mut peer, _server) = connected().await;
    let job = submit(&client, &mut peer, "x", "H:1").await;
    peer.send(WORK_STATUS, &[b"H:7", b"1", b"2"]).await;
    peer.send(WORK_COMPLETE, &[b"H:7", b"not yours"]).await;
    peer.send(JOB_CREATED, &[b"H:8"]).await;
    peer.send(WORK_COMPLETE, &[b"H:1", b"yours"]).await;
    assert_eq!(soon("the result", job).await.unwrap(), "yours");
}

#[tokio::test]
async fn a_refusal_belongs_to_the_oldest_request() {
    let (client, mut peer, _server) = connected().await;
    let server = async {
        for payload in [b"1", b"2", b"3"] {
            peer.expect(SUBMIT_JOB_BG, &[b"f", b"", payload]).await;
        }
        peer.send_all(&[
            (ERROR, &[b"QUEUE_ERROR", b"Job queue is full"]),
            (JOB_CREATED, &[b"H:2"]),
            (ERROR, &[b"ANY_CODE", b"any text"]),
        ])
        .await;
    };
    let (one, two, three, ()) = tokio::join!(
        client.submit_background(Job::new("f", "1")),
        client.submit_background(Job::new("f", "2")),
        client.submit_background(Job::new("f", "3")),
        server
    );
    assert!(matches!(one, Err(Error::QueueFull)));
    assert_eq!(two.unwrap().as_bytes(), b"H:2");
    let is_refused = matches!(&three, Err(Error::Refused { code, text })
        if code == "ANY_CODE" && text == "any text");
    assert!(is_refused, "{three:?}");
}

#[tokio::test]
async fn a_lost_connection_ends_what_is_in_flight_and_the_next_request_connects_again() {
    let (client, mut peer, server) = connected().await;
    let running = submit(&client, &mut peer, "1", "H:1").await;
    let closing = async {
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"2"]).await;
        drop(peer);
    };
    let (unanswered, ()) = tokio::join!(client.submit_background(Job::new("f", "2")), closing);
    let unanswered = unanswered.unwrap_err();
    assert!(
        matches!(unanswered, Error::ConnectionLost { .. }),
        "{unanswered:?}"
    );
    assert!(!unanswered.is_certainly_not_submitted());
    let lost = soon("the loss", running).await;
    assert!(
        matches!(lost, Err(Error::ConnectionLost { .. })),
        "{lost:?}"
    );

    let again = async {
        let mut peer = server.accept().await;
        greet(&mut peer).await;
        // Nothing that was in flight is sent again.
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"3"]).await;
        peer.send(JOB_CREATED, &[b"H:3"]).await;
    };
    let (handle, ()) = tokio::join!(client.submit_background(Job::new("f", "3")), again);
    assert_eq!(handle.unwrap().to_string(), "H:3");
}

#[tokio::test]
async fn a_request_without_a_server_is_certainly_not_submitted() {
    let (client, mut peer, server) = connected().await;
    let running = submit(&client, &mut peer, "1", "H:1").await;
    drop((peer, server));
    assert!(soon("the loss", running).await.is_err());
    let refused = client
        .submit_background(Job::new("f", "2"))
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::NotConnected { .. }), "{refused:?}");
    assert!(refused.is_certainly_not_submitted());
}

#[tokio::test]
async fn noise_ends_the_connection() {
    let (client, mut peer, _server) = connected().await;
    let job = submit(&client, &mut peer, "x", "H:1").await;
    peer.send_raw(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert!(matches!(
        soon("the loss", job).await,
        Err(Error::ConnectionLost { .. })
    ));
}

#[tokio::test]
async fn a_late_answer_does_not_shift_those_that_follow() {
    // Long enough for the second job, whose answer comes at once, on a machine that is busy.
    let deadline = Duration::from_secs(2);
    let (client, mut peer, _server) =
        connected_with(|builder| builder.submit_deadline(deadline)).await;
    let late = client.submit_background(Job::new("f", "1")).await;
    assert!(matches!(late, Err(Error::TimedOut { .. })), "{late:?}");
    peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"1"]).await;
    let server = async {
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"2"]).await;
        peer.send_all(&[(JOB_CREATED, &[b"H:1"]), (JOB_CREATED, &[b"H:2"])])
            .await;
    };
    let (handle, ()) = tokio::join!(client.submit_background(Job::new("f", "2")), server);
    assert_eq!(handle.unwrap().to_string(), "H:2");
}

#[tokio::test]
async fn what_is_given_up_before_it_is_sent_is_not_sent() {
    let (client, mut peer, _server) = connected().await;
    // On this test's single thread the connection's task cannot run between these two lines.
    let given_up = client.submit_background(Job::new("f", "1"));
    assert!(given_up.now_or_never().is_none());
    let server = async {
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"2"]).await;
        peer.send(JOB_CREATED, &[b"H:2"]).await;
    };
    let (handle, ()) = tokio::join!(client.submit_background(Job::new("f", "2")), server);
    assert_eq!(handle.unwrap().to_string(), "H:2");
}

/// Polls a future once.
trait NowOrNever: Future + Sized {
    fn now_or_never(self) -> Option<Self::Output> {
        let mut context = Context::from_waker(Waker::noop());
        match pin!(self).poll(&mut context) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }
}

impl<F: Future> NowOrNever for F {}

#[tokio::test]
async fn answers_of_different_kinds_may_change_places() {
    let (client, mut peer, _server) = connected().await;
    let handle = JobHandle::new("H:1").unwrap();
    let server = async {
        peer.expect(GET_STATUS, &[b"H:1"]).await;
        peer.expect(ECHO_REQ, &[b"hello"]).await;
        peer.send(ECHO_RES, &[b"hello"]).await;
        peer.send(STATUS_RES, &[b"H:1", b"1", b"1", b"3", b"4"])
            .await;
    };
    let (status, echo, ()) = tokio::join!(client.status(&handle), client.echo("hello"), server);
    assert_eq!(echo.unwrap(), "hello");
    let status = status.unwrap();
    assert!(status.is_known && status.is_running);
    assert_eq!((status.numerator, status.denominator), (3, 4));
}

#[tokio::test]
async fn the_connection_closes_with_the_last_client_and_the_last_running_job() {
    let (client, mut peer, _server) = connected().await;
    let job = submit(&client, &mut peer, "x", "H:1").await;
    let clone = client.clone();
    drop((client, clone));
    peer.send(WORK_COMPLETE, &[b"H:1", b"r"]).await;
    assert_eq!(soon("the result", job).await.unwrap(), "r");
    peer.expect_end().await;
}

#[tokio::test]
async fn a_dropped_job_does_not_disturb_the_others() {
    let (client, mut peer, _server) = connected().await;
    drop(submit(&client, &mut peer, "1", "H:1").await);
    let kept = submit(&client, &mut peer, "2", "H:2").await;
    peer.send(WORK_DATA, &[b"H:1", b"unwanted"]).await;
    peer.send(WORK_COMPLETE, &[b"H:1", b"unwanted"]).await;
    peer.send(WORK_COMPLETE, &[b"H:2", b"wanted"]).await;
    assert_eq!(soon("the result", kept).await.unwrap(), "wanted");
}

#[tokio::test]
async fn a_slow_reader_learns_how_many_events_it_lost() {
    let (client, mut peer, _server) = connected().await;
    let mut slow = submit(&client, &mut peer, "1", "H:1").await;
    let quick = submit(&client, &mut peer, "2", "H:2").await;
    let flood = vec![(WORK_DATA, &[b"H:1" as &[u8], b"x"] as &[&[u8]]); 3000];
    peer.send_all(&flood).await;
    peer.send(WORK_COMPLETE, &[b"H:2", b"r"]).await;
    assert_eq!(soon("the other job", quick).await.unwrap(), "r");
    peer.send(WORK_COMPLETE, &[b"H:1", b"r"]).await;
    let (mut seen, mut lost) = (0, 0);
    while let Some(event) = soon("an event", slow.next_event()).await {
        match event {
            Event::Data(_) => seen += 1,
            Event::Lost(count) => lost += count,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(seen + lost, 3000);
    assert!(lost > 0, "nothing was lost, so nothing is bounded");
}

#[tokio::test]
async fn a_slow_reader_that_holds_the_connection_loses_nothing() {
    let hold = SlowReader::HoldsConnection;
    let (client, mut peer, _server) = connected_with(|builder| builder.slow_reader(hold)).await;
    let mut job = submit(&client, &mut peer, "1", "H:1").await;
    let flood = vec![(WORK_DATA, &[b"H:1" as &[u8], b"x"] as &[&[u8]]); 5000];
    let server = async {
        peer.send_all(&flood).await;
        peer.send(WORK_COMPLETE, &[b"H:1", b"r"]).await;
    };
    let reader = async {
        let mut seen = 0;
        while let Some(event) = soon("an event", job.next_event()).await {
            assert_eq!(event, Event::Data("x".into()));
            seen += 1;
        }
        seen
    };
    let ((), seen) = tokio::join!(server, reader);
    assert_eq!(seen, 5000);
    assert_eq!(job.await.unwrap(), "r");
}

#[tokio::test]
async fn who_wants_the_result_alone_is_not_held_up_by_events() {
    let hold = SlowReader::HoldsConnection;
    let (client, mut peer, _server) = connected_with(|builder| builder.slow_reader(hold)).await;
    let job = submit(&client, &mut peer, "1", "H:1").await;
    let flood = vec![(WORK_DATA, &[b"H:1" as &[u8], b"x"] as &[&[u8]]); 5000];
    peer.send_all(&flood).await;
    peer.send(WORK_COMPLETE, &[b"H:1", b"r"]).await;
    assert_eq!(soon("the result", job).await.unwrap(), "r");
}

#[tokio::test]
async fn one_connection_carries_ten_thousand_jobs_at_a_time() {
    const JOBS: usize = 10_000;
    let (client, mut peer, _server) = connected().await;
    let server = tokio::spawn(async move {
        for _ in 0..JOBS {
            let (kind, _) = peer.next().await;
            assert_eq!(kind, SUBMIT_JOB);
        }
        for number in 0..JOBS {
            peer.send(JOB_CREATED, &[format!("H:{number}").as_bytes()])
                .await;
        }
        for number in (0..JOBS).rev() {
            let handle = format!("H:{number}");
            peer.send(WORK_COMPLETE, &[handle.as_bytes(), handle.as_bytes()])
                .await;
        }
        peer
    });
    let mut jobs = tokio::task::JoinSet::new();
    for _ in 0..JOBS {
        let client = client.clone();
        jobs.spawn(async move {
            let job = client.submit(Job::new("f", "x")).await.unwrap();
            let handle = job.handle().to_string();
            assert_eq!(job.await.unwrap(), handle.as_bytes());
        });
    }
    soon("all results", jobs.join_all()).await;
    soon("the server", server).await.unwrap();
}

#[tokio::test]
async fn a_connection_says_who_it_is_and_what_it_wants() {
    let server = Server::listen().await;
    let builder = Client::builder().server(&server.address);
    let client = builder
        .clone()
        .client_id("reports")
        .without_exceptions()
        .connect()
        .await
        .unwrap();
    let mut peer = server.accept().await;
    peer.expect(SET_CLIENT_ID, &[b"reports"]).await;
    drop(client);
    peer.expect_end().await;

    let client = builder.client_id("reports").connect().await.unwrap();
    let mut peer = server.accept().await;
    peer.expect(OPTION_REQ, &[b"exceptions"]).await;
    peer.expect(SET_CLIENT_ID, &[b"reports"]).await;
    // An old server knows no options; that is no reason to give up.
    peer.send(
        ERROR,
        &[b"UNKNOWN_OPTION", b"Server does not recognize given option"],
    )
    .await;
    drop(submit(&client, &mut peer, "x", "H:1").await);
}

#[tokio::test]
async fn an_address_that_nobody_listens_at_is_not_connected() {
    let gone = Nowhere::new();
    let error = Client::connect(gone.address.clone()).await.unwrap_err();
    assert!(matches!(error, Error::NotConnected { server, .. } if server == gone.address));
}
