use super::super::tests::{complaint, parse};
use super::*;

fn plug_in(words: &[&str]) -> Option<HttpJobsConfig> {
    parse(words).unwrap().config.http_jobs
}

#[test]
fn without_a_word_no_jobs_are_taken_over_http() {
    assert_eq!(plug_in(&[]), None);
    assert_eq!(plug_in(&["--http-port", "8080"]), None);
    let ignored = parse(&["--http-port=1", "--http-failed-status=200"])
        .unwrap()
        .ignored;
    assert_eq!(ignored, ["--http-port", "--http-failed-status"]);
}

#[test]
fn the_plug_in_has_gearmands_port_unless_another_is_given() {
    for words in [&["-r", "http"][..], &["--protocol=HTTP"]] {
        let config = plug_in(words).unwrap();
        assert_eq!((config.port, config.failed_status), (8_080, 500));
    }
    let words = [
        "--protocol=http",
        "--http-port=8081",
        "--http-failed-status=200",
    ];
    let config = plug_in(&words).unwrap();
    assert_eq!((config.port, config.failed_status), (8_081, 200));
    assert!(parse(&words).unwrap().ignored.is_empty());
}

#[test]
fn another_protocol_is_refused() {
    let line = complaint(&["-r", "carrier"]);
    assert_eq!(line, "unknown protocol \"carrier\"; there is http");
}

#[test]
fn values_that_make_no_sense_are_refused() {
    for words in [
        ["--http-port", "80800"],
        ["--http-port", "no-such-service"],
        ["--http-failed-status", "199"],
        ["--http-failed-status", "600"],
    ] {
        let line = complaint(&[&["--protocol=http"][..], &words].concat());
        assert!(line.contains(words[0]), "{line}");
    }
}

#[test]
fn two_protocols_do_not_share_a_port() {
    let line = complaint(&["-r", "http", "--http-port", "4730"]);
    assert_eq!(line, "--http-port is 4730, as is --port");
    assert!(plug_in(&["-r", "http", "--http-port", "0", "-p", "0"]).is_some());
}
