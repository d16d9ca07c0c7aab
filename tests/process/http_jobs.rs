//! Jobs over HTTP with the client that everybody has.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use crate::daemon::{Daemon, run};
use crate::wait;

/// Where `daemon` takes jobs over HTTP.
fn jobs_url(daemon: &mut Daemon) -> String {
    let line = daemon.line("jobs on http://");
    let (_, url) = line.split_once("jobs on ").unwrap();
    url.strip_suffix("FUNCTION").unwrap().to_owned()
}

fn curl(arguments: &[&str], url: &str) -> Child {
    let patience = wait::DEADLINE.as_secs().to_string();
    Command::new("curl")
        .args(["--silent", "--include", "--max-time", &patience])
        .args(arguments)
        .arg(url)
        .stdout(Stdio::piped())
        .spawn()
        .expect("curl is installed (Debian package `curl`)")
}

/// What curl printed: head and body.
fn answer(curl: Child) -> String {
    let output = curl.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// Works on one job of `f` as soon as it is there; returns its workload of five bytes.
fn work_once(address: SocketAddr, result: [u8; 5]) -> Vec<u8> {
    let mut worker = TcpStream::connect(address).unwrap();
    worker.set_read_timeout(Some(wait::DEADLINE)).unwrap();
    worker.write_all(b"\0REQ\0\0\0\x01\0\0\0\x01f").unwrap();
    let assigned = wait::until("the job", || {
        worker.write_all(b"\0REQ\0\0\0\x09\0\0\0\0").unwrap();
        let mut header = [0; 12];
        worker.read_exact(&mut header).unwrap();
        let mut body = vec![0; usize::from(header[11])];
        worker.read_exact(&mut body).unwrap();
        (header[7] == 11).then_some(body)
    });
    let handle = assigned.split(|byte| *byte == 0).next().unwrap();
    let size = u8::try_from(handle.len() + 1 + result.len()).unwrap();
    let complete = [
        b"\0REQ\0\0\0\x0d\0\0\0",
        &[size][..],
        handle,
        b"\0",
        &result,
    ]
    .concat();
    worker.write_all(&complete).unwrap();
    assigned[assigned.len() - 5..].to_vec()
}

#[test]
fn curl_posts_a_job_and_gets_its_result() {
    let mut daemon = Daemon::start(&["--protocol=http", "--http-port=0"]);
    let address = daemon.address();
    let url = jobs_url(&mut daemon) + "f";
    let asked = curl(&["--data", "hello"], &url);
    assert_eq!(work_once(address, *b"olleh"), b"hello");
    let answer = answer(asked);
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\nX-Gearman-Job-Handle: H:"), "{answer}");
    assert!(
        answer.contains("\r\nX-Gearman-Command: WORK_COMPLETE\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("\r\n\r\nolleh"), "{answer}");
}

#[test]
fn curl_puts_a_job_in_the_background_and_deletes_nothing() {
    let mut daemon = Daemon::start(&["-r", "http", "--http-port", "0"]);
    let url = jobs_url(&mut daemon) + "f";
    let background = [
        "-X",
        "PUT",
        "-H",
        "X-Gearman-Background: true",
        "-d",
        "hello",
    ];
    let queued = answer(curl(&background, &url));
    assert!(
        queued.contains("\r\nX-Gearman-Command: JOB_CREATED\r\n"),
        "{queued}"
    );
    let refused = answer(curl(&["-X", "DELETE"], &url));
    assert!(refused.starts_with("HTTP/1.1 405 "), "{refused}");
    assert_eq!(work_once(daemon.address(), *b"later"), b"hello");
}

#[test]
fn a_taken_port_is_one_line_and_status_1() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let outcome = run(&["--protocol=http", "--http-port", &port]);
    let complaint = outcome.complaint();
    assert!(
        complaint.contains(&port) && complaint.contains("already in use"),
        "{complaint}"
    );
}
