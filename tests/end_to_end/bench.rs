//! `geartrain bench`: every load ends, counts what it did, and checks what it is told.

use rustix::process::Signal;
use serde_json::Value;

use crate::process::{Ended, until};
use crate::server::{Server, is_gearmand};

fn bench(server: &Server, arguments: &[&str]) -> Ended {
    // Any process will do as the server's: what is looked at here is that it is looked at.
    let pid = std::process::id().to_string();
    server.run(&[&["bench", "--json", "--pid", &pid], arguments].concat())
}

#[track_caller]
fn reports(ended: &Ended) -> Vec<Value> {
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let text = String::from_utf8_lossy(&ended.stdout);
    let report = |line| serde_json::from_str(line).expect("a line is one JSON object");
    text.lines().map(report).collect()
}

#[track_caller]
fn report(server: &Server, arguments: &[&str]) -> Value {
    let mut all = reports(&bench(server, arguments));
    assert_eq!(all.len(), 1, "{arguments:?}");
    all.remove(0)
}

#[test]
fn each_load_does_what_was_asked_for() {
    let server = Server::start();
    let loads: [(&[&str], u64); 10] = [
        (&["round-trip", "--jobs", "160", "--in-flight", "4"], 160),
        (&["round-trip", "--jobs", "80", "--rate", "4000"], 80),
        (&["submit", "--jobs", "800"], 800),
        (&["drain", "--jobs", "800"], 800),
        (&["flow", "--jobs", "400"], 400),
        (&["status", "--polls", "160"], 160),
        (&["drain"], 8),
        (
            &[
                "functions",
                "--functions",
                "40",
                "--per-worker",
                "8",
                "--jobs",
                "160",
            ],
            160,
        ),
        (&["storm", "--clients", "20", "--rounds", "2"], 40),
        (&["echo", "--requests", "160", "--in-flight", "4"], 160),
    ];
    for (arguments, jobs) in loads {
        let report = report(&server, arguments);
        assert_eq!(report["jobs"], jobs, "{arguments:?}");
        assert!(report["jobs_per_second"].as_f64() > Some(0.0));
        assert!(report["server_memory_bytes_after"].as_u64() > Some(0));
    }
}

#[test]
fn joined_submissions_leave_one_job_for_each_unique() {
    let server = Server::start();
    let load = ["coalesce", "--submissions", "800", "--hot", "10"];
    let report = report(&server, &load);
    assert_eq!(report["figures"]["jobs_queued"], 10.0);
    let left = bench(&server, &["drain"]);
    assert_eq!(reports(&left)[0]["jobs"], 10);
}

#[test]
fn each_payload_has_a_report() {
    let server = Server::start();
    let sizes = [
        "payloads",
        "--sizes",
        "0,8,5000,1MiB",
        "--volume",
        "2MiB",
        "--jobs",
        "5",
    ];
    let all = reports(&bench(&server, &sizes));
    let bytes: Vec<f64> = all
        .iter()
        .filter_map(|report| report["figures"]["payload_bytes"].as_f64())
        .collect();
    assert_eq!(bytes, [0.0, 8.0, 5_000.0, 1_048_576.0]);
    assert_eq!(all[3]["jobs"], 2);
}

#[test]
fn one_sleeper_is_woken_for_each_job() {
    let server = Server::start();
    let load = ["sleepers", "--workers", "50", "--jobs", "20"];
    let woken = || {
        let report = report(&server, &load);
        assert_eq!(report["jobs"], 20);
        report["figures"]["woken_per_job"].as_f64()
    };
    // gearmand wakes all that can run the job. Ours wakes a second one only where the first does
    // not ask within a second, which happens on a machine that is busy, but not each time.
    assert_eq!((0..5).any(|_| woken() == Some(1.0)), !is_gearmand());
}

#[test]
fn mixed_work_loses_nothing_when_workers_leave() {
    let server = Server::start_durable();
    let report = report(&server, &["soak", "--duration", "1s", "--seed", "7"]);
    assert!(report["figures"]["background_jobs"].as_f64() > Some(0.0));
}

#[test]
fn mixed_work_tells_what_an_interrupted_run_has_left() {
    let server = Server::start();
    let interrupted = server.spawn(&["bench", "soak", "--duration", "1h"]);
    // Each of 16 clients waits for one job at most.
    let has_some = || jobs_of_soak(&server) > 16;
    until("a moment with background jobs", || {
        // Not stopped before there is something to see: it needs its time to begin.
        if !has_some() {
            return false;
        }
        interrupted.signal(Signal::STOP);
        let is_moment = has_some();
        if !is_moment {
            interrupted.signal(Signal::CONT);
        }
        is_moment
    });
    interrupted.signal(Signal::KILL);
    interrupted.end();
    let report = report(&server, &["soak", "--duration", "2s"]);
    assert!(report["figures"]["jobs_of_earlier_runs"].as_f64() > Some(0.0));
}

fn jobs_of_soak(server: &Server) -> u64 {
    let functions = server.run(&["functions", "--json"]).out();
    let functions: Value = serde_json::from_str(&functions).expect("JSON");
    functions[0]["total"].as_u64().unwrap_or(0)
}

#[test]
fn a_job_that_does_not_come_ends_the_drain_with_a_word() {
    let server = Server::start();
    assert_eq!(bench(&server, &["submit", "--jobs", "80"]).code, Some(0));
    let ended = bench(&server, &["drain", "--jobs", "88"]);
    assert_eq!(ended.code, Some(6));
    assert!(
        ended.stderr.contains("80 of 88 jobs came"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_run_ends_when_its_time_is_up() {
    let server = Server::start();
    let load = ["submit", "--jobs", "1000000000", "--at-most", "100ms"];
    let report = report(&server, &load);
    assert!(report["jobs"].as_u64() < Some(1_000_000_000));
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let server = Server::start();
    let address = server.address().to_owned();
    server.stop();
    let program = crate::process::binary("geartrain");
    let ended = std::process::Command::new(program)
        .args(["--server", &address, "bench", "echo"])
        .output()
        .expect("it can be run");
    assert_eq!(ended.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&ended.stderr).contains(&address));
}
