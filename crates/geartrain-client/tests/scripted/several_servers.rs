//! The client with several servers that follow a script.

use std::time::Duration;

use crate::peer::{Nowhere, Peer, Server, soon};
use geartrain_client::{Client, ClientBuilder, Error, Job, Spread};

const JOB_CREATED: u32 = 8;
const WORK_COMPLETE: u32 = 13;
const SUBMIT_JOB: u32 = 7;
const GET_STATUS: u32 = 15;
const SUBMIT_JOB_BG: u32 = 18;
const STATUS_RES: u32 = 20;
const ECHO_REQ: u32 = 16;
const ECHO_RES: u32 = 17;
const OPTION_REQ: u32 = 26;

/// Long enough for an answer, and short enough to be waited for in vain.
const DEADLINE: Duration = Duration::from_secs(2);

/// Two servers and a client of both.
struct Scene {
    client: Client,
    servers: [Server; 2],
    peers: [Peer; 2],
}

impl Scene {
    async fn open(spread: Spread) -> Self {
        Self::open_with(spread, Duration::from_secs(30)).await
    }

    async fn open_with(spread: Spread, submit_deadline: Duration) -> Self {
        let servers = [Server::listen().await, Server::listen().await];
        let client = builder(&servers, spread)
            .submit_deadline(submit_deadline)
            .connect();
        let (client, one, two) = tokio::join!(client, greeted(&servers[0]), greeted(&servers[1]));
        Self {
            client: client.unwrap(),
            servers,
            peers: [one, two],
        }
    }
}

fn builder(servers: &[Server; 2], spread: Spread) -> ClientBuilder {
    let addresses = servers.iter().map(|server| server.address.clone());
    Client::builder().servers(addresses).spread(spread)
}

async fn greeted(server: &Server) -> Peer {
    let mut peer = server.accept().await;
    peer.expect(OPTION_REQ, &[b"exceptions"]).await;
    peer
}

/// The server takes a background job.
async fn take(peer: &mut Peer, unique: &[u8], payload: &[u8], handle: &[u8]) {
    peer.expect(SUBMIT_JOB_BG, &[b"f", unique, payload]).await;
    peer.send(JOB_CREATED, &[handle]).await;
}

#[tokio::test]
async fn jobs_in_turn_reach_each_server() {
    let Scene {
        client,
        servers: _servers,
        peers: [mut one, mut two],
    } = Scene::open(Spread::RoundRobin).await;
    let (first, ()) = tokio::join!(
        client.submit_background(Job::new("f", "1")),
        take(&mut one, b"", b"1", b"H:1")
    );
    let (second, ()) = tokio::join!(
        client.submit_background(Job::new("f", "2")),
        take(&mut two, b"", b"2", b"H:2")
    );
    assert_ne!(first.unwrap().server(), second.unwrap().server());
}

#[tokio::test]
async fn a_lost_server_is_left_out_and_comes_back() {
    let Scene {
        client,
        servers,
        peers: [one, mut two],
    } = Scene::open(Spread::RoundRobin).await;
    let [first, _second] = servers;
    let running = async {
        let job = client.submit(Job::new("f", "lost")).await.unwrap();
        job.await
    };
    let address = first.address.clone();
    let losing = async {
        let mut one = one;
        one.expect(SUBMIT_JOB, &[b"f", b"", b"lost"]).await;
        one.send(JOB_CREATED, &[b"H:1"]).await;
        drop((one, first));
    };
    let (lost, ()) = tokio::join!(soon("the loss", running), losing);
    assert!(matches!(lost, Err(Error::ConnectionLost { server, .. }) if server == address));

    // All jobs go to the other server.
    for payload in [b"a", b"b", b"c"] {
        let text = std::str::from_utf8(payload).unwrap();
        let job = client.submit_background(Job::new("f", text));
        let (handle, ()) = tokio::join!(job, take(&mut two, b"", payload, b"H:2"));
        handle.unwrap();
    }
    // It comes back by itself, and has its turn again.
    let first = Server::listen_at(&address).await;
    let mut one = greeted(&first).await;
    let taken = async {
        tokio::select! {
            () = take(&mut one, b"", b"d", b"H:3") => {}
            () = take(&mut two, b"", b"d", b"H:3") => take(&mut one, b"", b"d", b"H:4").await,
        }
    };
    let submitted = async {
        while client
            .submit_background(Job::new("f", "d"))
            .await
            .unwrap()
            .server()
            != Some(&*first.address)
        {}
    };
    soon("its turn", async { tokio::join!(taken, submitted) }).await;
}

