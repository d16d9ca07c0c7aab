//! What the client does about silence, loss and many jobs at once, against a scripted server.

use std::time::Duration;

use crate::peer::{Peer, Server, soon};
use geartrain_client::{Client, ClientBuilder, Error, Event, Job, JobHandle};

const SUBMIT_JOB: u32 = 7;
const JOB_CREATED: u32 = 8;
const WORK_DATA: u32 = 28;
const WORK_COMPLETE: u32 = 13;
const GET_STATUS: u32 = 15;
const ECHO_REQ: u32 = 16;
const ECHO_RES: u32 = 17;
const SUBMIT_JOB_BG: u32 = 18;
const ERROR: u32 = 19;
const STATUS_RES: u32 = 20;
const OPTION_REQ: u32 = 26;

async fn connected(set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Client, Peer, Server) {
    let server = Server::listen().await;
    let client = set(Client::builder().server(&server.address)).connect();
    let (client, peer) = tokio::join!(client, greeted(&server));
    (client.unwrap(), peer, server)
}

async fn greeted(server: &Server) -> Peer {
    let mut peer = server.accept().await;
    peer.expect(OPTION_REQ, &[b"exceptions"]).await;
    peer.send(27, &[b"exceptions"]).await;
    peer
}

#[tokio::test]
async fn an_idempotent_job_is_submitted_until_it_is_accepted() {
    let (client, mut peer, server) = connected(|builder| builder).await;
    let losing = async {
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"x"]).await;
        drop(peer);
        let mut peer = greeted(&server).await;
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"x"]).await;
        drop(peer);
        let mut peer = greeted(&server).await;
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"x"]).await;
        peer.send(JOB_CREATED, &[b"H:3"]).await;
        peer
    };
    let job = Job::new("f", "x").idempotent();
    let (handle, _peer) = tokio::join!(soon("a handle", client.submit_background(job)), losing);
    assert_eq!(handle.unwrap().to_string(), "H:3");
}

#[tokio::test]
async fn a_job_that_is_not_idempotent_is_sent_once() {
    let (client, mut peer, server) = connected(|builder| builder).await;
    let losing = async {
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"once"]).await;
        drop(peer);
    };
    let once = client.submit_background(Job::new("f", "once"));
    let (lost, ()) = tokio::join!(once, losing);
    assert!(
        matches!(lost, Err(Error::ConnectionLost { .. })),
        "{lost:?}"
    );
    let next = async {
        let mut peer = greeted(&server).await;
        peer.expect(SUBMIT_JOB_BG, &[b"f", b"", b"next"]).await;
        peer.send(JOB_CREATED, &[b"H:2"]).await;
    };
    let (handle, ()) = tokio::join!(client.submit_background(Job::new("f", "next")), next);
    assert_eq!(handle.unwrap().to_string(), "H:2");
}

#[tokio::test]
async fn the_events_of_an_idempotent_job_say_that_it_began_again() {
    let (client, mut peer, server) = connected(|builder| builder).await;
    let losing = async {
        peer.expect(SUBMIT_JOB, &[b"f", b"", b"x"]).await;
        peer.send(JOB_CREATED, &[b"H:1"]).await;
        peer.send(WORK_DATA, &[b"H:1", b"part"]).await;
        drop(peer);
        let mut peer = greeted(&server).await;
        peer.expect(SUBMIT_JOB, &[b"f", b"", b"x"]).await;
        peer.send(JOB_CREATED, &[b"H:2"]).await;
        peer.send(WORK_DATA, &[b"H:2", b"part"]).await;
        peer.send(WORK_COMPLETE, &[b"H:2", b"whole"]).await;
        peer
    };
    let reading = async {
        let job = Job::new("f", "x").idempotent();
        let mut job = client.submit(job).await.unwrap();
        let mut events = Vec::new();
        while let Some(event) = soon("an event", job.next_event()).await {
            events.push(event);
        }
        (events, job.handle().to_string(), job.await)
    };
    let ((events, handle, result), _peer) = tokio::join!(reading, losing);
    let part = || Event::Data("part".into());
    assert_eq!(events, [part(), Event::Resubmitted, part()]);
    assert_eq!(handle, "H:2");
    assert_eq!(result.unwrap(), "whole");
}

