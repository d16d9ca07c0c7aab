//! Handles of jobs.

use crate::support::*;

#[test]
fn a_handle_names_host_and_number() {
    let server = TestServer::start();
    let job = server.connect().submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let text = String::from_utf8(job.0).expect("it is text");
    let parts: Vec<&str> = text.split(':').collect();
    assert_eq!(parts.len(), 3, "{text}");
    assert_eq!(parts[0], "H");
    assert!(!parts[1].is_empty());
    assert!(parts[2].parse::<u64>().is_ok(), "{text}");
}

#[test]
fn what_stands_before_the_number_can_be_chosen() {
    let server = TestServer::with_options(&["--job-handle-prefix=press-7"]);
    let job = server.connect().submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let text = String::from_utf8(job.0).expect("it is text");
    let number = text.strip_prefix("press-7:").expect("the prefix is used");
    assert!(number.parse::<u64>().is_ok(), "{text}");
}

#[test]
fn later_jobs_have_higher_numbers() {
    let server = TestServer::start();
    let mut client = server.connect();
    let mut number = || {
        let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
        let text = String::from_utf8(job.0).expect("it is text");
        let number = text.rsplit(':').next().expect("it has parts");
        number.parse::<u64>().expect("the last one is a number")
    };
    let first = number();
    assert_eq!([number(), number()], [first + 1, first + 2]);
}

#[test]
fn handles_of_an_earlier_server_are_not_given_out_again() {
    let mut seen = Vec::new();
    for _ in 0..3 {
        let server = TestServer::start();
        seen.push(server.connect().submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]));
    }
    differs("handles-never-repeat");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[test]
fn another_spelling_of_a_handle_is_another_job() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let text = String::from_utf8(job.0).expect("it is text");
    let (prefix, number) = text.rsplit_once(':').expect("it has parts");
    for spelling in [
        format!("{prefix}:0{number}"),
        format!("{prefix}:+{number}"),
        format!("{prefix}: {number}"),
        format!("{prefix}:{number} "),
        text.to_lowercase(),
    ] {
        client.send(GET_STATUS, spelling.as_bytes());
        let expected = join(&[spelling.as_bytes(), b"\x000\x000\x000\x000"]);
        client.expect(STATUS_RES, &expected);
    }
}
