//! The text protocol: what a line is, and which command it holds.

use crate::support::*;

/// The answer to an unknown command that begins with this word.
fn unknown(word: &[u8]) -> Vec<u8> {
    let start = b"ERR UNKNOWN_COMMAND Unknown+server+command";
    join(&[start, word, b"\r\n"])
}

/// The answer to a known command without all of its arguments.
fn incomplete(command: &[u8]) -> Vec<u8> {
    let start = b"ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+";
    join(&[start, command, b"\r\n"])
}

#[test]
fn single_values_are_one_line() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for line in [&b"version\n"[..], b"verbose\n", b"getpid\n"] {
        let answer = operator.ask_line(line);
        let value = answer.strip_prefix(b"OK ");
        let value = value.and_then(|rest| rest.strip_suffix(b"\n"));
        let is_word = |value: &[u8]| !value.is_empty() && !value.contains(&b'\r');
        assert!(value.is_some_and(is_word), "{}", answer.escape_ascii());
    }
}

#[test]
fn the_version_is_our_own() {
    let server = TestServer::start();
    let version = format!("OK {}\n", env!("CARGO_PKG_VERSION"));
    differs("version");
    let mut operator = server.connect();
    assert_eq!(operator.ask_line(b"version\n"), version.as_bytes());
}

#[test]
fn the_process_id_is_that_of_the_server() {
    let server = TestServer::ours();
    let pid = format!("OK {}\n", std::process::id());
    let mut operator = server.connect();
    assert_eq!(operator.ask_line(b"getpid\n"), pid.as_bytes());
}

#[test]
fn the_level_of_the_log_has_one_of_the_known_names() {
    let server = TestServer::start();
    let answer = server.connect().ask_line(b"verbose\n");
    let known: [&[u8]; 9] = [
        b"OK FATAL\n",
        b"OK ALERT\n",
        b"OK CRITICAL\n",
        b"OK ERROR\n",
        b"OK WARNING\n",
        b"OK NOTICE\n",
        b"OK INFO\n",
        b"OK DEBUG\n",
        b"OK EMERGENCY\n",
    ];
    assert!(known.contains(&&answer[..]), "{}", answer.escape_ascii());
}

#[test]
fn commands_match_in_any_case_and_with_either_line_end() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for line in [&b"VERSION\r\n"[..], b"Version\n", b"version\n"] {
        assert!(operator.ask_line(line).starts_with(b"OK "));
    }
    for line in [
        &b"STATUS\n"[..],
        b"Status\r\n",
        b"Show Jobs\n",
        b"SHOW UNIQUE JOBS\r\n",
    ] {
        assert!(operator.ask_list(line).is_empty());
    }
    operator.expect_nothing_more();
}

#[test]
fn what_a_command_does_not_need_is_not_looked_at() {
    let server = TestServer::start();
    let mut operator = server.connect();
    for line in [
        &b"status now\n"[..],
        b"status  \n",
        b"prioritystatus a b c d\n",
    ] {
        assert!(operator.ask_list(line).is_empty());
    }
    assert!(operator.ask_line(b"version please\n").starts_with(b"OK "));
    assert!(operator.ask_line(b"getpid 1\n").starts_with(b"OK "));
}

#[test]
fn a_nul_ends_a_word() {
    let server = TestServer::start();
    let mut operator = server.connect();
    assert!(operator.ask_list(b"status\0\n").is_empty());
    assert_eq!(operator.ask_line(b"sta\0tus\n"), unknown(b"sta"));
}

#[test]
fn an_unknown_command_is_named_as_it_was_sent() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let lines: [(&[u8], &[u8]); 8] = [
        (b"hello\n", b"hello"),
        (b"Hello World\r\n", b"Hello"),
        (b"statusquo\n", b"statusquo"),
        (b"status\tnow\n", b"status\tnow"),
        (b" status\n", b""),
        (b"\n", b""),
        (b"\r\n", b""),
        (b"h\xffllo\n", b"h\xffllo"),
    ];
    for (line, word) in lines {
        assert_eq!(operator.ask_line(line), unknown(word));
    }
    operator.expect_nothing_more();
}

#[test]
fn shutdown_is_an_unknown_command() {
    let server = TestServer::start();
    let mut operator = server.connect();
    assert_eq!(operator.ask_line(b"shutdown\n"), unknown(b"shutdown"));
    assert_eq!(
        operator.ask_line(b"shutdown graceful\n"),
        unknown(b"shutdown")
    );
    assert_eq!(operator.ask_line(b"SHUTDOWN\n"), unknown(b"SHUTDOWN"));
}

#[test]
fn a_command_without_its_arguments_is_an_error() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let lines: [(&[u8], Vec<u8>); 12] = [
        (b"maxqueue\n", incomplete(b"maxqueue")),
        (b"create\n", incomplete(b"create")),
        (b"create function\n", incomplete(b"create")),
        (b"create table t\n", incomplete(b"create")),
        (b"CREATE function a b\r\n", incomplete(b"CREATE")),
        (b"drop\n", incomplete(b"drop")),
        (b"drop function\r\n", incomplete(b"drop")),
        (b"drop table t\n", incomplete(b"drop")),
        (b"drop function a b\n", incomplete(b"drop")),
        (b"cancel\n", unknown(b"cancel")),
        (b"Cancel job\r\n", unknown(b"Cancel")),
        (b"show\n", unknown(b"show")),
    ];
    for (line, answer) in lines {
        assert_eq!(operator.ask_line(line), answer);
    }
}

#[test]
fn a_command_with_wrong_arguments_is_an_error() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let lines: [(&[u8], &[u8]); 7] = [
        (b"cancel task H:h:1\n", b"ERR UNKNOWN_ERROR\r\n"),
        (b"cancel job a b\n", b"ERR UNKNOWN_ERROR\r\n"),
        (b"show x\n", b"ERR UNKNOWN_SHOW_ARGUMENTS\r\n"),
        (b"show jobs x\n", b"ERR UNKNOWN_SHOW_ARGUMENTS\r\n"),
        (b"show unique\n", b"ERR UNKNOWN_SHOW_ARGUMENTS\r\n"),
        (b"show unique x\n", b"ERR UNKNOWN_SHOW_ARGUMENTS\r\n"),
        (b"show unique jobs x\n", b"ERR UNKNOWN_SHOW_ARGUMENTS\r\n"),
    ];
    for (line, answer) in lines {
        assert_eq!(operator.ask_line(line), answer);
    }
}

#[test]
fn a_line_has_8191_bytes_and_its_end_at_most() {
    let server = TestServer::start();
    let mut operator = server.connect();
    let longest = [b'x'; 8_191];
    let line = join(&[&longest, b"\n"]);
    assert_eq!(operator.ask_line(&line), unknown(&longest));
    operator.send_raw(&join(&[b"x", &line]));
    operator.expect_closed();
}

#[test]
fn a_line_of_many_words_is_a_line() {
    let server = TestServer::start();
    let mut operator = server.connect();
    assert_eq!(operator.ask_line(b"a b c d e\n"), unknown(b"a"));
    differs("six-words");
    assert_eq!(operator.ask_line(b"a b c d e f\n"), unknown(b"a"));
    let many = b"word ".repeat(1_000);
    assert_eq!(operator.ask_line(&join(&[&many, b"\n"])), unknown(b"word"));
}
