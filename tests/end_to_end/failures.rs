//! What goes wrong, and how it is told.

use std::process::Command;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::process::{Ended, Running, binary, until};
use crate::rendezvous::Rendezvous;
use crate::server::Server;

/// What a command begins with to have read its payload, which it gets once it is guarded.
const HEARD: &str = "cat >/dev/null;";

#[test]
fn a_failing_command_fails_its_job() {
    let server = Server::start();
    let _silent = server.spawn(&["work", "-f", "silent", "--exec", "false"]);
    let told = server.run(&["submit", "silent", "x"]).failed_with(1);
    assert_eq!(
        told,
        "geartrain: the job failed: the log of its worker may say why\n"
    );
    let complain = "echo half a result; echo no such picture >&2; exit 3";
    let _loud = server.spawn(&["work", "-f", "loud", "--", "sh", "-c", complain]);
    let ended = server.run(&["submit", "loud", "x"]);
    assert_eq!(ended.stdout, b"");
    let told = ended.failed_with(3);
    assert!(told.contains("exit status 3: no such picture"), "{told}");
}

#[test]
fn a_command_that_takes_too_long_is_killed_with_all_that_it_started() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let started = folder.pipe("started");
    let hang = format!("sleep 1000 & echo $! > {started}; wait");
    let arguments = [
        "work",
        "-f",
        "hang",
        "--timeout",
        // Time for the command to start in, on a machine that is busy.
        "3s",
        "--",
        "sh",
        "-c",
        &hang,
    ];
    let _worker = server.spawn(&arguments);
    let submitter = server.spawn(&["submit", "hang", "x"]);
    let sleeper = folder.hear("started");
    let told = submitter.end().failed_with(3);
    assert!(told.contains("longer than 3s"), "{told}");
    wait_for_end(&sleeper);
}

/// Waits for the end of a process that is nobody's child of ours.
fn wait_for_end(process: &str) {
    let process: i32 = process.trim().parse().expect("a process id");
    let process = Pid::from_raw(process).expect("a process id");
    until("its end", || {
        test_kill_process(process).is_err() || is_zombie(process)
    });
}

/// A dead process stays in the table until its parent looks, which may be nobody in a container.
fn is_zombie(process: Pid) -> bool {
    let path = format!("/proc/{}/stat", process.as_raw_nonzero());
    std::fs::read_to_string(path).is_ok_and(|stat| stat.contains(") Z "))
}

#[test]
fn the_job_of_a_killed_worker_is_finished_by_another() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let (begun, gate) = (folder.pipe("begun"), folder.pipe("gate"));
    let hang = format!("{HEARD} echo > {begun}; read x < {gate}; echo never");
    let doomed = server.spawn(&["work", "-f", "job", "--", "sh", "-c", &hang]);
    let submitter = server.spawn(&["submit", "job", "x"]);
    folder.hear("begun");
    doomed.signal(Signal::KILL);
    let _heir = server.spawn(&["work", "-f", "job", "--", "sh", "-c", "echo finished"]);
    assert_eq!(submitter.end().out(), "finished\n");
}

#[test]
fn a_killed_worker_takes_its_commands_along_with_all_that_they_started() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let started = folder.pipe("started");
    let hang = format!("{HEARD} sleep 1000 & echo $! > {started}; wait");
    let doomed = server.spawn(&["work", "-f", "hang", "--", "sh", "-c", &hang]);
    server.run(&["submit", "-b", "hang", "x"]).out();
    let sleeper = folder.hear("started");
    doomed.signal(Signal::KILL);
    wait_for_end(&sleeper);
}

#[test]
fn what_a_command_leaves_running_outlives_a_killed_worker() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let started = folder.pipe("started");
    let leave = format!("sleep 1000 >{started} 2>&1 <&- & echo $!");
    let worker = server.spawn(&["work", "-f", "leave", "--", "sh", "-c", &leave]);
    let submitter = server.spawn(&["submit", "leave", "x"]);
    let heard = folder.path("started");
    let listener = std::thread::spawn(move || std::fs::read_to_string(heard));
    let left = submitter.end().out();
    let left = Pid::from_raw(left.trim().parse().expect("a process id")).expect("a process id");
    worker.signal(Signal::KILL);
    assert_eq!(worker.end().code, None);
    assert!(!listener.is_finished(), "it still has its end of the pipe");
    kill_process(left, Signal::KILL).expect("it runs");
    assert_eq!(listener.join().expect("no panic").expect("it is read"), "");
}

