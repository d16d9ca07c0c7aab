use std::path::Path;

use super::super::tests::{bare, complaint, parse, parse_in};
use super::*;
use crate::options::Surroundings;

const SERVER: [&str; 5] = ["--ssl", "--ssl-certificate", "s.pem", "--ssl-key", "s.key"];

fn tls(more: &[&str]) -> TlsConfig {
    let config = parse(&[&SERVER[..], more].concat()).unwrap().config;
    config.gear.tls.expect("TLS was asked for")
}

#[test]
fn without_a_word_there_is_no_tls() {
    assert_eq!(parse(&[]).unwrap().config.gear.tls, None);
}

#[test]
fn gearmands_options_make_the_one_port_speak_tls_and_verify_clients() {
    let tls = tls(&["--ssl-ca-file=ca.pem"]);
    assert_eq!(tls.port, None);
    assert_eq!(tls.certificate, Path::new("s.pem"));
    assert_eq!(tls.key, Path::new("s.key"));
    assert_eq!(tls.clients, ClientCertificates::Required("ca.pem".into()));
}

#[test]
fn clients_are_verified_as_was_asked() {
    assert_eq!(tls(&[]).clients, ClientCertificates::Off);
    let verified = |when| tls(&["--ssl-ca-file", "ca.pem", "--ssl-verify-client", when]).clients;
    assert_eq!(verified("off"), ClientCertificates::Off);
    assert_eq!(
        verified("optional"),
        ClientCertificates::Optional("ca.pem".into())
    );
    assert_eq!(
        verified("required"),
        ClientCertificates::Required("ca.pem".into())
    );
}

#[test]
fn clients_cannot_be_verified_by_nobody() {
    for when in ["required", "optional"] {
        let line = complaint(&[&SERVER[..], &["--ssl-verify-client", when]].concat());
        assert!(line.contains("--ssl-ca-file"), "{line}");
    }
}

#[test]
fn tls_without_certificate_or_key_is_refused() {
    assert_eq!(complaint(&["--ssl"]), "--ssl needs --ssl-certificate");
    let line = complaint(&["--ssl", "--ssl-certificate", "s.pem"]);
    assert_eq!(line, "--ssl needs --ssl-key");
}

#[test]
fn parts_of_tls_are_not_taken_for_plain_text() {
    for words in [
        ["--ssl-ca-file", "ca.pem"],
        ["--ssl-certificate", "s.pem"],
        ["--ssl-key", "s.key"],
        ["--ssl-port", "4731"],
        ["--ssl-verify-client", "off"],
    ] {
        let line = complaint(&words);
        assert!(line.starts_with(words[0]) && line.contains("TLS"), "{line}");
    }
}

#[test]
fn plain_text_and_tls_need_two_ports() {
    assert_eq!(tls(&["--ssl-port", "4731"]).port, Some(4_731));
    let line = complaint(&[&SERVER[..], &["--ssl-port", "4730"]].concat());
    assert!(
        line.contains("--ssl-port") && line.contains("4730"),
        "{line}"
    );
    assert_eq!(tls(&["--port=0", "--ssl-port=0"]).port, Some(0));
}

#[test]
fn the_environment_names_files_as_for_gearmand_unless_options_do() {
    let surroundings = Surroundings {
        ssl: SslFiles {
            ca: Some("env-ca.pem".into()),
            certificate: Some("env.pem".into()),
            key: Some("env.key".into()),
        },
        ..bare()
    };
    assert_eq!(parse_in(&surroundings, &[]).unwrap().config.gear.tls, None);
    let tls = |words: &[&str]| {
        parse_in(&surroundings, words)
            .unwrap()
            .config
            .gear
            .tls
            .unwrap()
    };
    let from_there = tls(&["--ssl"]);
    assert_eq!(from_there.certificate, Path::new("env.pem"));
    assert_eq!(from_there.key, Path::new("env.key"));
    assert_eq!(
        from_there.clients,
        ClientCertificates::Required("env-ca.pem".into())
    );
    assert_eq!(tls(&SERVER).certificate, Path::new("s.pem"));
}
