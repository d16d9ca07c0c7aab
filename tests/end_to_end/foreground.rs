//! Jobs whose result is waited for.

use std::fs;

use crate::process::until;
use crate::rendezvous::Rendezvous;
use crate::server::Server;

#[test]
fn a_command_turns_the_payload_into_the_result() {
    let server = Server::start();
    let _worker = server.spawn(&["work", "-f", "reverse", "--exec", "rev"]);
    assert_eq!(server.run(&["submit", "reverse", "hello"]).out(), "olleh");
    assert_eq!(
        server.run_with(&["submit", "reverse"], b"piped in").out(),
        "ni depip"
    );
    assert_eq!(
        server.run_with(&["submit", "reverse", "-"], b"dash").out(),
        "hsad"
    );
    assert_eq!(server.run(&["submit", "reverse", ""]).out(), "");
}

#[test]
fn two_mebibytes_with_nuls_come_back_unchanged() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let payload: Vec<u8> = (0..2 * 1024 * 1024_u32)
        .map(|n| n.to_le_bytes()[0].wrapping_mul(7))
        .collect();
    assert!(payload.contains(&0));
    fs::write(folder.path("payload"), &payload).expect("a file is written");
    let _worker = server.spawn(&["work", "-f", "same", "--", "cat"]);
    let piped = server.run_with(&["submit", "same"], &payload);
    assert!(piped.code == Some(0) && piped.stdout == payload);
    let from_file = server.run(&["submit", "same", "--file", &folder.file("payload")]);
    assert!(from_file.code == Some(0) && from_file.stdout == payload);
}

#[test]
fn a_command_knows_its_job() {
    let server = Server::start();
    let show = r#"printf '%s %s %s' "$GEARTRAIN_FUNCTION" "$GEARTRAIN_UNIQUE" "$GEARTRAIN_HANDLE""#;
    let _worker = server.spawn(&["work", "-f", "show", "--", "sh", "-c", show]);
    let shown = server
        .run(&["submit", "show", "x", "--unique", "only"])
        .out();
    assert!(shown.starts_with("show only H:"), "{shown}");
}

#[test]
fn submissions_with_the_same_unique_share_one_run() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let submit = || server.spawn(&["submit", "count", "x", "-u", "same"]);
    let submitters = [submit(), submit(), submit()];
    wait_for_clients(&server, "same", 3);
    let count = format!("echo run >> {}; printf done", folder.file("runs"));
    let _worker = server.spawn(&["work", "-f", "count", "--", "sh", "-c", &count]);
    for submitter in submitters {
        assert_eq!(submitter.end().out(), "done");
    }
    assert_eq!(folder.read("runs"), "run\n");
}

/// The server tells how many wait, but does not tell when that changes.
fn wait_for_clients(server: &Server, unique: &str, count: u64) {
    let wanted = format!("\"clients\": {count}");
    until("the clients", || {
        let status = server.run(&["status", "--json", "--unique", unique]);
        String::from_utf8_lossy(&status.stdout).contains(&wanted)
    });
}

#[test]
fn several_jobs_run_at_the_same_time() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let (one, two) = (folder.pipe("one"), folder.pipe("two"));
    // Each job needs the other one to run: the first writes where the second reads.
    let meet = format!(
        r#"read name; if [ "$name" = one ]; then echo one > {one}; read x < {two}; else read x < {one}; echo two > {two}; fi; echo "met $x""#
    );
    let worker = ["work", "-f", "meet", "-c", "2", "--", "sh", "-c", &meet];
    let _worker = server.spawn(&worker);
    let first = server.spawn(&["submit", "meet", "one"]);
    let second = server.spawn(&["submit", "meet", "two"]);
    assert_eq!(first.end().out(), "met two\n");
    assert_eq!(second.end().out(), "met one\n");
}

#[test]
fn a_ping_and_an_admin_line_are_answered() {
    let server = Server::start();
    let pong = server.run(&["ping"]).out();
    assert!(pong.starts_with(server.address()), "{pong}");
    assert!(server.run(&["admin", "version"]).out().starts_with("OK "));
    assert_eq!(server.run(&["admin", "maxqueue", "f", "7"]).out(), "OK\r\n");
    let refused = server.run(&["admin", "nonsense"]).failed_with(4);
    assert!(refused.contains("UNKNOWN_COMMAND"), "{refused}");
}

#[test]
fn each_line_of_the_input_has_its_own_in_the_output() {
    let server = Server::start();
    let _worker = server.spawn(&["work", "-f", "echo", "--", "sh", "-c", "read x; echo $x"]);
    for input in ["one\n\nthree\n", "one\n\nthree"] {
        let ended = server.run_with(&["submit", "-n", "echo"], input.as_bytes());
        assert_eq!(ended.out(), "one\n\nthree\n");
    }
}

#[test]
fn a_dash_for_a_file_is_standard_input() {
    let server = Server::start();
    let _worker = server.spawn(&["work", "-f", "same", "--", "cat"]);
    for options in [&["--file", "-"][..], &["-n", "--file", "-"]] {
        let ended = server.run_with(&[&["submit", "same"], options].concat(), b"piped");
        assert_eq!(ended.out().trim_end(), "piped", "{options:?}");
    }
}
