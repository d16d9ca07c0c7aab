//! The packets that hand in a job.

use crate::support::*;

/// All six priorities and modes.
const SUBMITS: [u32; 6] = [
    SUBMIT_JOB,
    SUBMIT_JOB_HIGH,
    SUBMIT_JOB_LOW,
    SUBMIT_JOB_BG,
    SUBMIT_JOB_HIGH_BG,
    SUBMIT_JOB_LOW_BG,
];

#[test]
fn every_way_to_submit_gets_a_handle_of_its_own() {
    let server = TestServer::start();
    let mut client = server.connect();
    let submit = |packet_type: &u32| client.submit(*packet_type, &[b"f", b"", b"x"]);
    let mut jobs: Vec<Text> = SUBMITS.iter().map(submit).collect();
    jobs.sort();
    jobs.dedup();
    assert_eq!(jobs.len(), 6);
    assert_eq!(client.status_of(b"f"), Some([6, 0, 0]));
}

#[test]
fn each_job_stands_in_its_priority() {
    let server = TestServer::start();
    let mut client = server.connect();
    let expected: [(u32, &[u8]); 6] = [
        (SUBMIT_JOB_HIGH, b"f\t1\t0\t0\t0\n.\n"),
        (SUBMIT_JOB, b"f\t1\t1\t0\t0\n.\n"),
        (SUBMIT_JOB_LOW, b"f\t1\t1\t1\t0\n.\n"),
        (SUBMIT_JOB_HIGH_BG, b"f\t2\t1\t1\t0\n.\n"),
        (SUBMIT_JOB_BG, b"f\t2\t2\t1\t0\n.\n"),
        (SUBMIT_JOB_LOW_BG, b"f\t2\t2\t2\t0\n.\n"),
    ];
    for (packet_type, status) in expected {
        client.submit(packet_type, &[b"f", b"", b"x"]);
        client.send_raw(b"prioritystatus\n");
        assert_eq!(client.receive_raw(status.len()), status);
    }
}

#[test]
fn only_who_waits_gets_the_result() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    for packet_type in SUBMITS {
        let mut client = server.connect();
        let job = client.submit(packet_type, &[b"f", b"", b"x"]);
        assert_eq!(worker.grab(), job);
        worker.complete(&job, b"y");
        worker.settle();
        if [SUBMIT_JOB, SUBMIT_JOB_HIGH, SUBMIT_JOB_LOW].contains(&packet_type) {
            client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
        }
        client.expect_nothing_more();
    }
}

#[test]
fn the_workload_is_all_that_is_left() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    for workload in [&b""[..], b"\0", b"a\0b\0", b"\xff\x00\xfe"] {
        let job = worker.submit(SUBMIT_JOB_BG, &[b"f", b"", workload]);
        worker.send(GRAB_JOB, b"");
        worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", workload]));
        worker.complete(&job, b"");
    }
}

#[test]
fn two_mebibytes_with_every_byte_arrive_as_they_were_sent() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    let mut client = server.connect();
    let payload: Vec<u8> = (0..=255).cycle().take(2 * 1024 * 1024).collect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", &payload]);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", &payload]));
    worker.complete(&job, &payload);
    client.expect(WORK_COMPLETE, &fields(&[&job, &payload]));
}

#[test]
fn packets_may_arrive_in_pieces_of_one_byte() {
    let server = TestServer::start();
    let mut client = server.connect();
    for byte in request(SUBMIT_JOB_BG, &fields(&[b"f", b"", b"payload"])) {
        client.send_raw(&[byte]);
    }
    let job = client.receive(JOB_CREATED);
    let mut worker = server.worker(b"f");
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", b"payload"]));
}

#[test]
fn many_packets_may_arrive_in_one_piece() {
    let server = TestServer::start();
    let mut client = server.connect();
    let packet = request(SUBMIT_JOB_BG, &fields(&[b"f", b"", b"payload"]));
    client.send_raw(&packet.repeat(100));
    let jobs: Vec<Vec<u8>> = (0..100).map(|_| client.receive(JOB_CREATED)).collect();
    let mut worker = server.worker(b"f");
    for job in jobs {
        assert_eq!(worker.grab(), job);
    }
}
