//! The same protocol behind TLS, and who is not let in.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr};

use geartrain_server::config::{ClientCertificates, Config, TlsConfig};
use geartrain_server::{Spoken, StartError, TlsError};

use crate::support::certificates::{Authority, Identity, ServerFiles};
use crate::support::tls::{self, TlsStream};
use crate::support::*;

/// A server that speaks TLS, and those whom it knows.
struct Site {
    server: TestServer,
    authority: Authority,
    files: ServerFiles,
}

impl Site {
    /// Speaks TLS on its one port and asks nobody for a certificate.
    fn start() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut TlsConfig)) -> Self {
        let authority = Authority::new("ours");
        let files = ServerFiles::of(&authority);
        let server = TestServer::with(|config| speak_tls(config, &files, change));
        Self {
            server,
            authority,
            files,
        }
    }

    /// Speaks TLS and lets in those with a certificate from its authority.
    fn strict() -> Self {
        Self::with(|tls| {
            tls.clients = ClientCertificates::Required(tls.key.with_file_name("ca.pem"));
        })
    }

    fn connect(&self) -> Peer<TlsStream> {
        self.connect_as(None).expect("the server is trusted")
    }

    fn connect_as(&self, identity: Option<&Identity>) -> std::io::Result<Peer<TlsStream>> {
        tls::connect(self.server.address(), &self.authority, identity).map(Peer::over)
    }

    #[track_caller]
    fn expect_refused(&self, identity: Option<&Identity>) {
        let is_served = self
            .connect_as(identity)
            .is_ok_and(|mut peer| peer.try_echo());
        assert!(!is_served, "the server let it in");
    }

    fn reload_certificates(&self) -> Result<bool, TlsError> {
        let mut config = config();
        speak_tls(&mut config, &self.files, |_| {});
        self.server.own().0.reload_certificates(&config)
    }

    /// Where the running server speaks this.
    fn address(&self, speaks: Spoken) -> SocketAddr {
        let mut addresses = self.server.own().0.addresses().iter();
        let address = addresses.find(|address| address.speaks == speaks);
        address.expect("the server listens there").socket
    }
}

fn speak_tls(config: &mut Config, files: &ServerFiles, change: impl FnOnce(&mut TlsConfig)) {
    let mut tls = TlsConfig {
        port: None,
        certificate: files.certificate(),
        key: files.key(),
        clients: ClientCertificates::Off,
    };
    change(&mut tls);
    config.gear.tls = Some(tls);
}

