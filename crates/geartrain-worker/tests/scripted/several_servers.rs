//! Several connections that share the places of one worker.

use std::sync::Arc;

use geartrain_worker::{Error, Stopper, Summary, Worker, WorkerBuilder};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::one_server::{echo, gated};
use crate::packets::*;
use crate::peer::{Nowhere, Peer, Server, soon};

/// A worker of two servers. Which of them is asked first is left open.
struct Scene {
    _servers: [Server; 2],
    stopper: Stopper,
    run: JoinHandle<Result<Summary, Error>>,
}

impl Scene {
    /// Both are told of the function; the one that is asked comes first.
    async fn open(set: impl FnOnce(WorkerBuilder) -> WorkerBuilder) -> (Self, Peer, Peer) {
        let servers = [Server::listen().await, Server::listen().await];
        let addresses = servers.iter().map(|server| server.address.clone());
        let worker = set(Worker::builder().servers(addresses)).build().unwrap();
        let stopper = worker.stopper();
        let run = tokio::spawn(worker.run());
        let mut peers = [servers[0].accept().await, servers[1].accept().await];
        for peer in &mut peers {
            peer.expect(CAN_DO, &[b"f"]).await;
        }
        let [one, two] = peers;
        let is_one_asked = tokio::select! {
            is_asked = one.peek() => is_asked,
            is_asked = two.peek() => !is_asked,
        };
        let scene = Self {
            _servers: servers,
            stopper,
            run,
        };
        let (mut asked, other) = if is_one_asked { (one, two) } else { (two, one) };
        asked.expect(GRAB_JOB_ALL, &[]).await;
        (scene, asked, other)
    }
}

async fn assign(peer: &mut Peer, handle: &[u8]) {
    peer.send(JOB_ASSIGN_UNIQ, &[handle, b"f", b"", b"x"]).await;
}

/// Sleeps after a question.
async fn put_to_sleep(peer: &mut Peer) {
    peer.send(NO_JOB, &[]).await;
    peer.expect(PRE_SLEEP, &[]).await;
}

#[tokio::test]
async fn one_place_is_offered_to_one_server_at_a_time() {
    let (_scene, mut asked, mut other) = Scene::open(|worker| worker.function("f", echo)).await;
    // The place is free again when the first server has no job.
    put_to_sleep(&mut asked).await;
    other.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut other, b"H:1").await;
    other.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    other.expect(GRAB_JOB_ALL, &[]).await;
    put_to_sleep(&mut other).await;
    asked.send(NOOP, &[]).await;
    asked.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn a_worker_that_is_woken_without_a_place_says_so_and_asks_later() {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (_scene, mut asleep, mut busy) =
        Scene::open(|worker| worker.register(gated(&begun, &gate))).await;
    put_to_sleep(&mut asleep).await;
    busy.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut busy, b"H:1").await;
    soon("the handler", begun.notified()).await;
    asleep.send(NOOP, &[]).await;
    asleep.expect(CANT_DO, &[b"f"]).await;
    gate.notify_one();
    busy.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    // The places go to who asked for one first.
    busy.expect(GRAB_JOB_ALL, &[]).await;
    put_to_sleep(&mut busy).await;
    asleep.expect(CAN_DO, &[b"f"]).await;
    asleep.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn two_places_are_offered_to_both() {
    let (scene, mut one, mut two) =
        Scene::open(|worker| worker.function("f", echo).concurrency(2)).await;
    two.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut one, b"H:1").await;
    assign(&mut two, b"H:1").await;
    for peer in [&mut one, &mut two] {
        peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
        peer.expect(GRAB_JOB_ALL, &[]).await;
        put_to_sleep(peer).await;
    }
    scene.stopper.stop();
    for peer in [&mut one, &mut two] {
        peer.expect(CANT_DO, &[b"f"]).await;
        let (kind, payload) = peer.next().await;
        assert_eq!(kind, ECHO_REQ);
        peer.send(ECHO_RES, &[&payload]).await;
        peer.expect_end().await;
    }
    let summary = soon("the end", scene.run).await.unwrap().unwrap();
    assert_eq!(summary.completed, 2);
}

#[tokio::test]
async fn the_jobs_that_a_worker_may_do_count_over_all_servers() {
    let (scene, mut asked, mut other) =
        Scene::open(|worker| worker.function("f", echo).concurrency(2).jobs_max(1)).await;
    assign(&mut asked, b"H:1").await;
    asked.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    for peer in [&mut asked, &mut other] {
        peer.expect(CANT_DO, &[b"f"]).await;
        let (kind, payload) = peer.next().await;
        assert_eq!(kind, ECHO_REQ);
        peer.send(ECHO_RES, &[&payload]).await;
    }
    let summary = soon("the end", scene.run).await.unwrap().unwrap();
    assert_eq!(summary.completed, 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_does_not_keep_the_worker_from_the_others() {
    let gone = Nowhere::new();
    let there = Server::listen().await;
    let worker = Worker::builder()
        .servers([gone.address.clone(), there.address.clone()])
        .function("f", echo)
        .build()
        .unwrap();
    let _run = tokio::spawn(worker.run());
    let mut peer = there.accept().await;
    peer.expect(CAN_DO, &[b"f"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    put_to_sleep(&mut peer).await;
    // It is found once it is there.
    let back = Server::listen_at(&gone.address).await;
    let mut peer = back.accept().await;
    peer.expect(CAN_DO, &[b"f"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn without_any_server_all_of_them_are_named() {
    let gone = [Nowhere::new(), Nowhere::new()];
    let addresses = gone.each_ref().map(|nowhere| nowhere.address.clone());
    let worker = Worker::builder()
        .servers(addresses.clone())
        .function("f", echo);
    let error = soon("the end", worker.build().unwrap().run())
        .await
        .unwrap_err();
    let expected = addresses.join(", ");
    assert!(matches!(error, Error::NotConnected { server, .. } if server == expected));
}

#[tokio::test]
async fn a_function_with_a_bound_of_its_own_has_its_own_connection() {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let server = Server::listen().await;
    let worker = Worker::builder()
        .server(&server.address)
        .concurrency(8)
        .function("g", echo)
        .register(gated(&begun, &gate).concurrency(2));
    let _run = tokio::spawn(worker.build().unwrap().run());
    let mut first = server.accept().await;
    let mut second = server.accept().await;
    let (_, name) = first.next().await;
    second.next().await;
    let (mut bounded, mut shared) = match &name[..] {
        b"f" => (first, second),
        _ => (second, first),
    };
    shared.expect(GRAB_JOB_ALL, &[]).await;
    bounded.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut bounded, b"H:1").await;
    bounded.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut bounded, b"H:2").await;
    soon("a handler", begun.notified()).await;
    // Both places are taken: the next packet is a result and not a third question, while the
    // worker has places for other functions.
    shared
        .send(JOB_ASSIGN_UNIQ, &[b"H:3", b"g", b"", b"y"])
        .await;
    shared.expect(GRAB_JOB_ALL, &[]).await;
    shared.expect(WORK_COMPLETE, &[b"H:3", b"y"]).await;
    gate.notify_one();
    let (kind, _) = bounded.next().await;
    assert_eq!(kind, WORK_COMPLETE);
    bounded.expect(GRAB_JOB_ALL, &[]).await;
}
