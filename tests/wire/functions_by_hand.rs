//! `create function` and `drop function`.

use std::time::Duration;

use crate::support::*;

const IN_USE: &[u8] = b"ERR there are still connected workers or executing clients\r\n";
const NOT_FOUND: &[u8] = b"ERR function not found\r\n";

#[test]
fn a_function_is_created_and_dropped_by_hand() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for _ in 0..2 {
        assert_eq!(operator.ask_line(b"create function press\r\n"), b"OK\r\n");
        assert_eq!(operator.status_of(b"press"), Some([0, 0, 0]));
    }
    assert_eq!(operator.ask_line(b"drop function press\r\n"), b"OK\r\n");
    assert_eq!(operator.status_of(b"press"), None);
    assert_eq!(operator.ask_line(b"drop function press\r\n"), NOT_FOUND);
    assert_eq!(operator.ask_line(b"drop function never-seen\n"), NOT_FOUND);
}

#[test]
fn a_bare_line_feed_cuts_nothing_off_a_name() {
    let server = TestServer::start();
    let mut operator = server.connect();
    assert_eq!(operator.ask_line(b"create function whole\n"), b"OK\r\n");
    differs("create-function-with-line-feed");
    assert_eq!(operator.status_of(b"whole"), Some([0, 0, 0]));
}

#[test]
fn a_bare_line_feed_drops_the_function_as_well() {
    let server = TestServer::start();
    let mut operator = server.connect();
    operator.ask_line(b"create function press\r\n");
    assert_eq!(operator.ask_line(b"drop function press\n"), b"OK\r\n");
    assert_eq!(operator.status_of(b"press"), None);
}

#[test]
fn a_function_with_workers_is_not_dropped() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let worker = server.worker(b"f");
    assert_eq!(operator.ask_line(b"drop function f\r\n"), IN_USE);
    drop(worker);
    eventually(|| operator.status_of(b"f") == Some([0, 0, 0]));
    assert_eq!(operator.ask_line(b"drop function f\r\n"), b"OK\r\n");
}

#[test]
fn a_function_with_jobs_is_not_dropped() {
    let server = TestServer::start();
    let mut operator = server.connect();
    operator.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    differs("drop-function-with-jobs");
    assert_eq!(operator.ask_line(b"drop function f\r\n"), IN_USE);
    assert_eq!(operator.status_of(b"f"), Some([1, 0, 0]));
}

#[test]
fn dropping_minds_the_case_of_a_name() {
    let server = TestServer::start();
    let mut operator = server.connect();
    operator.ask_line(b"create function Press\r\n");
    differs("drop-function-in-any-case");
    assert_eq!(operator.ask_line(b"drop function press\r\n"), NOT_FOUND);
    assert_eq!(operator.status_of(b"Press"), Some([0, 0, 0]));
}

#[test]
fn names_differ_by_their_case() {
    let server = TestServer::start();
    let mut operator = server.connect();
    operator.ask_line(b"CREATE function Press\r\n");
    operator.ask_line(b"create FUNCTION press\r\n");
    assert_eq!(operator.status_of(b"press"), Some([0, 0, 0]));
    assert_eq!(operator.status_of(b"Press"), Some([0, 0, 0]));
}

#[test]
fn a_function_needs_a_name() {
    let server = TestServer::start();
    let mut operator = server.connect();
    differs("function-without-name");
    let answer = b"ERR INVALID_ARGUMENTS \
        An+incomplete+set+of+arguments+was+sent+to+this+command+create\r\n";
    assert_eq!(operator.ask_line(b"create function \r\n"), answer);
    assert_eq!(operator.ask_line(b"create function \n"), answer);
    assert!(operator.ask_list(b"status\n").is_empty());
}

#[test]
fn a_function_has_no_longer_a_name_than_jobs_may_give() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let longest = [b'f'; 512];
    let create = join(&[b"create function ", &longest, b"\r\n"]);
    assert_eq!(operator.ask_line(&create), b"OK\r\n");
    let create = join(&[b"create function ", &longest, b"g\r\n"]);
    differs("long-function-name");
    assert_eq!(
        operator.ask_line(&create),
        b"ERR ARGUMENT_TOO_LARGE function+name+has+513+bytes,+512+are+allowed\r\n"
    );
}

#[test]
fn a_function_that_nobody_needs_is_forgotten_unless_it_was_created_by_hand() {
    let server = TestServer::with(|config| config.jobs.function_idle = Duration::from_millis(50));
    let mut operator = server.connect();
    operator.ask_line(b"create function kept\r\n");
    let mut worker = server.worker(b"f");
    let job = operator.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.grab();
    worker.complete(&job, b"");
    drop(worker);
    eventually(|| operator.status_of(b"f").is_none());
    assert_eq!(operator.status_of(b"kept"), Some([0, 0, 0]));
}
