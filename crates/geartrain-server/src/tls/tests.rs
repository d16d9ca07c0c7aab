use std::fs;
use std::path::PathBuf;

use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;

use super::*;

/// A certificate that signs itself, and its key.
fn pair() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let (certificate, key) = pair();
        files.write("server.pem", &certificate);
        files.write("server.key", &key);
        files.write("ca.pem", &certificate);
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn settings(&self) -> TlsConfig {
        TlsConfig {
            port: None,
            certificate: self.path("server.pem"),
            key: self.path("server.key"),
            clients: ClientCertificates::Required(self.path("ca.pem")),
        }
    }

    /// What is said of the files as they are, without their folder.
    #[track_caller]
    fn complaint(&self) -> String {
        let Err(error) = Tls::load(&self.settings()) else {
            panic!("these files are usable");
        };
        let line = error.to_string();
        assert!(!line.contains('\n'), "one line: {line:?}");
        line.replace(&format!("{}/", self.folder.path().display()), "")
    }
}

#[test]
fn good_files_are_loaded() {
    let files = Files::new();
    let tls = Tls::load(&files.settings()).unwrap();
    assert!(tls.reload(&files.settings()).is_ok());
}

#[test]
fn a_missing_file_is_told_with_its_option() {
    for (name, option) in [
        ("server.pem", "--ssl-certificate"),
        ("server.key", "--ssl-key"),
        ("ca.pem", "--ssl-ca-file"),
    ] {
        let files = Files::new();
        fs::remove_file(files.path(name)).unwrap();
        let start = format!("cannot read {option} {name}: No such file");
        assert!(
            files.complaint().starts_with(&start),
            "{}",
            files.complaint()
        );
    }
}

#[test]
fn a_file_without_what_it_should_hold_is_refused() {
    for (name, what) in [
        (
            "server.pem",
            "--ssl-certificate server.pem holds no certificate",
        ),
        ("server.key", "--ssl-key server.key holds no private key"),
        ("ca.pem", "--ssl-ca-file ca.pem holds no certificate"),
    ] {
        for text in ["", "certainly\n", "\0\u{1}binary"] {
            let files = Files::new();
            files.write(name, text);
            assert!(files.complaint().starts_with(what), "{}", files.complaint());
        }
    }
}

#[test]
fn certificate_and_key_in_each_others_place_are_refused() {
    let files = Files::new();
    let (certificate, key) = pair();
    files.write("server.pem", &key);
    files.write("server.key", &certificate);
    assert!(
        files
            .complaint()
            .contains("--ssl-certificate server.pem holds no certificate")
    );
}

#[test]
fn a_damaged_file_is_refused() {
    let files = Files::new();
    files.write(
        "server.pem",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
    );
    let line = files.complaint();
    assert!(
        line.starts_with("--ssl-certificate server.pem is no PEM file"),
        "{line}"
    );
    files.write(
        "server.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    let line = files.complaint();
    assert!(line.contains("--ssl-certificate server.pem and"), "{line}");
}

#[test]
fn a_certificate_of_version_1_is_refused_with_the_way_out() {
    let files = Files::new();
    files.write("server.pem", fault::tests::VERSION_1);
    let line = files.complaint();
    assert!(
        line.contains("X.509 certificate of version 1: make one of version 3"),
        "{line}"
    );
}

#[test]
fn a_damaged_authority_is_refused() {
    let files = Files::new();
    files.write(
        "ca.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    let line = files.complaint();
    assert!(
        line.starts_with("--ssl-ca-file ca.pem holds a certificate that cannot"),
        "{line}"
    );
}

#[test]
fn the_key_of_another_certificate_is_refused() {
    let files = Files::new();
    files.write("server.key", &pair().1);
    assert_eq!(
        files.complaint(),
        "--ssl-certificate server.pem and --ssl-key server.key cannot be used together: the key \
         belongs to another certificate"
    );
}

#[test]
fn a_key_with_a_pass_phrase_is_refused_with_the_reason() {
    let files = Files::new();
    for head in [
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n",
    ] {
        files.write("server.key", head);
        let line = files.complaint();
        assert!(
            line.starts_with("--ssl-key server.key is encrypted"),
            "{line}"
        );
    }
}

#[test]
fn a_failed_reload_keeps_what_was_loaded() {
    let files = Files::new();
    let tls = Tls::load(&files.settings()).unwrap();
    let before = Arc::as_ptr(&tls.current.read());
    files.write("server.key", "");
    assert!(tls.reload(&files.settings()).is_err());
    assert_eq!(Arc::as_ptr(&tls.current.read()), before);
    let (certificate, key) = pair();
    files.write("server.pem", &certificate);
    files.write("server.key", &key);
    tls.reload(&files.settings()).unwrap();
    assert_ne!(Arc::as_ptr(&tls.current.read()), before);
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_given_up() {
    let mut tls = Tls::load(&Files::new().settings()).unwrap();
    tls.handshake_time = Duration::from_millis(20);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    let error = tls.accept(stream).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    drop(silent);
}

#[tokio::test]
async fn handshakes_beyond_the_bound_wait_for_one_that_ends() {
    let files = Files::new();
    let tls = Tls::load(&files.settings()).unwrap();
    let mut slots = Vec::new();
    for _ in 0..HANDSHAKES_MAX {
        slots.push(tls.slot().await);
    }
    let mut next = Box::pin(tls.slot());
    assert!(poll_once(&mut next).is_pending());
    slots.pop();
    drop(next.await);
}

fn poll_once<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    std::pin::Pin::new(future).poll(&mut cx)
}
