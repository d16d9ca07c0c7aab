//! Jobs over HTTP, as with gearmand's plug-in, and what that one gets wrong.

use std::net::TcpStream;

use geartrain_server::Spoken;
use geartrain_server::config::{ClientCertificates, TlsConfig};

use crate::support::certificates::{Authority, ServerFiles};
use crate::support::http::HttpClient;
use crate::support::http_site::{Site, run, take};
use crate::support::*;

#[test]
fn post_and_put_run_a_job_with_the_body_and_answer_with_its_result() {
    for line in ["POST /reverse", "PUT /reverse"] {
        let answer = run(&Site::start(), line, b"hello\0");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, b"\0olleh");
        assert_eq!(answer.command(), Some("WORK_COMPLETE"));
    }
}

#[test]
fn a_result_is_said_to_be_bytes() {
    let answer = run(&Site::start(), "POST /reverse", b"hello");
    differs("http-content-type");
    let expected = Some("application/octet-stream");
    assert_eq!(answer.header("Content-Type"), expected);
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
    differs("http-progress");
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
    for (header, body) in [
        ("X-Gearman-Priority: low", "low"),
        ("X-Gearman-Unique: 1", "normal"),
        ("X-Gearman-Priority: high", "high"),
    ] {
        let headers = ["X-Gearman-Background: true", header];
        site.http().ask("POST /f", &headers, body.as_bytes());
    }
    let mut worker = site.server.worker(b"f");
    let order: Vec<Vec<u8>> = (0..3).map(|_| take(&mut worker).1).collect();
    assert_eq!(order, [&b"high"[..], b"normal", b"low"]);
}

/// Submits the same background job with this header for the unique, and returns its handle.
fn submit_same(site: &Site, unique: Option<&str>) -> Text {
    let background = ["X-Gearman-Background: true"];
    let headers: Vec<&str> = background.into_iter().chain(unique).collect();
    site.http().ask("POST /f", &headers, b"same").handle()
}

#[test]
fn the_same_workload_is_one_job_unless_uniques_tell_them_apart() {
    let site = Site::start();
    let shared = submit_same(&site, None);
    assert_eq!(submit_same(&site, None), shared);
    assert_eq!(submit_same(&site, Some("X-Gearman-Unique: -")), shared);
    let given = submit_same(&site, Some("X-Gearman-Unique: 7"));
    assert_ne!(given, shared);
    assert_eq!(submit_same(&site, Some("X-Gearman-Unique: 7")), given);
    assert_eq!(site.server.connect().status_of(b"f"), Some([2, 0, 0]));
}

#[test]
fn an_empty_unique_makes_every_request_a_job_of_its_own() {
    let site = Site::start();
    let alone = submit_same(&site, Some("X-Gearman-Unique:"));
    differs("http-empty-unique");
    assert_ne!(submit_same(&site, Some("X-Gearman-Unique:")), alone);
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
fn a_failed_job_is_no_success() {
    let site = Site::start();
    let mut client = site.waiting("f", &[], b"x");
    let mut worker = site.server.worker(b"f");
    let job = worker.grab();
    worker.send(WORK_FAIL, &job);
    let answer = client.receive();
    differs("http-failures");
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
    differs("http-failures");
    assert_eq!(
        (answer.status, &answer.body[..]),
        (500, &b"no such order"[..])
    );
    assert_eq!(answer.command(), Some("WORK_EXCEPTION"));
}

#[test]
fn failures_have_gearmands_status_where_that_is_asked_for() {
    let site = Site::with_gearmands_failures();
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
    // The connection with which the start was watched may not be gone yet.
    eventually(|| operator.ask_list(b"workers\n").len() == 2);
    drop(client);
    differs("abandoned-job-leaves");
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
    let site = Site::start();
    let mut operator = site.server.worker(b"f");
    operator.ask_line(b"maxqueue f 1\n");
    let headers = ["X-Gearman-Background: true", "X-Gearman-Unique: 1"];
    assert_eq!(site.http().ask("POST /f", &headers, b"").status, 200);
    let headers = ["X-Gearman-Background: true", "X-Gearman-Unique: 2"];
    let answer = site.http().ask("POST /f", &headers, b"");
    assert_eq!(operator.status_of(b"f"), Some([1, 0, 1]));
    differs("http-full-queue");
    assert_eq!(
        (answer.status, answer.header("Retry-After")),
        (503, Some("1"))
    );
    assert_eq!(answer.body, b"the queue of the function is full\n");
}

#[test]
fn a_stop_answers_those_who_wait() {
    let mut site = Site::ours();
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
    let site = Site::ours();
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
    let address = site.server.address_that(Spoken::HttpOverTls);
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