#[test]
fn a_server_that_vanishes_leaves_the_job_uncertain() {
    let server = Server::start();
    let folder = Rendezvous::new();
    let (begun, gate) = (folder.pipe("begun"), folder.pipe("gate"));
    let hang = format!("echo > {begun}; read x < {gate}");
    let _worker = server.spawn(&["work", "-f", "job", "--", "sh", "-c", &hang]);
    let submitter = server.spawn(&["submit", "job", "x"]);
    folder.hear("begun");
    drop(server);
    let told = submitter.end().failed_with(6);
    assert!(told.contains("may or may not run"), "{told}");
    // The worker has killed the command, or is about to: nobody need be told.
}

#[test]
fn a_submission_that_is_given_up_says_so() {
    let server = Server::start();
    let told = server
        .run(&["submit", "nobody", "x", "--timeout", "50ms"])
        .failed_with(6);
    assert!(told.contains("has not ended within 50ms"), "{told}");
}

#[test]
fn a_server_that_is_not_there_is_an_error_that_says_what_to_do() {
    let nowhere = "127.0.0.1:1";
    let geartrain = |arguments: &[&str]| {
        let mut command = Command::new(binary("geartrain"));
        command.env_remove("RUST_LOG");
        Running::start(command.args(["-s", nowhere]).args(arguments), b"").end()
    };
    for arguments in [
        &["ping"][..],
        &["submit", "f", "x"],
        &["status"],
        &["status", "H:1"],
        &["admin", "version"],
    ] {
        let told = geartrain(arguments).failed_with(5);
        assert_eq!(told.lines().count(), 1, "{told}");
        let start = format!("geartrain: cannot connect to {nowhere} (Connection refused)");
        assert!(
            told.starts_with(&start) && told.contains("`geartraind`"),
            "{told}"
        );
    }
    let told = geartrain(&["work", "-f", "f", "--exec", "cat"]).failed_with(5);
    assert!(told.contains("cannot connect"), "{told}");
}

#[test]
fn what_cannot_work_is_refused_before_a_job_is_taken() {
    let server = Server::start();
    let told = server
        .run(&["work", "-f", "f", "--exec", "no-such-program"])
        .failed_with(7);
    assert!(told.contains("no such program"), "{told}");
    let told = server
        .run(&["submit", "f", "--file", "/no/such/file"])
        .failed_with(7);
    assert!(told.contains("cannot read /no/such/file"), "{told}");
    server
        .run(&["submit", "f", "x", "--delay", "1s", "-p", "high"])
        .failed_with(2);
    server.run(&["submit", "", "x"]).failed_with(2);
    server.run(&["-s", "host:port", "ping"]).failed_with(2);
}

/// Runs a script in which `$GEARTRAIN` is our program.
fn shell(server: &Server, script: &str) -> Ended {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", script])
        .env("GEARTRAIN", binary("geartrain"))
        .env_remove("RUST_LOG")
        .env("GEARTRAIN_SERVER", server.address());
    Running::start(&mut shell, b"").end()
}

#[test]
fn an_output_that_is_full_gives_its_code_and_no_panic() {
    let server = Server::start();
    for words in [
        "functions",
        "ping",
        "admin version",
        "bench echo --requests 8",
    ] {
        let code = shell(&server, &format!("\"$GEARTRAIN\" {words} >/dev/full")).code;
        assert_eq!(code, Some(7), "{words}");
    }
    let code = shell(&server, "\"$GEARTRAIN\" status H:none:1 2>/dev/full").code;
    assert_eq!(code, Some(1));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_trouble_for_a_list() {
    let server = Server::start();
    for words in ["functions", "workers", "admin status", "top --once"] {
        let folder = Rendezvous::new();
        let gate = folder.pipe("gate");
        // The list begins when nobody reads it any more.
        let list = format!("read x <{gate}; \"$GEARTRAIN\" {words}; echo $? >&3");
        let script = format!("exec 3>&1; {{ {list}; }} | {{ exec <&-; echo go >{gate}; }}");
        let ended = shell(&server, &script);
        assert_eq!(ended.stderr, "", "{words}");
        assert_eq!(ended.out(), "0\n", "{words}");
    }
}
