//! The end of a server.

use std::time::{Duration, Instant};

use geartrain_server::StopKind;

use crate::support::*;

/// Longer than any stop takes that waits for nobody.
const LONG_GRACE: Duration = Duration::from_secs(60);

#[test]
fn a_stop_sends_what_waits_and_cuts_no_packet() {
    let mut server = TestServer::with(|config| {
        config.gear.outbox_bytes_max = 256 << 20;
        config.gear.stop_grace = LONG_GRACE;
    });
    let mut client = server.connect();
    let mut worker = server.worker(b"f");
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    let result = vec![b'r'; 64 << 20];
    worker.send(WORK_COMPLETE, &fields(&[&job, &result]));
    worker.settle();
    std::thread::scope(|scope| {
        scope.spawn(|| server.stop());
        client.expect(WORK_COMPLETE, &fields(&[&job, &result]));
        client.expect_closed();
    });
    worker.expect_closed();
}

#[test]
fn a_stop_in_the_middle_of_pipelined_requests_leaves_whole_answers() {
    let mut server = TestServer::ours();
    let mut client = server.connect();
    let packet = request(SUBMIT_JOB_BG, b"f\0\0payload");
    client.send_raw(&packet.repeat(10_000));
    client.receive(JOB_CREATED);
    server.stop();
    let rest = client.read_to_end();
    let mut rest = &rest[..];
    while !rest.is_empty() {
        assert_eq!(&rest[..8], b"\0RES\0\0\0\x08");
        rest = &rest[12 + usize::from(rest[11])..];
    }
}

#[test]
fn a_stop_waits_for_nobody_longer_than_its_grace() {
    let usual = config().gear.stop_grace;
    // On a busy machine the one or other stop may take its time for another reason.
    assert!((0..5).any(|_| stop_beside_a_deaf_peer() < usual));
}

/// How long it takes, where it may wait for a short time only.
fn stop_beside_a_deaf_peer() -> Duration {
    let mut server = TestServer::with(|config| {
        config.gear.outbox_bytes_max = 256 << 20;
        config.gear.stop_grace = Duration::from_millis(300);
    });
    let mut deaf = server.connect();
    let mut worker = server.worker(b"f");
    let job = deaf.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    worker.send(WORK_COMPLETE, &fields(&[&job, &vec![b'r'; 64 << 20]]));
    worker.settle();
    let began = Instant::now();
    server.stop();
    began.elapsed()
}

#[test]
fn a_stop_with_idle_connections_is_quick() {
    let mut server = TestServer::with(|config| config.gear.stop_grace = LONG_GRACE);
    let mut peers: Vec<Peer> = (0..50).map(|_| server.worker(b"f")).collect();
    let began = Instant::now();
    server.stop();
    assert!(began.elapsed() < LONG_GRACE);
    for peer in &mut peers {
        peer.expect_closed();
    }
}

#[test]
fn shutdown_is_an_unknown_command_unless_it_was_enabled() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let unknown = b"ERR UNKNOWN_COMMAND Unknown+server+commandshutdown\r\n";
    assert_eq!(operator.ask_line(b"shutdown\n"), unknown);
    assert_eq!(operator.ask_line(b"shutdown graceful\n"), unknown);
}

#[test]
fn the_shutdown_command_reaches_whoever_runs_the_server() {
    let wishes: [(&[u8], StopKind); 2] = [
        (b"shutdown\n", StopKind::Now),
        (b"shutdown graceful\n", StopKind::WhenEmpty),
    ];
    for (line, kind) in wishes {
        let server = TestServer::with(|config| config.gear.shutdown_command = true);
        assert_eq!(server.connect().ask_line(line), b"OK\r\n");
        let (own, runtime) = server.own();
        assert_eq!(runtime.block_on(own.stop_wished()), kind);
    }
}

#[test]
fn a_server_that_drains_lets_nobody_in_and_finishes_its_jobs() {
    let server = TestServer::ours();
    let mut client = server.connect();
    let mut worker = server.worker(b"f");
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let (own, runtime) = server.own();
    std::thread::scope(|scope| {
        let drained = scope.spawn(|| runtime.block_on(own.drain()));
        eventually(|| std::net::TcpStream::connect(server.address()).is_err());
        assert!(!drained.is_finished());
        assert_eq!(worker.grab(), job);
        worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
        client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
        drained.join().unwrap();
    });
}

#[test]
fn an_empty_server_is_drained_at_once() {
    let server = TestServer::ours();
    let (own, runtime) = server.own();
    runtime.block_on(own.drain());
}
