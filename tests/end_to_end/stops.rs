//! Workers that are told to stop, and servers that come back.

use rustix::process::Signal;

use crate::process::until;
use crate::rendezvous::Rendezvous;
use crate::server::Server;

#[test]
fn a_stopped_worker_finishes_its_job_and_takes_no_other() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let (begun, gate) = (folder.pipe("begun"), folder.pipe("gate"));
    let slow = format!("cat; echo > {begun}; read x < {gate}");
    let arguments = ["work", "-f", "slow", "-f", "other", "--", "sh", "-c", &slow];
    let worker = server.spawn(&arguments);
    let running = server.spawn(&["submit", "slow", "first"]);
    folder.hear("begun");
    let handle = server.run(&["submit", "-b", "slow", "second"]).out();
    worker.signal(Signal::TERM);
    // A worker that stops says so for what does not run.
    until("the stop", || {
        let table = server.run(&["status"]).out();
        !table.lines().any(|line| {
            line.split_whitespace()
                .eq(["other", "0", "0", "0", "0", "0", "1"])
        })
    });
    folder.tell("gate");
    assert_eq!(running.end().out(), "first");
    assert_eq!(worker.end().code, Some(0));
    let status = server.run(&["status", handle.trim_end()]).out();
    assert!(status.ends_with("waiting\n"), "{status}");
}

#[test]
fn a_sleeping_worker_stops_at_once() {
    let server = Server::start();
    let worker = server.spawn(&["work", "-f", "f", "--exec", "cat"]);
    assert_eq!(server.run(&["submit", "f", "x"]).out(), "x");
    worker.signal(Signal::INT);
    assert_eq!(worker.end().code, Some(0));
}

#[test]
fn a_second_signal_leaves_the_job_to_another_worker() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let (begun, gate) = (folder.pipe("begun"), folder.pipe("gate"));
    let hang = format!("echo > {begun}; read x < {gate}");
    let worker = server.spawn(&["work", "-f", "job", "--", "sh", "-c", &hang]);
    let submitter = server.spawn(&["submit", "job", "x"]);
    folder.hear("begun");
    worker.signal(Signal::TERM);
    worker.signal(Signal::INT);
    let told = worker.end().failed_with(1);
    assert!(told.contains("other workers"), "{told}");
    let _heir = server.spawn(&["work", "-f", "job", "--", "sh", "-c", "echo finished"]);
    assert_eq!(submitter.end().out(), "finished\n");
}

#[test]
fn a_worker_whose_grace_time_is_over_says_that_it_left_a_job() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let (begun, gate) = (folder.pipe("begun"), folder.pipe("gate"));
    let hang = format!("echo > {begun}; read x < {gate}");
    let words = [
        "work", "-f", "job", "--grace", "10ms", "--", "sh", "-c", &hang,
    ];
    let worker = server.spawn(&words);
    server.run(&["submit", "-b", "job", "x"]).out();
    folder.hear("begun");
    worker.signal(Signal::TERM);
    let told = worker.end().failed_with(1);
    assert!(told.contains("left to other workers: 1"), "{told}");
}

#[test]
fn a_worker_ends_after_the_jobs_that_it_may_do() {
    let server = Server::start();
    for payload in ["one", "two", "three"] {
        server.run(&["submit", "-b", "f", payload]).out();
    }
    let arguments = [
        "work",
        "-f",
        "f",
        "-c",
        "2",
        "--max-jobs",
        "2",
        "--exec",
        "cat",
    ];
    assert_eq!(server.run(&arguments).code, Some(0));
    let left = |line: &str| {
        line.split_whitespace()
            .eq(["f", "1", "0", "1", "0", "0", "0"])
    };
    // The server may have something else to do before it sees that the worker is gone.
    until("the job that is left", || {
        server.run(&["status"]).out().lines().any(left)
    });
}

#[test]
fn a_worker_finds_its_server_again() {
    let server = Server::start();
    let _worker = server.spawn(&["work", "-f", "f", "--exec", "cat"]);
    assert_eq!(server.run(&["submit", "f", "before"]).out(), "before");
    let server = server.restart();
    assert_eq!(server.run(&["submit", "f", "after"]).out(), "after");
}
