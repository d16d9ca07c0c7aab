//! Requests over HTTP: methods, paths and bodies, right and wrong ones.

use crate::support::http_site::{Site, run, take};
use crate::support::*;

#[test]
fn the_body_of_a_get_is_the_workload() {
    let answer = run(&Site::start(), "GET /reverse", b"hello");
    assert_eq!(answer.command(), Some("WORK_COMPLETE"));
    differs("http-get-body");
    assert_eq!(answer.body, b"olleh");
}

#[test]
fn escapes_in_the_path_are_resolved() {
    let site = Site::start();
    let background = ["X-Gearman-Background: true"];
    let answer = site.http().ask("POST /a%20%2fb", &background, b"x");
    assert_eq!(answer.status, 200);
    differs("http-escapes");
    assert_eq!(site.server.connect().status_of(b"a /b"), Some([1, 0, 0]));
}

#[test]
fn get_without_a_body_is_a_job_without_workload() {
    let site = Site::start();
    let mut worker = site.server.worker(b"now");
    let mut client = site.http();
    client.send_raw(b"GET /now HTTP/1.1\r\nHost: x\r\n\r\n");
    worker.send(PRE_SLEEP, b"");
    worker.receive(NOOP);
    let (job, workload) = take(&mut worker);
    assert_eq!(workload, b"");
    worker.send(WORK_COMPLETE, &fields(&[&job, b"12:00"]));
    assert_eq!(client.receive().body, b"12:00");
}

#[test]
fn head_runs_a_job_and_leaves_the_result_out() {
    let site = Site::start();
    let mut worker = site.server.worker(b"now");
    let mut client = site.http();
    client.send_raw(b"HEAD /now HTTP/1.1\r\nHost: x\r\n\r\n");
    worker.send(PRE_SLEEP, b"");
    worker.receive(NOOP);
    let (job, _) = take(&mut worker);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"12:00"]));
    let answer = client.receive_head();
    assert_eq!(answer.header("Content-Length"), Some("5"));
    assert_eq!(answer.handle(), job);
    differs("http-head");
    // The next answer begins right behind the head.
    client.send_raw(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(client.receive_head().status, 200);
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let site = Site::start();
    let mut worker = site.server.worker(b"f");
    let mut client = site.http();
    for round in 0..50_u8 {
        client.send("POST /f", &[], &[round]);
        worker.send(PRE_SLEEP, b"");
        worker.receive(NOOP);
        let (job, workload) = take(&mut worker);
        assert_eq!(workload, [round]);
        worker.send(WORK_COMPLETE, &fields(&[&job, &[round, round]]));
        assert_eq!(client.receive().body, [round, round]);
        differs("http-keep-alive");
    }
}

/// Two megabytes in which no short pattern repeats itself.
fn large_payload() -> Vec<u8> {
    let numbers = 0..2 << 20_u32;
    numbers.map(|number| (number % 251) as u8).collect()
}

#[test]
fn two_megabytes_pass_in_both_directions() {
    let payload = large_payload();
    let answer = run(&Site::start(), "POST /reverse", &payload);
    assert!(answer.body.iter().rev().eq(&payload));
}

#[test]
fn two_megabytes_pass_in_chunks() {
    let site = Site::start();
    let payload = large_payload();
    let mut worker = site.server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    let mut client = site.http();
    differs("http-chunks");
    let head = b"POST /f HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send_raw(head);
    for chunk in payload.chunks(100_000) {
        client.send_raw(&join(&[
            format!("{:x}\r\n", chunk.len()).as_bytes(),
            chunk,
            b"\r\n",
        ]));
    }
    client.send_raw(b"0\r\n\r\n");
    worker.receive(NOOP);
    let (job, workload) = take(&mut worker);
    assert!(workload == payload);
    worker.complete(&job, b"y");
    assert_eq!(client.receive().body, b"y");
}

#[test]
fn a_path_without_a_function_is_not_found() {
    let site = Site::start();
    for line in ["GET /", "POST /"] {
        assert_eq!(site.http().ask(line, &[], b"").status, 404, "{line}");
    }
    assert!(site.server.connect().ask_list(b"status\n").is_empty());
}

#[test]
fn other_methods_get_an_answer() {
    let site = Site::start();
    let mut client = site.http();
    differs("http-other-methods");
    for method in ["DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let answer = client.ask(&format!("{method} /f"), &[], b"");
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("Allow"), Some("GET, HEAD, POST, PUT"));
        assert_eq!(answer.command(), None);
    }
    assert_eq!(site.server.connect().status_of(b"f"), None);
}

#[test]
fn requests_that_make_no_sense_are_refused_and_the_connection_goes_on() {
    let site = Site::start();
    let mut client = site.http();
    let long = format!("POST /{}", "f".repeat(513));
    differs("http-bad-requests");
    for (line, header, status) in [
        ("POST /", "X-A: b", 404),
        ("GET //", "X-A: b", 404),
        ("POST /f?x=1", "X-A: b", 400),
        ("POST /f%00g", "X-A: b", 400),
        ("POST /f%4", "X-A: b", 400),
        (&long, "X-A: b", 400),
        ("POST /f", "X-Gearman-Priority: urgent", 400),
        ("POST /f", "X-Gearman-Background: maybe", 400),
    ] {
        let answer = client.ask(line, &[header], b"body");
        assert_eq!(answer.status, status, "{line} {header}");
        assert_eq!(answer.body.iter().filter(|byte| **byte == b'\n').count(), 1);
    }
    assert_eq!(site.server.connect().ask_list(b"status\n").len(), 0);
}

#[test]
fn what_is_no_http_gets_an_answer_and_an_end() {
    let site = Site::start();
    let mut client = site.http();
    client.send_raw(&request(ECHO_REQ, b"x"));
    client.send_raw(b"\r\n\r\n");
    differs("http-bad-requests");
    assert_eq!(client.receive().status, 400);
    client.expect_closed();
}

#[test]
fn a_body_over_the_bound_is_refused_and_the_answer_arrives() {
    let site = Site::with(|config| config.gear.packet_bytes_max = 1_000);
    let mut client = site.http();
    assert_eq!(client.ask("POST /f", &[], &[b'x'; 100_000]).status, 413);
    let mut client = site.http();
    client.send_raw(b"POST /f HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send_raw(&join(&[b"3e9\r\n", &[b'x'; 1_001], b"\r\n0\r\n\r\n"]));
    assert_eq!(client.receive().status, 413);
    let mut client = site.http();
    let head =
        "POST /f HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999\r\n\r\n";
    client.send_raw(head.as_bytes());
    assert_eq!(client.receive().status, 413);
    assert_eq!(site.server.connect().status_of(b"f"), None);
}
