//! Jobs over HTTP, as with gearmand's plug-in, and what that one gets wrong.

use std::net::{SocketAddr, TcpStream};

use geartrain_server::Spoken;
use geartrain_server::config::{ClientCertificates, Config, HttpJobsConfig, TlsConfig};

use crate::support::certificates::{Authority, ServerFiles};
use crate::support::http::HttpClient;
use crate::support::*;

/// A server that takes jobs over HTTP, too.
struct Site {
    server: TestServer,
}

impl Site {
    fn start() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self {
            server: TestServer::with(|config| {
                take_http(config);
                change(config);
            }),
        }
    }

    fn address(&self, speaks: Spoken) -> SocketAddr {
        let mut addresses = self.server.own().0.addresses().iter();
        let address = addresses.find(|address| address.speaks == speaks);
        address.expect("the server listens there").socket
    }

    fn http(&self) -> HttpClient {
        HttpClient::connect(self.address(Spoken::Http))
    }

    /// A request that waits for its job, which waits for a worker.
    fn waiting(&self, function: &str, headers: &[&str], body: &[u8]) -> HttpClient {
        let mut operator = self.server.connect();
        let queued = |peer: &mut Peer| {
            let status = peer.status_of(function.as_bytes());
            status.map_or(0, |[total, running, _]| total - running)
        };
        let before = queued(&mut operator);
        let mut client = self.http();
        client.send(&format!("POST /{function}"), headers, body);
        eventually(|| queued(&mut operator) > before);
        client
    }
}

fn take_http(config: &mut Config) {
    config.http_jobs = Some(HttpJobsConfig {
        port: 0,
        failed_status: 500,
    });
}

/// Takes the job that waits and returns its handle and workload.
fn take(worker: &mut Peer) -> (Vec<u8>, Vec<u8>) {
    worker.send(GRAB_JOB, b"");
    let body = worker.receive(JOB_ASSIGN);
    let mut parts = body.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().expect("three fields").to_vec();
    let handle = part();
    part();
    (handle, part())
}

#[test]
fn post_and_put_run_a_job_with_the_body_and_answer_with_its_result() {
    let site = Site::start();
    let mut worker = site.server.worker(b"reverse");
    let mut client = site.http();
    for method in ["POST", "PUT", "GET"] {
        client.send(&format!("{method} /reverse"), &[], b"hello\0");
        worker.send(PRE_SLEEP, b"");
        worker.receive(NOOP);
        let (job, workload) = take(&mut worker);
        assert_eq!(workload, b"hello\0");
        worker.send(WORK_COMPLETE, &fields(&[&job, b"\0olleh"]));
        let answer = client.receive();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, b"\0olleh");
        assert_eq!(answer.handle(), job);
        assert_eq!(answer.command(), Some("WORK_COMPLETE"));
        assert_eq!(
            answer.header("Content-Type"),
            Some("application/octet-stream")
        );
    }
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
    // The next answer begins right behind the head.
    client.send_raw(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(client.receive_head().status, 200);
}

#[test]
fn progress_and_warnings_do_not_end_the_answer_and_data_comes_before_the_result() {
    let site = Site::start();
    let mut client = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let job = worker.grab();
    worker.send(WORK_STATUS, &fields(&[&job, b"1", b"2"]));
    worker.send(WORK_DATA, &fields(&[&job, b"one "]));
    worker.send(WORK_WARNING, &fields(&[&job, b"careful"]));
    worker.send(WORK_DATA, &fields(&[&job, b"two "]));
    worker.settle();
    worker.send(WORK_COMPLETE, &fields(&[&job, b"three"]));
    let answer = client.receive();
    assert_eq!(
        (answer.status, &answer.body[..]),
        (200, &b"one two three"[..])
    );
}

#[test]
fn a_background_job_is_answered_at_once_and_outlives_its_client() {
    let site = Site::start();
    let mut client = site.http();
    let answer = client.ask("POST /f", &["X-Gearman-Background: true"], b"x");
    assert_eq!((answer.status, &answer.body[..]), (200, &b""[..]));
    assert_eq!(answer.command(), Some("JOB_CREATED"));
    drop(client);
    let mut worker = site.server.worker(b"f");
    let (job, workload) = take(&mut worker);
    assert_eq!((Text(job), &workload[..]), (answer.handle(), &b"x"[..]));
}

