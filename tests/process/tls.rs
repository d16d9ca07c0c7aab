//! TLS as operators set it up: options, files, SIGHUP.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use rustix::process::Signal;

use crate::certificates::{Authority, Identity, ServerFiles};
use crate::daemon::{Daemon, run};
use crate::tls_client::connect;
use crate::wait;

/// `--ssl` with all its files.
struct Options(Vec<String>);

impl Options {
    fn of(files: &ServerFiles) -> Self {
        let named = [
            ("--ssl-certificate", files.certificate()),
            ("--ssl-key", files.key()),
            ("--ssl-ca-file", files.ca()),
        ];
        let named = named.map(|(option, path)| format!("{option}={}", path.display()));
        Self([&["--ssl".to_owned()][..], &named].concat())
    }

    fn with<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        self.0
            .iter()
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect()
    }
}

fn tls_address(daemon: &mut Daemon) -> SocketAddr {
    let line = daemon.line("listening for TLS on ");
    let (_, address) = line.split_once(" for TLS on ").unwrap();
    address.parse().unwrap()
}

fn version(stream: impl Read + Write) -> String {
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(b"version\n").unwrap();
    let mut answer = String::new();
    stream.read_line(&mut answer).unwrap();
    answer
}

fn is_served(address: SocketAddr, authority: &Authority, identity: Option<&Identity>) -> bool {
    connect(address, authority, identity).is_ok_and(|mut stream| {
        let mut answer = [0; 3];
        stream.write_all(b"version\n").is_ok()
            && stream.read_exact(&mut answer).is_ok()
            && answer == *b"OK "
    })
}

#[test]
fn gearmands_options_make_the_port_speak_tls_to_clients_with_certificates() {
    let authority = Authority::new("ours");
    let files = ServerFiles::of(&authority);
    let options = Options::of(&files);
    let mut daemon = Daemon::start(&options.with(&[]));
    let address = tls_address(&mut daemon);
    let client = authority.client();
    let stream = connect(address, &authority, Some(&client)).unwrap();
    assert!(version(stream).starts_with("OK "));
    assert!(!is_served(address, &authority, None));
    daemon.line("the peer shows no certificate (--ssl-verify-client required)");
    let mut plain = TcpStream::connect(address).unwrap();
    plain.set_read_timeout(Some(wait::DEADLINE)).unwrap();
    plain.write_all(b"version\n").unwrap();
    daemon.line("the peer does not speak TLS");
    daemon.signal(Signal::TERM);
    assert_eq!(daemon.end().status.code(), Some(0));
}

#[test]
fn a_port_for_tls_stands_beside_the_plain_one() {
    let authority = Authority::new("ours");
    let files = ServerFiles::of(&authority);
    let options = Options::of(&files);
    let more = ["--ssl-port=0", "--ssl-verify-client=off"];
    let mut daemon = Daemon::start(&options.with(&more));
    let plain = TcpStream::connect(daemon.address()).unwrap();
    plain.set_read_timeout(Some(wait::DEADLINE)).unwrap();
    assert!(version(plain).starts_with("OK "));
    let address = tls_address(&mut daemon);
    assert!(is_served(address, &authority, None));
}

#[test]
fn sighup_brings_new_certificates_into_use() {
    let authority = Authority::new("ours");
    let files = ServerFiles::of(&authority);
    let options = Options::of(&files);
    let mut daemon = Daemon::start(&options.with(&["--ssl-verify-client=off"]));
    let address = tls_address(&mut daemon);
    let next = Authority::new("next");
    files.put(&next.server());
    assert!(!is_served(address, &next, None));
    daemon.signal(Signal::HUP);
    daemon.line("certificates read again");
    assert!(is_served(address, &next, None));
}

#[test]
fn a_bad_certificate_at_sighup_is_an_error_line_and_changes_nothing() {
    let authority = Authority::new("ours");
    let files = ServerFiles::of(&authority);
    let options = Options::of(&files);
    let mut daemon = Daemon::start(&options.with(&["--ssl-verify-client=off"]));
    let address = tls_address(&mut daemon);
    fs::write(files.certificate(), "").unwrap();
    daemon.signal(Signal::HUP);
    let line = daemon.line("going on with the old certificates");
    assert!(
        line.contains("ERROR") && line.contains("--ssl-certificate"),
        "{line}"
    );
    assert!(is_served(address, &authority, None));
}

#[test]
fn files_that_cannot_be_used_are_one_line_and_status_1() {
    let files = ServerFiles::of(&Authority::new("ours"));
    let options = Options::of(&files);
    let key = fs::read(files.key()).unwrap();
    fs::write(files.key(), "").unwrap();
    let outcome = run(&options.with(&["--log-file=none"]));
    assert!(
        outcome.complaint().contains("holds no private key"),
        "{:#?}",
        outcome.stderr
    );
    fs::write(files.key(), key).unwrap();
    fs::remove_file(files.ca()).unwrap();
    let outcome = run(&options.with(&["--log-file=none"]));
    assert!(
        outcome.complaint().contains("cannot read --ssl-ca-file"),
        "{:#?}",
        outcome.stderr
    );
    let outcome = run(&options.with(&["--ssl-port=0", "--check-args"]));
    assert!(
        outcome.status.success(),
        "files are looked at when they are needed"
    );
}
