//! `geartrain` called as `gearman`: where it does better than the program of that name.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};

use crate::process::{Running, binary, until};
use crate::rendezvous::Rendezvous;
use crate::server::Server;

/// A shell that finds our program as `gearman`, and `$AT` for where the server is.
fn shell(folder: &Rendezvous, server: &Server, script: &str) -> Command {
    let gearman = folder.path("gearman");
    if !gearman.exists() {
        symlink(binary("geartrain"), &gearman).expect("the folder is ours");
    }
    let (host, port) = server.address().rsplit_once(':').expect("it has a port");
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .env("GEARMAN", gearman)
        .env("AT", format!("-h {host} -p {port}"));
    command
}

#[test]
fn input_that_is_too_large_for_a_job_is_refused_and_not_cut() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    for options in ["-b -f big", "-b -n -f big"] {
        let script = format!("head -c 134217000 /dev/zero | $GEARMAN $AT {options}");
        let ended = Running::start(&mut shell(&folder, &server, &script), b"").end();
        let told = ended.failed_with(1);
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains("134216704 bytes"), "{told}");
    }
    let status = server.run(&["admin", "status"]).out();
    assert!(!status.contains("big"), "{status}");
}

#[test]
fn a_worker_sends_each_line_while_its_command_runs() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let (heard, gate) = (folder.pipe("heard"), folder.pipe("gate"));
    let command = format!("echo first; read x < {gate}; echo second; printf third");
    let script = format!("exec $GEARMAN $AT -w -n -f slow -- sh -c '{command}'");
    let _worker = Running::start(&mut shell(&folder, &server, &script), b"");
    let script = format!("$GEARMAN $AT -f slow x | {{ read line; echo $line > {heard}; cat; }}");
    let client = Running::start(&mut shell(&folder, &server, &script), b"");
    assert_eq!(folder.hear("heard"), "first\n");
    folder.tell("gate");
    assert_eq!(client.end().out(), "second\nthird");
}

#[test]
fn a_worker_whose_guard_cannot_start_says_so_and_works() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let program = folder.path("gearman");
    // By another process: a file that this one wrote cannot be run while a child that is just
    // being started for another test has it open, too.
    let mut copy = Command::new("cp");
    copy.arg(binary("geartrain")).arg(&program);
    assert!(copy.status().expect("cp runs").success());
    // A program that is not there any more cannot be started a second time.
    let script = "exec 3<$GEARMAN; rm $GEARMAN; \
                  exec -a gearman /proc/self/fd/3 $AT -w -c 1 -f up -- tr a-z A-Z";
    let script = format!("exec bash -c '{script}'");
    let worker = Running::start(&mut shell(&folder, &server, &script), b"");
    assert_eq!(server.run(&["submit", "up", "abc"]).out(), "ABC");
    let told = worker.end().failed_with(0);
    assert!(told.contains("go on if this worker is killed"), "{told}");
}

/// A worker of ours under the name `gearman` that ends after one job.
fn worker_for_one(server: &Server, folder: &Rendezvous, options: &str) -> Running {
    let script = format!("exec $GEARMAN $AT -w -c 1 {options}");
    Running::start(&mut shell(folder, server, &script), b"")
}

#[test]
fn what_is_done_is_told_on_standard_output() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let script = "$GEARMAN $AT -v -b -f later x";
    let ended = Running::start(&mut shell(&folder, &server, script), b"").end();
    let told = ended.out();
    assert!(told.starts_with("Task created: H:"), "{told}");
}

#[test]
fn a_client_of_a_worker_that_fails_gets_its_output_and_no_exception() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let command = "sh -c 'echo part; echo why >&2; exit 3'";
    let worker = worker_for_one(&server, &folder, &format!("-f fails -- {command}"));
    let ended = server.run(&["submit", "fails", "x"]);
    assert_eq!(String::from_utf8_lossy(&ended.stdout), "part\n");
    let told = ended.failed_with(1);
    assert!(!told.contains("exception"), "{told}");
    worker.end().out();
}

#[test]
fn the_environment_names_servers() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let at = server.address();
    let script = format!("GEARMAN_SERVER={at} exec $GEARMAN -w -c 1 -f up -- tr a-z A-Z");
    let worker = Running::start(&mut shell(&folder, &server, &script), b"");
    let script = format!("GEARMAN_SERVER={at},{at} $GEARMAN -p 1 -f up abc");
    let client = Running::start(&mut shell(&folder, &server, &script), b"");
    assert_eq!(client.end().out(), "ABC");
    worker.end().out();
}

/// A worker that left its caller, with the file of its number; killed when the test lets go of it.
struct Detached(PathBuf);

impl Drop for Detached {
    fn drop(&mut self) {
        // One that has ended took its file along.
        let text = fs::read_to_string(&self.0).unwrap_or_default();
        if let Some(id) = text.trim().parse().ok().and_then(Pid::from_raw) {
            let _ = kill_process(id, Signal::KILL);
        }
    }
}

#[test]
fn a_daemon_leaves_its_caller_and_works() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let _daemon = Detached(folder.path("pid"));
    let options = format!("-d -i {} -f up -- tr a-z A-Z", folder.file("pid"));
    worker_for_one(&server, &folder, &options).end().out();
    assert_eq!(server.run(&["submit", "up", "abc"]).out(), "ABC");
    let status = || server.run(&["admin", "status"]).out();
    until("the worker's end", || status().starts_with("up\t0\t0\t0"));
    until("its file to go", || !folder.path("pid").exists());
}

#[test]
fn a_daemon_that_cannot_work_tells_its_caller() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let _daemon = Detached(folder.path("pid"));
    let file = folder.file("pid");
    for (options, told) in [
        (format!("-i {file} -- no-such-program"), "no-such-program"),
        (
            "-i /no/such/folder/pid -- cat".to_owned(),
            "/no/such/folder",
        ),
        (format!("-i {file} -p 99999 -- cat"), "99999"),
    ] {
        let ended = worker_for_one(&server, &folder, &format!("-d -f up {options}")).end();
        let line = ended.failed_with(1);
        assert!(line.contains(told), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        assert!(!folder.path("pid").exists(), "{options}");
    }
}

#[test]
fn a_command_that_cannot_be_started_is_told_by_its_worker() {
    let (server, folder) = (Server::start(), Rendezvous::new());
    let program = folder.path("program");
    symlink("/bin/cat", &program).expect("the folder is ours");
    let options = format!("-f up -- {}", program.display());
    let worker = worker_for_one(&server, &folder, &options);
    let status = || server.run(&["admin", "status"]).out();
    until("the worker", || status().starts_with("up\t0\t0\t1"));
    fs::remove_file(&program).expect("the folder is ours");
    server.run(&["submit", "up", "x"]).failed_with(1);
    let told = worker.end().failed_with(0);
    assert!(told.contains("cannot run"), "{told}");
}