#[test]
fn headers_give_the_priority() {
    let site = Site::start();
    let mut client = site.http();
    for (header, body) in [
        ("X-Gearman-Priority: low", "low"),
        ("X-Gearman-Unique: 1", "normal"),
        ("X-Gearman-Priority: high", "high"),
    ] {
        let headers = ["X-Gearman-Background: true", header];
        client.ask("POST /f", &headers, body.as_bytes());
    }
    let mut worker = site.server.worker(b"f");
    let order: Vec<Vec<u8>> = (0..3).map(|_| take(&mut worker).1).collect();
    assert_eq!(order, [&b"high"[..], b"normal", b"low"]);
}

#[test]
fn the_same_workload_is_one_job_unless_uniques_tell_them_apart() {
    let site = Site::start();
    let mut client = site.http();
    let mut ask = |unique: Option<&str>| {
        let headers: Vec<&str> = ["X-Gearman-Background: true"]
            .into_iter()
            .chain(unique)
            .collect();
        client.ask("POST /f", &headers, b"same").handle()
    };
    let shared = ask(None);
    assert_eq!(ask(None), shared);
    assert_eq!(ask(Some("X-Gearman-Unique: -")), shared);
    let given = ask(Some("X-Gearman-Unique: 7"));
    assert_eq!(ask(Some("X-Gearman-Unique: 7")), given);
    let alone = ask(Some("X-Gearman-Unique:"));
    assert_ne!(ask(Some("X-Gearman-Unique:")), alone);
    assert_eq!(site.server.connect().status_of(b"f"), Some([4, 0, 0]));
}

#[test]
fn a_job_is_shared_over_both_protocols() {
    let site = Site::start();
    let mut client = site.waiting("f", &["X-Gearman-Unique: 7"], b"x");
    let mut gearman = site.server.connect();
    let job = gearman.submit(SUBMIT_JOB, &[b"f", b"7", b"other"]);
    let mut worker = site.server.worker(b"f");
    assert_eq!(worker.grab(), job);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    gearman.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    let answer = client.receive();
    assert_eq!((answer.handle(), &answer.body[..]), (job, &b"y"[..]));
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
    }
}

