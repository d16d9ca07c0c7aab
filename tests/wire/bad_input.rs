//! Input that is wrong by mistake or by intent: an answer where there is one, a closed connection
//! where nothing after it can be trusted, and no harm to anybody else.

use crate::support::*;

/// A server with a bystander that must notice nothing.
struct Scene {
    server: TestServer,
    bystander: Peer,
}

impl Scene {
    fn new() -> Self {
        let server = TestServer::with(|_| {});
        let mut bystander = server.connect();
        bystander.settle();
        Self { server, bystander }
    }

    /// The connection that sends `bytes` is closed.
    #[track_caller]
    fn closes(&mut self, bytes: &[u8]) {
        let mut peer = self.server.connect();
        peer.send_raw(bytes);
        peer.expect_closed();
        self.bystander.expect_nothing_more();
    }

    /// The packet is answered with an error, and the connection goes on.
    #[track_caller]
    fn refuses(&mut self, packet: &[u8], error: &[u8]) {
        let mut peer = self.server.connect();
        peer.send_raw(packet);
        peer.expect(ERROR, error);
        peer.expect_nothing_more();
    }

    /// The packet is answered with an error of this code, and the connection goes on.
    #[track_caller]
    fn refuses_with_code(&mut self, packet: &[u8], code: &[u8]) {
        let mut peer = self.server.connect();
        peer.send_raw(packet);
        let error = peer.receive(ERROR);
        assert_eq!(error.split(|byte| *byte == 0).next(), Some(code));
        peer.expect_nothing_more();
    }
}

#[test]
fn an_unknown_magic_closes_the_connection() {
    Scene::new().closes(b"\0RAQ\0\0\0\x10\0\0\0\0");
}

#[test]
fn an_unknown_type_closes_the_connection() {
    let mut scene = Scene::new();
    scene.closes(b"\0REQ\0\0\0\0\0\0\0\0");
    scene.closes(b"\0REQ\0\0\0\x2b\0\0\0\0");
    scene.closes(b"\0REQ\x80\0\0\0\0\0\0\0");
    scene.closes(b"\0REQ\xff\xff\xff\xff\0\0\0\0");
}

#[test]
fn what_was_asked_before_bad_input_is_answered() {
    let server = TestServer::with(|_| {});
    let mut peer = server.connect();
    let mut bytes = request(ECHO_REQ, b"before");
    bytes.extend(b"\0RAQ\0\0\0\x10\0\0\0\0");
    peer.send_raw(&bytes);
    peer.expect(ECHO_RES, b"before");
    peer.expect_closed();
}

#[test]
fn a_packet_that_only_servers_send_is_refused() {
    let mut scene = Scene::new();
    let error = b"INVALID_COMMAND\0Command not expected";
    for packet_type in [5, NOOP, JOB_CREATED, NO_JOB, JOB_ASSIGN, ECHO_RES, ERROR] {
        scene.refuses(&request(packet_type, b"x"), error);
    }
}

#[test]
fn the_magic_of_servers_is_refused() {
    let mut packet = request(ECHO_REQ, b"x");
    packet[1..4].copy_from_slice(b"RES");
    Scene::new().refuses(&packet, b"INVALID_MAGIC\0Request magic expected");
}

#[test]
fn a_missing_field_is_refused_and_the_next_packet_is_read() {
    let mut scene = Scene::new();
    let incomplete: [(u32, &[u8]); 6] = [
        (SUBMIT_JOB, b"function"),
        (SUBMIT_JOB, b"function\0unique"),
        (SUBMIT_JOB_EPOCH, b"function\0unique\x0012"),
        (SUBMIT_REDUCE_JOB, b"function\0unique\0reducer"),
        (WORK_STATUS, b"handle"),
        (CAN_DO_TIMEOUT, b"function"),
    ];
    for (packet_type, body) in incomplete {
        scene.refuses_with_code(&request(packet_type, body), b"INVALID_PACKET");
    }
}

#[test]
fn a_moment_that_is_no_number_is_refused() {
    let mut scene = Scene::new();
    for moment in [&b"soon"[..], b"-1", b"1e9", b"99999999999999999999", b""] {
        let packet = request(SUBMIT_JOB_EPOCH, &fields(&[b"f", b"u", moment, b"x"]));
        scene.refuses_with_code(&packet, b"INVALID_ARGUMENT");
    }
}

