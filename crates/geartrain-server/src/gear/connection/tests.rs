use std::future;
use std::io;
use std::pin::Pin;
use std::task::Waker;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::*;
use crate::config::GearConfig;
use crate::gear::handles::Handles;
use crate::gear::log_limit::LogLimit;
use crate::gear::message::Message;
use crate::hub::Hub;
use crate::hub::scene::hub;
use crate::metrics::Metrics;

/// Bytes on their way to the peer that the stream takes.
const STREAM_BYTES: usize = 1_024;

/// More than half of it makes an outbox heavy.
const OUTBOX_BYTES_MAX: usize = 1 << 20;

/// Turns after which a connection has done whatever it can do.
const POLLS_MAX: usize = 10_000;

impl Transport for DuplexStream {
    fn watch_reader(&self) -> io::Result<Gone> {
        Ok(Box::pin(future::pending()))
    }
}

/// A connection that goes on only when it is polled, and its peer.
struct Scene {
    hub: Arc<Hub>,
    connection: Connection<DuplexStream>,
    peer: DuplexStream,
    received: Vec<u8>,
}

impl Scene {
    fn new() -> Self {
        let hub = hub();
        let (peer, stream) = duplex(STREAM_BYTES);
        let facts = PeerFacts {
            address: ([127, 0, 0, 1], 1).into(),
            socket: 3,
        };
        Self {
            connection: Connection::new(stream, facts, shared(&hub)),
            hub,
            peer,
            received: Vec::new(),
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let cx = &mut Context::from_waker(Waker::noop());
        let sent = Pin::new(&mut self.peer).poll_write(cx, bytes);
        assert!(matches!(sent, Poll::Ready(Ok(count)) if count == bytes.len()));
    }

    fn poll(&mut self) -> Poll<End> {
        self.connection
            .poll(&mut Context::from_waker(Waker::noop()))
    }

    /// Reads what the stream holds.
    fn read(&mut self) {
        let cx = &mut Context::from_waker(Waker::noop());
        let mut room = [0; STREAM_BYTES];
        let mut buffer = ReadBuf::new(&mut room);
        let _ = Pin::new(&mut self.peer).poll_read(cx, &mut buffer);
        self.received.extend_from_slice(buffer.filled());
    }

    /// Lets the connection and its peer go on until `is_done`.
    fn go_on_until(&mut self, mut is_done: impl FnMut(&Self, &Poll<End>) -> bool) {
        for _ in 0..POLLS_MAX {
            let polled = self.poll();
            self.read();
            if is_done(self, &polled) {
                return;
            }
        }
        panic!("it never came to that");
    }

    /// Whose turn it is to make a listing, which is nobody's as long as this lives.
    fn take_turn(&self) -> OwnedSemaphorePermit {
        let turn = Arc::clone(self.hub.listings()).try_acquire_owned();
        turn.expect("nobody lists anything")
    }
}

fn shared(hub: &Arc<Hub>) -> Arc<Shared> {
    Arc::new(Shared {
        hub: Arc::clone(hub),
        metrics: Arc::new(Metrics::new()),
        handles: Handles::new("H:x:").unwrap(),
        settings: settings(),
        exceptions_for_all: false,
        stop_wishes: watch::Sender::new(None),
        log_limit: Arc::new(LogLimit::new()),
    })
}

fn settings() -> GearConfig {
    GearConfig {
        hosts: Vec::new(),
        port: 0,
        backlog: 1,
        connections_max: 1,
        packet_bytes_max: OUTBOX_BYTES_MAX,
        outbox_bytes_max: OUTBOX_BYTES_MAX,
        keepalive: None,
        run_limit_min: Duration::ZERO,
        handle_prefix: "H:x:".into(),
        stop_grace: Duration::ZERO,
        shutdown_command: false,
        tls: None,
    }
}

/// A message of which one is encoded and the next makes the outbox heavy.
fn large() -> Message {
    Message::Text(Bytes::from(vec![b'x'; OUTBOX_BYTES_MAX * 3 / 5]))
}

#[test]
fn a_connection_without_room_for_its_listing_lets_others_list() {
    let mut scene = Scene::new();
    let turn = scene.take_turn();
    scene.send(b"status\n");
    assert!(scene.poll().is_pending());
    let outbox = scene.connection.membership.outbox();
    for _ in 0..2 {
        outbox.push(large()).inspect(Waker::wake_by_ref);
    }
    assert!(outbox.is_heavy());
    drop(turn);
    assert!(scene.poll().is_pending());
    drop(scene.take_turn());
    scene.go_on_until(|scene, _| scene.received.ends_with(b".\n"));
    drop(scene.take_turn());
}

#[test]
fn a_stop_waits_for_a_listing() {
    let mut scene = Scene::new();
    let turn = scene.take_turn();
    scene.send(b"status\n");
    assert!(scene.poll().is_pending());
    scene.hub.order_all(Order::Finish);
    assert!(scene.poll().is_pending());
    drop(turn);
    scene.go_on_until(|_, polled| matches!(polled, Poll::Ready(End::Stopped)));
    assert_eq!(scene.received, b".\n");
}

#[test]
fn a_stop_that_waited_long_enough_waits_for_no_listing() {
    let mut scene = Scene::new();
    let _turn = scene.take_turn();
    scene.send(b"status\n");
    assert!(scene.poll().is_pending());
    scene.hub.order_all(Order::Finish);
    assert!(scene.poll().is_pending());
    scene.hub.order_all(Order::Close);
    assert!(matches!(scene.poll(), Poll::Ready(End::Cut)));
}
