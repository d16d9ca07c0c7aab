//! The text protocol: listings that are so long that they are made beside what else goes on.

use crate::support::*;

/// More jobs than are listed at once.
const JOBS: usize = 5_000;

/// Submits that many jobs and returns their handles.
fn submit_all(client: &mut Peer) -> Vec<Text> {
    client.send_raw(&request(SUBMIT_JOB_BG, &fields(&[b"f", b"", b"x"])).repeat(JOBS));
    (0..JOBS)
        .map(|_| Text(client.receive(JOB_CREATED)))
        .collect()
}

/// The lines of `show jobs` for these jobs, sorted.
fn lines_of(jobs: &[Text]) -> Vec<Vec<u8>> {
    let mut lines: Vec<_> = jobs.iter().map(|job| join(&[job, b"\t0\t0\t1"])).collect();
    lines.sort();
    lines
}

#[test]
fn what_was_asked_after_a_long_listing_is_answered_after_it() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let jobs = submit_all(&mut operator);
    let questions = [b"show jobs\nversion\n", &request(ECHO_REQ, b"after")[..]].concat();
    let mut lines = operator.ask_list(&questions);
    lines.sort();
    assert_eq!(lines, lines_of(&jobs));
    assert!(operator.read_line().starts_with(b"OK "));
    operator.expect(ECHO_RES, b"after");
    operator.expect_nothing_more();
}

#[test]
fn several_long_listings_on_one_connection_are_all_whole() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let jobs = submit_all(&mut operator);
    operator.send_raw(&b"show jobs\n".repeat(4));
    for _ in 0..4 {
        let mut lines = operator.ask_list(b"");
        lines.sort();
        assert_eq!(lines, lines_of(&jobs));
    }
    operator.expect_nothing_more();
}

#[test]
fn peers_that_leave_while_their_listings_are_made_keep_nobody_from_listing() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let jobs = submit_all(&mut operator);
    for _ in 0..20 {
        server.connect().send_raw(b"show jobs\nshow unique jobs\n");
    }
    let mut lines = operator.ask_list(b"show jobs\n");
    lines.sort();
    assert_eq!(lines, lines_of(&jobs));
    eventually(|| operator.ask_list(b"workers\n").len() == 1);
}