#[test]
fn two_megabytes_pass_in_both_directions_and_in_chunks() {
    let site = Site::start();
    let payload: Vec<u8> = (0..2 << 20_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    let mut client = site.waiting("f", &[], &payload);
    let mut worker = site.server.worker(b"f");
    let (job, workload) = take(&mut worker);
    assert!(workload == payload);
    worker.send(WORK_COMPLETE, &fields(&[&job, &payload]));
    assert!(client.receive().body == payload);

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
    worker.send(PRE_SLEEP, b"");
    worker.receive(NOOP);
    let (job, workload) = take(&mut worker);
    assert!(workload == payload);
    worker.send(WORK_FAIL, &job);
    assert_eq!(client.receive().status, 500);
}

#[test]
fn a_failed_job_is_no_success() {
    let site = Site::start();
    let mut client = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let job = worker.grab();
    worker.send(WORK_FAIL, &job);
    let answer = client.receive();
    assert_eq!((answer.status, &answer.body[..]), (500, &b""[..]));
    assert_eq!(answer.command(), Some("WORK_FAIL"));
    assert_eq!(answer.handle(), job);
}

#[test]
fn an_exception_is_told() {
    let site = Site::start();
    let mut client = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let job = worker.grab();
    worker.send(WORK_EXCEPTION, &fields(&[&job, b"no such order"]));
    let answer = client.receive();
    assert_eq!(
        (answer.status, &answer.body[..]),
        (500, &b"no such order"[..])
    );
    assert_eq!(answer.command(), Some("WORK_EXCEPTION"));
}

#[test]
fn failures_have_gearmands_status_where_that_is_asked_for() {
    let site = Site::with(|config| {
        config.http_jobs.as_mut().expect("it is on").failed_status = 200;
    });
    let mut client = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let job = worker.grab();
    worker.send(WORK_FAIL, &job);
    let answer = client.receive();
    assert_eq!((answer.status, answer.command()), (200, Some("WORK_FAIL")));
}

#[test]
fn the_queued_job_of_a_client_that_left_disappears_at_once() {
    let site = Site::start();
    let client = site.waiting("f", &[], b"x");
    let mut operator = site.server.connect();
    assert_eq!(operator.status_of(b"f"), Some([1, 0, 0]));
    assert_eq!(operator.ask_list(b"workers\n").len(), 2);
    drop(client);
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
    assert_eq!(operator.ask_list(b"workers\n").len(), 1);
}

#[test]
fn a_running_job_goes_on_when_its_client_leaves() {
    let site = Site::start();
    let client = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let job = worker.grab();
    drop(client);
    eventually(|| worker.ask_list(b"workers\n").len() == 1);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    worker.expect_nothing_more();
}

#[test]
fn other_methods_get_an_answer() {
    let site = Site::start();
    let mut client = site.http();
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

#[test]
fn a_result_over_the_bound_is_no_result() {
    let site = Site::with(|config| config.gear.packet_bytes_max = 1_000);
    let mut client = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let job = worker.grab();
    for _ in 0..3 {
        worker.send(WORK_DATA, &fields(&[&job, &[b'x'; 400]]));
    }
    let answer = client.receive();
    assert_eq!(answer.status, 502);
    assert_eq!(answer.body, b"the result has more than 1000 bytes\n");
    worker.send(WORK_COMPLETE, &job);
    worker.expect_nothing_more();
}

#[test]
fn a_full_queue_says_when_to_come_back() {
    let site = Site::with(|config| config.jobs.queue_bound = Some(1));
    let mut client = site.http();
    let background = ["X-Gearman-Background: true"];
    assert_eq!(client.ask("POST /f", &background, b"1").status, 200);
    let answer = client.ask("POST /f", &background, b"2");
    assert_eq!(
        (answer.status, answer.header("Retry-After")),
        (503, Some("1"))
    );
    assert_eq!(answer.body, b"the queue of the function is full\n");
}

#[test]
fn a_stop_answers_those_who_wait() {
    let mut site = Site::start();
    let mut waiting = site.waiting("f", &[], b"x");
    let mut idle = site.http();
    assert_eq!(idle.ask("POST /", &[], b"").status, 404);
    site.server.stop();
    let answer = waiting.receive();
    assert_eq!(
        (answer.status, answer.header("Connection")),
        (503, Some("close"))
    );
    waiting.expect_closed();
    idle.expect_closed();
}

#[test]
fn a_draining_server_finishes_what_it_has_and_takes_nothing_new() {
    let site = Site::start();
    let mut waiting = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let mut late = site.http();
    let address = site.server.address();
    let (server, runtime) = site.server.own();
    std::thread::scope(|scope| {
        let drained = scope.spawn(|| runtime.block_on(server.drain()));
        eventually(|| TcpStream::connect(address).is_err());
        assert_eq!(late.ask("POST /f", &[], b"late").status, 503);
        let job = worker.grab();
        worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
        assert_eq!(waiting.receive().body, b"y");
        drained.join().expect("it ends");
    });
}

#[test]
fn http_is_behind_tls_where_all_is() {
    let authority = Authority::new("ours");
    let files = ServerFiles::of(&authority);
    let tls = TlsConfig {
        port: None,
        certificate: files.certificate(),
        key: files.key(),
        clients: ClientCertificates::Off,
    };
    let site = Site::with(|config| config.gear.tls = Some(tls));
    let address = site.address(Spoken::HttpOverTls);
    let stream = tls::connect(address, &authority, None).unwrap();
    let mut client = HttpClient::over(stream);
    let answer = client.ask("POST /f", &["X-Gearman-Background: true"], b"x");
    assert_eq!(answer.status, 200);
    let mut plain = HttpClient::connect(address);
    plain.send_raw(b"GET /f HTTP/1.1\r\n\r\n");
    let mut rest = Vec::new();
    std::io::Read::read_to_end(plain.stream_mut(), &mut rest).ok();
    assert!(rest.len() <= 7, "an alert at most: {}", rest.escape_ascii());
}

#[test]
fn http_stays_plain_beside_a_port_for_tls() {
    let files = ServerFiles::of(&Authority::new("ours"));
    let tls = TlsConfig {
        port: Some(0),
        certificate: files.certificate(),
        key: files.key(),
        clients: ClientCertificates::Off,
    };
    let site = Site::with(|config| config.gear.tls = Some(tls));
    assert_eq!(site.http().ask("DELETE /f", &[], b"").status, 405);
}
