//! Jobs that nobody waits for.

use crate::process::until;
use crate::rendezvous::Rendezvous;
use crate::server::{Server, is_gearmand};

#[test]
fn a_background_job_is_followed_by_its_handle() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let (begun, gate) = (folder.pipe("begun"), folder.pipe("gate"));
    let handle = server.run(&["submit", "-b", "wait", "x"]).out();
    let handle = handle.trim_end();
    assert_eq!(
        server.run(&["status", handle]).out(),
        format!("{handle}  waiting\n")
    );
    let table = server.run(&["status"]).out();
    assert!(
        table
            .lines()
            .any(|line| columns(line) == ["wait", "1", "0", "1", "0", "0", "0"]),
        "{table}"
    );

    let wait = format!("echo > {begun}; read x < {gate}");
    let _worker = server.spawn(&["work", "-f", "wait", "--", "sh", "-c", &wait]);
    folder.hear("begun");
    assert_eq!(
        server.run(&["status", handle]).out(),
        format!("{handle}  running\n")
    );
    let json = server.run(&["status", "--json"]).out();
    let json: serde_json::Value = serde_json::from_str(&json).expect("it prints JSON");
    assert_eq!(
        json,
        serde_json::json!([
            {
                "function": "wait", "total": 1, "waiting": 0, "high": 0, "normal": 0, "low": 0,
                "running": 1, "workers": 1
            }
        ])
    );
    folder.tell("gate");
    wait_until_unknown(&server, handle);
}

fn columns(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Nobody is told when a background job ends, so it is asked for.
fn wait_until_unknown(server: &Server, handle: &str) {
    until("the job's end", || {
        server.run(&["status", handle]).code == Some(1)
    });
    let told = server.run(&["status", handle]).failed_with(1);
    assert!(told.contains("does not know"), "{told}");
}

#[test]
fn urgent_jobs_run_first() {
    let server = Server::start();
    let folder = Rendezvous::new();
    for priority in ["low", "normal", "high"] {
        server
            .run(&["submit", "-b", "note", priority, "--priority", priority])
            .out();
    }
    let note = format!("cat >> {file}; echo >> {file}", file = folder.file("order"));
    let arguments = [
        "work",
        "-f",
        "note",
        "--max-jobs",
        "3",
        "--",
        "sh",
        "-c",
        &note,
    ];
    server.run(&arguments).out();
    assert_eq!(folder.read("order"), "high\nnormal\nlow\n");
}

#[test]
fn a_delayed_job_runs_when_its_time_has_come() {
    if is_gearmand() {
        // It wakes no sleeping worker when the time has come.
        return;
    }
    let server = Server::start();
    let folder = Rendezvous::new();
    let ran = folder.pipe("ran");
    let note = format!("cat > {ran}");
    let _worker = server.spawn(&["work", "-f", "note", "--", "sh", "-c", &note]);
    server
        .run(&["submit", "note", "later", "--delay", "1s"])
        .out();
    assert_eq!(folder.hear("ran"), "later");
}

#[test]
fn jobs_of_many_lines_are_waited_for_up_to_a_deadline() {
    let server = Server::start();
    let options = [
        "submit",
        "-n",
        "-b",
        "--wait",
        "--timeout",
        "100ms",
        "nobody",
    ];
    let told = server.run_with(&options, b"one\ntwo\n").failed_with(6);
    assert!(told.contains("not ended within 100ms"), "{told}");
    let told = server.run(&["submit", "-n", "--timeout", "1s", "nobody"]);
    assert!(told.failed_with(2).contains("--wait"));
}