#[test]
fn a_time_limit_of_twenty_digits_is_refused_or_no_limit() {
    let server = TestServer::with(|_| {});
    let mut worker = server.connect();
    worker.send(CAN_DO_TIMEOUT, b"f\x0099999999999999999999");
    worker.send(ECHO_REQ, b"?");
    let (packet_type, _) = worker.receive_any();
    assert!(packet_type == ECHO_RES || packet_type == ERROR);
}

#[test]
fn a_function_without_a_name_is_refused() {
    let mut scene = Scene::new();
    scene.refuses_with_code(&request(CAN_DO, b""), b"INVALID_ARGUMENT");
    scene.refuses_with_code(&request(SUBMIT_JOB, b"\0u\0x"), b"INVALID_ARGUMENT");
}

#[test]
fn a_reduce_job_with_a_huge_unique_is_refused() {
    let unique = [b'u'; 3_000];
    let body = fields(&[b"f", &unique, b"reducer", b"", b"x"]);
    Scene::new().refuses_with_code(&request(SUBMIT_REDUCE_JOB, &body), b"ARGUMENT_TOO_LARGE");
}

#[test]
fn an_announced_size_takes_no_memory_and_closes_the_connection() {
    let mut scene = Scene::new();
    let before = resident_bytes();
    let mut peers: Vec<Peer> = (0..200).map(|_| scene.server.connect()).collect();
    for peer in &mut peers {
        peer.send_raw(b"\0REQ\0\0\0\x07\xff\xff\xff\xf0");
    }
    for peer in &mut peers {
        peer.expect_closed();
    }
    // Just below the bound: nothing is taken for what did not come.
    let mut peers: Vec<Peer> = (0..200).map(|_| scene.server.connect()).collect();
    for peer in &mut peers {
        peer.send_raw(b"\0REQ\0\0\0\x07\x07\xff\xff\xff");
    }
    scene.bystander.expect_nothing_more();
    let grown = resident_bytes().saturating_sub(before);
    assert!(grown < 200 << 20, "{grown} bytes for 200 headers");
}

#[test]
fn a_packet_over_the_bound_closes_the_connection() {
    let server = TestServer::with(|config| config.gear.packet_bytes_max = 1_000);
    let mut peer = server.connect();
    peer.send(ECHO_REQ, &[b'x'; 1_000]);
    peer.receive(ECHO_RES);
    peer.send(ECHO_REQ, &[b'x'; 1_001]);
    peer.expect_closed();
}

#[test]
fn a_line_without_an_end_closes_the_connection() {
    let mut scene = Scene::new();
    let peer = scene.server.connect();
    let chunk = [b'x'; 1_000];
    let is_cut_off = (0..100_000).any(|_| {
        use std::io::Write;
        peer.stream().write_all(&chunk).is_err()
    });
    assert!(is_cut_off, "100 MB were taken for a line");
    scene.bystander.expect_nothing_more();
}

#[test]
fn a_line_with_strange_bytes_is_an_unknown_command() {
    let server = TestServer::with(|_| {});
    let mut peer = server.connect();
    let answer = peer.ask_line(b"\xff\xfe\x01\n");
    assert!(answer.starts_with(b"ERR UNKNOWN_COMMAND"));
    let answer = peer.ask_line(b"create function \r\n");
    assert!(answer.starts_with(b"ERR "), "{}", answer.escape_ascii());
    peer.expect_nothing_more();
}

#[test]
fn connections_that_end_in_the_middle_of_a_packet_leave_nothing() {
    let mut scene = Scene::new();
    for cut in 1..20 {
        let packet = request(SUBMIT_JOB_BG, b"f\0\0payload");
        let mut peer = scene.server.connect();
        peer.send_raw(&packet[..cut]);
        drop(peer);
    }
    eventually(|| scene.bystander.ask_list(b"workers\n").len() == 1);
    assert_eq!(scene.bystander.status_of(b"f"), None);
}

#[test]
fn a_flood_of_bad_connections_harms_nobody() {
    let mut scene = Scene::new();
    for _ in 0..500 {
        let mut peer = scene.server.connect();
        peer.send_raw(b"\0XYZ garbage");
    }
    scene.bystander.expect_nothing_more();
}

/// Memory of this process, in which the server runs.
fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux tells");
    let resident = statm.split(' ').nth(1).and_then(|word| word.parse().ok());
    let pages: u64 = resident.expect("the second word is a number");
    pages * 4096
}