#[tokio::test]
async fn a_client_connects_while_one_of_its_servers_is_there() {
    let gone = Nowhere::new();
    let there = Server::listen().await;
    let client = Client::builder()
        .servers([there.address.clone(), gone.address.clone()])
        .connect();
    let (client, mut peer) = tokio::join!(client, greeted(&there));
    let client = client.unwrap();
    // libgearman would take the last one, which is not there.
    let (handle, ()) = tokio::join!(
        client.submit_background(Job::new("f", "x")),
        take(&mut peer, b"", b"x", b"H:1")
    );
    assert_eq!(handle.unwrap().server(), Some(&*there.address));
}

#[tokio::test]
async fn without_any_server_all_of_them_are_named() {
    let gone = [Nowhere::new(), Nowhere::new()];
    let addresses = gone.each_ref().map(|nowhere| nowhere.address.clone());
    let error = Client::builder().servers(addresses.clone()).connect().await;
    let expected = addresses.join(", ");
    assert!(matches!(error, Err(Error::NotConnected { server, .. }) if server == expected));
}

#[tokio::test]
async fn a_handle_is_asked_for_where_it_comes_from_and_else_everywhere() {
    let Scene {
        client,
        servers: _servers,
        peers: [mut one, mut two],
    } = Scene::open(Spread::AsLibgearman).await;
    let (handle, ()) = tokio::join!(
        client.submit_background(Job::new("f", "x")),
        take(&mut two, b"", b"x", b"H:1")
    );
    let handle = handle.unwrap();
    let known = async {
        two.expect(GET_STATUS, &[b"H:1"]).await;
        two.send(STATUS_RES, &[b"H:1", b"1", b"0", b"0", b"0"])
            .await;
    };
    let (status, ()) = tokio::join!(client.status(&handle), known);
    assert!(status.unwrap().is_known);

    let noted = "H:1".parse().unwrap();
    let asked = async {
        one.expect(GET_STATUS, &[b"H:1"]).await;
        one.send(STATUS_RES, &[b"H:1", b"0", b"0", b"0", b"0"])
            .await;
        two.expect(GET_STATUS, &[b"H:1"]).await;
        two.send(STATUS_RES, &[b"H:1", b"1", b"1", b"0", b"0"])
            .await;
    };
    let (status, ()) = tokio::join!(client.status(&noted), asked);
    assert!(status.unwrap().is_running);
}

#[tokio::test]
async fn an_idempotent_job_goes_to_the_other_server_when_its_own_is_lost() {
    let Scene {
        client,
        servers: [_first, last],
        peers: [mut one, mut two],
    } = Scene::open(Spread::AsLibgearman).await;
    let losing = async move {
        two.expect(SUBMIT_JOB, &[b"f", b"u", b"x"]).await;
        two.send(JOB_CREATED, &[b"H:1"]).await;
        drop((two, last));
        one.expect(SUBMIT_JOB, &[b"f", b"u", b"x"]).await;
        one.send(JOB_CREATED, &[b"H:7"]).await;
        one.send(WORK_COMPLETE, &[b"H:7", b"result"]).await;
        one
    };
    let job = Job::new("f", "x").unique("u").idempotent();
    let running = async { client.submit(job).await.unwrap().await };
    let (result, _one) = tokio::join!(soon("the result", running), losing);
    assert_eq!(result.unwrap(), "result");
}

/// Takes all jobs that come.
async fn take_all(peer: &mut Peer, handle: &[u8]) {
    loop {
        let (kind, _) = peer.next().await;
        assert_eq!(kind, SUBMIT_JOB_BG);
        peer.send(JOB_CREATED, &[handle]).await;
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_comes_last_until_it_gives_a_sign_of_life() {
    let Scene {
        client,
        servers: [one, two],
        peers: [mut first, mut second],
    } = Scene::open_with(Spread::AsLibgearman, DEADLINE).await;
    let submit = || client.submit_background(Job::new("f", "x"));
    let error = submit().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error}");

    let (handle, ()) = tokio::join!(submit(), take(&mut first, b"", b"x", b"H:1"));
    assert_eq!(handle.unwrap().server(), Some(&*one.address));

    second.expect(SUBMIT_JOB_BG, &[b"f", b"", b"x"]).await;
    let (kind, body) = second.next().await;
    assert_eq!(kind, ECHO_REQ);
    second.send(JOB_CREATED, &[b"H:2"]).await;
    second.send(ECHO_RES, &[&body]).await;
    let back = async { while submit().await.unwrap().server() != Some(&*two.address) {} };
    tokio::select! {
        () = soon("its turn", back) => {}
        () = take_all(&mut first, b"H:3") => {}
        () = take_all(&mut second, b"H:4") => {}
    }
}
