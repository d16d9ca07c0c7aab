//! Peers that send without reading, and peers that do not read at all.

use std::io::Write;
use std::net::Shutdown;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::*;

#[test]
fn a_client_may_send_a_hundred_thousand_jobs_before_it_reads() {
    const JOBS: usize = 100_000;
    let server = TestServer::start();
    let mut client = server.connect();
    let packet = request(SUBMIT_JOB_BG, &fields(&[b"f", b"", b"payload"]));
    client.send_raw(&packet.repeat(JOBS));
    for _ in 0..JOBS {
        client.receive(JOB_CREATED);
    }
    assert_eq!(client.status_of(b"f"), Some([JOBS as u64, 0, 0]));
}

#[test]
fn a_peer_that_does_not_read_is_not_read_from_for_ever() {
    let server = TestServer::with(|config| config.gear.outbox_bytes_max = 1 << 20);
    let greedy = server.connect();
    greedy
        .stream()
        .set_write_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    let packet = request(ECHO_REQ, &[b'x'; 10_000]);
    let sent = (0..100_000).take_while(|_| greedy.stream().write_all(&packet).is_ok());
    let sent_bytes = sent.count() * packet.len();
    assert!(sent_bytes < 100 << 20, "{sent_bytes} bytes were taken");
    server.connect().settle();
}

#[test]
fn lists_that_nobody_reads_stop_the_reading() {
    let server = TestServer::with(|config| config.gear.outbox_bytes_max = 1 << 20);
    let mut operator = server.connect();
    for number in 0..1_000 {
        let line = format!("create function a-function-with-a-long-name-{number:0>50}\n");
        operator.ask_line(line.as_bytes());
    }
    // Answers of 100 KB to 7 bytes each: all are given, few of them at a time.
    operator.send_raw(&b"status\n".repeat(300));
    operator.finish_sending();
    let mut answers = 0;
    while answers < 300 {
        let line = operator.read_line();
        answers += usize::from(line == b".\n");
    }
    operator.expect_closed();
}

#[test]
fn a_client_that_does_not_take_its_results_is_closed_and_nobody_else() {
    let server = TestServer::with(|config| config.gear.outbox_bytes_max = 1 << 20);
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let mut bystander = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    let data = vec![b'd'; 100_000];
    for _ in 0..1_000 {
        worker.send(WORK_DATA, &fields(&[&job, &data]));
    }
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    worker.expect_nothing_more();
    bystander.expect_nothing_more();
    eventually(|| bystander.ask_list(b"workers\n").len() == 2);
    let received = client.read_to_end();
    assert!(received.len() < 100 << 20, "it was cut off");
}

#[test]
fn a_result_larger_than_the_bound_reaches_a_client_that_reads() {
    let server = TestServer::with(|config| config.gear.outbox_bytes_max = 1 << 20);
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    let result = vec![b'r'; 5 << 20];
    worker.send(WORK_COMPLETE, &fields(&[&job, &result]));
    client.expect(WORK_COMPLETE, &fields(&[&job, &result]));
}

#[test]
fn answers_go_on_while_a_request_is_still_on_its_way() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.grab();
    let packet = request(ECHO_REQ, &[b'e'; 300_000]);
    client.send_raw(&packet[..200_000]);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.send_raw(&packet[200_000..]);
    client.expect(ECHO_RES, &[b'e'; 300_000]);
}

#[test]
fn a_peer_that_closed_its_reading_side_harms_nobody() {
    let server = TestServer::start();
    let mut deaf = server.connect();
    deaf.stream().shutdown(Shutdown::Read).unwrap();
    deaf.send_raw(&request(ECHO_REQ, &[b'x'; 1_000]).repeat(100));
    server.connect().settle();
}

/// By what the flooder gets done meanwhile: both are slow on a machine that is busy.
#[test]
fn a_flood_does_not_hold_up_others() {
    const QUESTIONS: usize = 200;
    let server = TestServer::start();
    let mut bystander = server.connect();
    let mut flooder = server.connect();
    let is_over = AtomicBool::new(false);
    let waves = AtomicUsize::new(0);
    let packets = request(ECHO_REQ, b"x").repeat(10_000);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                flooder.send_raw(&packets);
                flooder.receive_raw(packets.len());
                waves.fetch_add(1, Ordering::Relaxed);
            }
        });
        for _ in 0..QUESTIONS {
            bystander.expect_nothing_more();
        }
        is_over.store(true, Ordering::Relaxed);
    });
    // Whoever has to wait for a wave gets one answer after each.
    let waves = waves.into_inner();
    assert!(waves < QUESTIONS / 2, "{waves} waves");
}

#[test]
fn a_flood_of_listings_does_not_hold_up_others() {
    const FLOODERS: usize = 30;
    let server = TestServer::ours();
    let mut bystander = server.connect();
    for number in 0..1_000 {
        bystander.ask_line(format!("create function a-function-{number}\n").as_bytes());
    }
    let mut flooders: Vec<_> = (0..FLOODERS).map(|_| server.connect()).collect();
    let began = Instant::now();
    for flooder in &mut flooders {
        flooder.send_raw(&b"status\n".repeat(20));
        flooder.finish_sending();
    }
    for _ in 0..20 {
        bystander.expect_nothing_more();
    }
    let bystander_took = began.elapsed();
    for flooder in &mut flooders {
        flooder.read_to_end();
    }
    let all_took = began.elapsed();
    assert!(
        bystander_took < all_took / 3,
        "{bystander_took:?} of {all_took:?}"
    );
}