#[test]
fn a_job_runs_end_to_end_behind_tls() {
    let site = Site::start();
    let mut worker = site.connect();
    worker.can_do(b"f");
    let mut client = site.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(worker.grab(), job);
    worker.send(WORK_STATUS, &fields(&[&job, b"1", b"2"]));
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_STATUS, &fields(&[&job, b"1", b"2"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    assert!(client.ask_line(b"version\n").starts_with(b"OK "));
}

#[test]
fn a_payload_of_two_megabytes_passes_in_both_directions() {
    let site = Site::start();
    let payload: Vec<u8> = (0..2 << 20_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    let mut worker = site.connect();
    worker.can_do(b"f");
    let mut client = site.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", &payload]);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, b"f", &payload]));
    worker.send(WORK_COMPLETE, &fields(&[&job, &payload]));
    client.expect(WORK_COMPLETE, &fields(&[&job, &payload]));
}

/// Libraries that wait for a socket to be readable take that for an answer: a ticket makes some of
/// them read for ever, before they have sent anything.
#[test]
fn nothing_is_sent_before_a_peer_has_asked() {
    let site = Site::start();
    let mut peer = site.connect();
    assert!(peer.ask_line(b"version\n").starts_with(b"OK "));
    assert_eq!(peer.stream_mut().conn.tls13_tickets_received(), 0);
}

#[test]
fn many_requests_in_one_piece_are_all_answered() {
    let site = Site::start();
    let mut client = site.connect();
    let requests: Vec<u8> = (0..2_000_u32)
        .flat_map(|number| request(ECHO_REQ, &number.to_be_bytes()))
        .collect();
    client.send_raw(&requests);
    for number in 0..2_000_u32 {
        client.expect(ECHO_RES, &number.to_be_bytes());
    }
}

#[test]
fn a_client_that_trusts_another_authority_does_not_connect() {
    let site = Site::start();
    let other = Authority::new("theirs");
    let refused = tls::connect(site.server.address(), &other, None).expect_err("it is unknown");
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
    site.connect().settle();
}

#[test]
fn a_required_certificate_must_be_there_and_from_the_right_authority() {
    let site = Site::strict();
    let ours = site.authority.client();
    let mut peer = site.connect_as(Some(&ours)).unwrap();
    peer.settle();
    site.expect_refused(None);
    site.expect_refused(Some(&Authority::new("theirs").client()));
    peer.settle();
}

#[test]
fn an_optional_certificate_may_be_missing_but_not_wrong() {
    let site = Site::with(|tls| {
        tls.clients = ClientCertificates::Optional(tls.key.with_file_name("ca.pem"));
    });
    site.connect().settle();
    let ours = site.authority.client();
    site.connect_as(Some(&ours)).unwrap().settle();
    site.expect_refused(Some(&Authority::new("theirs").client()));
}

#[test]
fn where_nobody_is_asked_any_certificate_will_do() {
    let site = Site::start();
    let theirs = Authority::new("theirs").client();
    site.connect_as(Some(&theirs)).unwrap().settle();
}

#[test]
fn plain_text_and_tls_serve_the_same_jobs_side_by_side() {
    let site = Site::with(|tls| tls.port = Some(0));
    let mut worker = site.server.worker(b"f");
    let stream = tls::connect(site.address(Spoken::GearmanOverTls), &site.authority, None);
    let mut client = Peer::over(stream.unwrap());
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    assert_eq!(worker.grab(), job);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    assert_ne!(
        site.address(Spoken::GearmanOverTls).port(),
        site.address(Spoken::Gearman).port()
    );
}

#[test]
fn no_plain_text_is_served_where_tls_was_asked_for() {
    let site = Site::start();
    for garbage in [
        &request(ECHO_REQ, b"x")[..],
        b"status\n",
        b"GET / HTTP/1.1\r\n\r\n",
        &[0x16, 3, 1, 0xff, 0xff, 0, 0],
        &[0xff; 100_000],
    ] {
        let mut peer = site.server.connect();
        // The server may close before it has read everything.
        let _ = peer.stream().write_all(garbage);
        let _ = peer.stream().shutdown(Shutdown::Write);
        let answer = peer.read_to_end();
        // An alert at most.
        assert!(answer.len() <= 7, "{}", answer.escape_ascii());
        assert!(
            answer.is_empty() || answer[0] == 0x15,
            "{}",
            answer.escape_ascii()
        );
    }
    site.connect().settle();
}

#[test]
fn peers_that_say_nothing_do_not_keep_others_out() {
    let site = Site::start();
    let silent: Vec<Peer> = (0..50).map(|_| site.server.connect()).collect();
    site.connect().settle();
    drop(silent);
}

#[test]
fn a_stop_does_not_wait_for_peers_that_say_nothing() {
    let mut site = Site::start();
    let mut silent = site.server.connect();
    let mut peer = site.connect();
    peer.settle();
    site.server.stop();
    silent.expect_closed();
    peer.expect_closed();
}

#[test]
fn a_client_that_stopped_sending_gets_its_result() {
    let site = Site::start();
    let mut worker = site.connect();
    worker.can_do(b"f");
    worker.settle();
    let mut client = site.connect();
    client.send(SUBMIT_JOB, b"f\0\0x");
    tls::finish_sending(client.stream_mut());
    let job = client.receive(JOB_CREATED);
    for _ in 0..100 {
        assert_eq!(worker.status_of(b"f"), Some([1, 0, 1]));
    }
    assert_eq!(worker.grab(), job);
    worker.send(WORK_DATA, &fields(&[&job, b"part"]));
    worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    client.expect(WORK_DATA, &fields(&[&job, b"part"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
    // A missing `close_notify` would show as an error here.
    client.expect_closed();
}

#[test]
fn an_operator_that_stopped_sending_gets_its_answer_and_a_proper_end() {
    let site = Site::start();
    let mut operator = site.connect();
    operator.send_raw(b"version\nstatus\n");
    tls::finish_sending(operator.stream_mut());
    let answer = operator.read_to_end();
    assert!(answer.starts_with(b"OK "), "{}", answer.escape_ascii());
    assert!(answer.ends_with(b"\n.\n"));
}

#[test]
fn the_queued_job_of_a_client_that_is_gone_disappears_at_once() {
    let site = Site::start();
    let mut operator = site.connect();
    for is_polite in [true, false] {
        let mut client = site.connect();
        client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
        assert_eq!(operator.status_of(b"f"), Some([1, 0, 0]));
        if is_polite {
            tls::finish_sending(client.stream_mut());
        }
        drop(client);
        eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
    }
}

#[test]
fn a_client_that_stopped_sending_and_then_leaves_takes_its_job_along() {
    let site = Site::start();
    let mut operator = site.connect();
    let mut client = site.connect();
    client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    tls::finish_sending(client.stream_mut());
    for _ in 0..100 {
        assert_eq!(operator.status_of(b"f"), Some([1, 0, 0]));
    }
    // What comes behind the end means nothing, and does not hide that the stream ends.
    client.stream_mut().sock.write_all(&[0; 10_000]).unwrap();
    drop(client);
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
}

#[test]
fn bad_input_ends_a_connection_properly() {
    let site = Site::start();
    let mut peer = site.connect();
    peer.send_raw(&join(&[&request(ECHO_REQ, b"x"), b"\0BAD", &[0; 8]]));
    peer.expect(ECHO_RES, b"x");
    let mut rest = Vec::new();
    peer.stream_mut()
        .read_to_end(&mut rest)
        .expect("a proper end");
    assert!(rest.is_empty());
}

#[test]
fn new_certificates_count_for_connections_that_come() {
    let site = Site::start();
    let mut before = site.connect();
    before.settle();
    let next = Authority::new("next");
    site.files.put(&next.server());
    site.connect().settle();
    assert!(site.reload_certificates().unwrap());
    let address = site.server.address();
    Peer::over(tls::connect(address, &next, None).unwrap()).settle();
    assert!(tls::connect(address, &site.authority, None).is_err());
    before.settle();
}

#[test]
fn a_bad_new_certificate_leaves_the_old_one_in_use() {
    let site = Site::start();
    let next = Authority::new("next");
    std::fs::write(site.files.certificate(), next.server().certificate).unwrap();
    let error = site.reload_certificates().unwrap_err();
    assert!(error.to_string().contains("another certificate"), "{error}");
    site.connect().settle();
}

#[test]
fn a_server_does_not_start_with_certificates_that_it_cannot_use() {
    let files = ServerFiles::of(&Authority::new("ours"));
    std::fs::remove_file(files.key()).unwrap();
    let mut config = config();
    speak_tls(&mut config, &files, |_| {});
    let Err(StartError::Tls(error)) = TestServer::try_with(&config) else {
        panic!("there is no key");
    };
    assert!(
        error.to_string().starts_with("cannot read --ssl-key "),
        "{error}"
    );
}
