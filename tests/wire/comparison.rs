//! The same transcripts against gearmand: it answers like us, or the difference is declared.
//!
//! Each transcript runs in a process of its own, with a gearmand of its own. It must pass there, or
//! fail behind a call of `differs`; a declared difference that is none any more is a failure as well.

use std::collections::BTreeMap;
use std::env;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::support::{DIFFERENCE, LEFT_OUT, OTHER_SERVER};

/// The server to compare with: Debian has it in a folder that is not on everybody's path.
const GEARMAND: [&str; 2] = ["gearmand", "/usr/sbin/gearmand"];

/// How long a transcript may take.
const DEADLINE: Duration = Duration::from_secs(90);

/// How a transcript went with gearmand.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Same,
    /// It failed where a difference of this key is declared.
    Differs(String),
    LeftOut,
    /// It failed with this output, and no difference is declared.
    Undeclared(String),
    /// It passed although a difference of this key is declared.
    NoLongerDiffers(String),
}

#[test]
#[ignore = "takes minutes and needs gearmand; tests/run runs it"]
fn gearmand_differs_only_where_it_is_declared() {
    let Some(gearmand) = GEARMAND.into_iter().find(|program| is_installed(program)) else {
        println!("SKIPPED: gearmand is not installed");
        return;
    };
    let verdicts = compare_all(transcripts(), gearmand);
    print_summary(&verdicts);
    let failures: Vec<String> = verdicts.iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn is_installed(program: &str) -> bool {
    let version = Command::new(program).arg("--version").output();
    version.is_ok_and(|version| version.status.success())
}

/// Names of all transcripts.
fn transcripts() -> Vec<String> {
    let listing = this_program().args(["--list", "--format=terse"]).output();
    let listing = listing.expect("the tests can be listed").stdout;
    let listing = String::from_utf8(listing).expect("names of tests are text");
    let names = listing
        .lines()
        .filter_map(|line| line.strip_suffix(": test"));
    let transcripts = names.filter(|name| !name.starts_with("comparison::"));
    transcripts.map(str::to_owned).collect()
}

fn this_program() -> Command {
    Command::new(env::current_exe().expect("this program has a path"))
}

fn compare_all(transcripts: Vec<String>, server: &str) -> BTreeMap<String, Verdict> {
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let waiting = Mutex::new(transcripts.into_iter());
    let verdicts = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(name) = next_of(&waiting) {
                    let verdict = compare(&name, server);
                    verdicts
                        .lock()
                        .expect("no thread panics")
                        .insert(name, verdict);
                }
            });
        }
    });
    verdicts.into_inner().expect("no thread panics")
}

fn next_of(waiting: &Mutex<impl Iterator<Item = String>>) -> Option<String> {
    waiting.lock().expect("no thread panics").next()
}

fn compare(transcript: &str, server: &str) -> Verdict {
    let (has_passed, said) = run(transcript, server);
    let mut keys = said
        .lines()
        .filter_map(|line| line.strip_prefix(DIFFERENCE));
    match (keys.next(), has_passed) {
        _ if said.lines().any(|line| line == LEFT_OUT) => Verdict::LeftOut,
        (None, true) => Verdict::Same,
        (None, false) => Verdict::Undeclared(said),
        (Some(key), true) => Verdict::NoLongerDiffers(key.to_owned()),
        (Some(key), false) => Verdict::Differs(key.to_owned()),
    }
}

/// Runs one transcript against `server`: whether it passed, and what it said.
fn run(transcript: &str, server: &str) -> (bool, String) {
    let mut child = this_program()
        .args(["--exact", transcript, "--nocapture"])
        .env(OTHER_SERVER, server)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("this program can be started");
    let mut stderr = child.stderr.take().expect("it is piped");
    let (sender, said) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was said before it failed to read is kept.
        let _ = stderr.read_to_end(&mut bytes);
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    let in_time = said.recv_timeout(DEADLINE);
    if in_time.is_err() {
        // Its gearmand goes with it; that both have just ended is no failure.
        let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
    }
    let status = child.wait().expect("it was started");
    let late = || said.recv_timeout(DEADLINE).unwrap_or_default();
    (status.success(), in_time.unwrap_or_else(|_| late()))
}

fn failure((transcript, verdict): (&String, &Verdict)) -> Option<String> {
    match verdict {
        Verdict::Same | Verdict::Differs(_) | Verdict::LeftOut => None,
        Verdict::Undeclared(said) => Some(format!(
            "{transcript}: gearmand does otherwise, which is not declared:\n{said}"
        )),
        Verdict::NoLongerDiffers(key) => Some(format!(
            "{transcript}: declares the difference {key}, but gearmand does the same"
        )),
    }
}

fn print_summary(verdicts: &BTreeMap<String, Verdict>) {
    let count = |wanted: fn(&Verdict) -> bool| verdicts.values().filter(|is| wanted(is)).count();
    println!(
        "{} transcripts: gearmand does the same in {}, otherwise as declared in {}, {} not compared",
        verdicts.len(),
        count(|verdict| *verdict == Verdict::Same),
        count(|verdict| matches!(verdict, Verdict::Differs(_))),
        count(|verdict| *verdict == Verdict::LeftOut),
    );
    for (transcript, verdict) in verdicts {
        if let Verdict::Differs(key) = verdict {
            println!("{key}: {transcript}");
        }
    }
}
