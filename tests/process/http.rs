//! Metrics and health as scrapers see them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};

use crate::daemon::Daemon;
use crate::wait::DEADLINE;

/// The whole answer to a request.
pub(crate) fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn body(answer: &str) -> &str {
    answer
        .split_once("\r\n\r\n")
        .expect("an answer has a body")
        .1
}

/// Lets a client submit and a worker grab, so that every kind of metric has a value.
fn use_the_server(address: SocketAddr) {
    let mut peer = TcpStream::connect(address).unwrap();
    peer.set_read_timeout(Some(DEADLINE)).unwrap();
    let submit = b"\0REQ\0\0\0\x12\0\0\0\x0cresize\0\0data";
    let can_do = b"\0REQ\0\0\0\x01\0\0\0\x06resize";
    let grab = b"\0REQ\0\0\0\x09\0\0\0\0";
    peer.write_all(&[&submit[..], can_do, grab].concat())
        .unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"data") {
        let mut buffer = [0; 1_024];
        let length = peer.read(&mut buffer).unwrap();
        assert_ne!(length, 0, "the server answers");
        seen.extend_from_slice(&buffer[..length]);
    }
}

#[test]
fn a_server_that_serves_is_alive_ready_and_up() {
    let mut daemon = Daemon::start(&[]);
    let address = daemon.http_address();
    assert_eq!(body(&get(address, "/healthz")), "alive\n");
    assert_eq!(body(&get(address, "/readyz")), "ready\n");
    assert!(get(address, "/metrics").contains("\ngearman_up 1\n"));
    assert!(get(address, "/nothing").starts_with("HTTP/1.1 404 "));
}

#[test]
fn jobs_and_connections_show_in_the_metrics() {
    let mut daemon = Daemon::start(&[]);
    use_the_server(daemon.address());
    let metrics = get(daemon.http_address(), "/metrics");
    for line in [
        r#"geartrain_jobs_submitted_total{function="resize",priority="normal"} 1"#,
        r#"geartrain_jobs_started_total{function="resize",priority="normal"} 1"#,
        r#"geartrain_job_wait_seconds_count{function="resize"} 1"#,
        "geartrain_connections_opened_total 1",
    ] {
        assert!(
            metrics.contains(&format!("\n{line}\n")),
            "no {line} in {metrics}"
        );
    }
}

#[test]
fn promtool_finds_nothing_to_complain_about() {
    let mut daemon = Daemon::start(&[]);
    use_the_server(daemon.address());
    let metrics = get(daemon.http_address(), "/metrics");
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool is installed (Debian package `prometheus`)");
    let mut input = promtool.stdin.take().unwrap();
    input.write_all(body(&metrics).as_bytes()).unwrap();
    drop(input);
    let output = promtool.wait_with_output().unwrap();
    let complaints = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success() && complaints.is_empty(),
        "{}",
        complaints.escape_ascii()
    );
}