#[tokio::test]
async fn a_batch_is_sent_before_the_first_answer_and_keeps_its_order() {
    let (client, mut peer, _server) = connected(|builder| builder.packet_bytes_max(64)).await;
    let server = async {
        for payload in [b"0", b"1", b"3"] {
            peer.expect(SUBMIT_JOB_BG, &[b"f", b"", payload]).await;
        }
        peer.send_all(&[
            (JOB_CREATED, &[b"H:0"]),
            (ERROR, &[b"QUEUE_ERROR", b"Job queue is full"]),
            (JOB_CREATED, &[b"H:3"]),
        ])
        .await;
    };
    let jobs = [
        Job::new("f", "0"),
        Job::new("f", "1"),
        Job::new("f", vec![0; 100]),
        Job::new("f", "3"),
    ];
    let (outcomes, ()) = tokio::join!(client.submit_background_batch(jobs), server);
    assert!(
        matches!(&outcomes[..], [Ok(_), Err(Error::QueueFull), Err(Error::TooLarge { .. }), Ok(last)]
        if last.to_string() == "H:3"),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn a_batch_of_foreground_jobs_finds_its_results() {
    const JOBS: usize = 10_000;
    let (client, mut peer, _server) = connected(|builder| builder).await;
    let server = tokio::spawn(async move {
        for number in 0..JOBS {
            let (kind, _) = peer.next().await;
            assert_eq!(kind, SUBMIT_JOB);
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
    let jobs = (0..JOBS).map(|_| Job::new("f", "x"));
    let running = soon("all handles", client.submit_batch(jobs)).await;
    assert_eq!(running.len(), JOBS);
    for (number, job) in running.into_iter().enumerate() {
        let result = soon("a result", job.unwrap()).await.unwrap();
        assert_eq!(result, format!("H:{number}"));
    }
    soon("the server", server).await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_opened_again_when_it_is_needed() {
    let idle = Duration::from_millis(200);
    let (client, mut peer, server) = connected(|builder| builder.idle_deadline(idle)).await;
    peer.expect_end().await;
    let again = async {
        let mut peer = greeted(&server).await;
        peer.expect(ECHO_REQ, &[b"hello"]).await;
        peer.send(ECHO_RES, &[b"hello"]).await;
    };
    let (echo, ()) = tokio::join!(client.echo("hello"), again);
    assert_eq!(echo.unwrap(), "hello");
}

#[tokio::test]
async fn a_silent_server_is_asked_for_a_sign_of_life() {
    let set = |builder: ClientBuilder| {
        builder
            // The job is submitted before the one is over, and the first question answered
            // before the other, on a machine that is busy.
            .idle_deadline(Duration::from_secs(1))
            .submit_deadline(Duration::from_secs(3))
    };
    let (client, mut peer, _server) = connected(set).await;
    let submitted = async {
        peer.expect(SUBMIT_JOB, &[b"f", b"", b"x"]).await;
        peer.send(JOB_CREATED, &[b"H:1"]).await;
    };
    let (job, ()) = tokio::join!(client.submit(Job::new("f", "x")), submitted);
    let (kind, payload) = peer.next().await;
    assert_eq!(kind, ECHO_REQ);
    peer.send(ECHO_RES, &[&payload]).await;
    // The second question stays without an answer.
    let (kind, _) = peer.next().await;
    assert_eq!(kind, ECHO_REQ);
    let lost = soon("the loss", job.unwrap()).await;
    assert!(matches!(lost, Err(Error::ConnectionLost { reason, .. })
        if reason.to_string() == "the server has fallen silent"));
}

#[tokio::test]
async fn a_job_is_done_when_the_server_does_not_know_it_any_more() {
    let (client, mut peer, server) = connected(|builder| builder).await;
    let handle = JobHandle::new("H:1").unwrap();
    let answers = async {
        for is_known in [b"1", b"1"] {
            peer.expect(GET_STATUS, &[b"H:1"]).await;
            peer.send(STATUS_RES, &[b"H:1", is_known, b"0", b"0", b"0"])
                .await;
        }
        // A server that restarts does not end the waiting.
        peer.expect(GET_STATUS, &[b"H:1"]).await;
        drop(peer);
        let mut peer = greeted(&server).await;
        peer.expect(GET_STATUS, &[b"H:1"]).await;
        peer.send(STATUS_RES, &[b"H:1", b"0", b"0", b"0", b"0"])
            .await;
        peer
    };
    let (done, _peer) = tokio::join!(soon("the end", client.wait_until_done(&handle)), answers);
    done.unwrap();
}

#[tokio::test]
async fn waiting_for_a_server_that_is_gone_ends() {
    let deadline = Duration::from_millis(100);
    let (client, peer, server) = connected(|builder| builder.submit_deadline(deadline)).await;
    drop((peer, server));
    let handle = JobHandle::new("H:1").unwrap();
    let ended = soon("the end", client.wait_until_done(&handle)).await;
    assert!(ended.is_err());
}
