//! What operators do with jobs on disk: look, copy, go back to a copy, come from gearmand and go home.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Ended, Running, binary};
use crate::server::{Server, is_gearmand};

/// A folder with the jobs of servers on port 0.
pub(crate) struct Data(TempDir);

impl Data {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder can be made"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        let path = self.path(name).into_os_string();
        path.into_string().expect("temporary names are text")
    }

    pub(crate) fn serve(&self, options: &[&str]) -> Server {
        let folder = ["--data-dir", self.0.path().to_str().expect("it is text")];
        Server::with_options(&[&folder, options].concat())
    }

    /// Runs `geartrain` with these words on the jobs in the folder.
    pub(crate) fn tool(&self, words: &[&str]) -> Ended {
        let mut command = Command::new(binary("geartrain"));
        command.args(words).env_clear();
        command
            .args(["--port", "0", "--data-dir"])
            .arg(self.0.path());
        Running::start(&mut command, b"").end()
    }

    fn file(&self) -> PathBuf {
        self.path("0/jobs.sqlite3")
    }
}

pub(crate) fn submit(server: &Server, words: &[&str]) {
    server.run(&[&["submit", "-b"], words].concat()).out();
}

fn waiting(server: &Server, function: &str) -> u64 {
    let json = server.run(&["status", "--json"]).out();
    let json: Value = serde_json::from_str(&json).expect("it prints JSON");
    let functions = json.as_array().expect("a list");
    let function = functions.iter().find(|row| row["function"] == function);
    function.map_or(0, |row| row["waiting"].as_u64().expect("a number"))
}

/// Lets a worker run the jobs of `f`; their payloads.
fn run_jobs(server: &Server, folder: &Data, count: u32) -> Vec<String> {
    let out = folder.text("ran");
    let command = format!("cat >> {out}; echo >> {out}");
    let count = count.to_string();
    let words = ["work", "-f", "f", "-m", &count, "--", "sh", "-c", &command];
    server.run(&words).out();
    let ran = fs::read_to_string(&out).expect("the worker wrote it");
    fs::remove_file(out).expect("it is there");
    ran.lines().map(str::to_owned).collect()
}

#[test]
fn a_store_can_be_checked_dumped_and_copied_beside_its_server() {
    if is_gearmand() {
        return;
    }
    let data = Data::new();
    let server = data.serve(&[]);
    submit(&server, &["-p", "high", "f", "one"]);
    submit(&server, &["-u", "same", "f", "two"]);
    let checked = data.tool(&["store", "check"]).out();
    assert!(checked.starts_with("intact: 2 jobs"), "{checked}");
    let dumped = data.tool(&["store", "dump"]).out();
    let lines = dumped.lines().map(serde_json::from_str::<Value>);
    let lines: Vec<Value> = lines.collect::<Result<_, _>>().expect("JSON lines");
    assert_eq!(lines[0]["priority"], "high");
    assert_eq!(
        (&lines[1]["unique"], &lines[1]["payload"]),
        (&"same".into(), &"two".into())
    );

    let copy = data.text("copy");
    data.tool(&["store", "backup", &copy]).out();
    let refused = data.tool(&["store", "backup", &copy]).failed_with(7);
    assert!(refused.contains("is there already"), "{refused}");
    let refused = data.tool(&["store", "compact"]).failed_with(7);
    assert!(refused.contains("in use"), "{refused}");
    server.stop();
    data.tool(&["store", "compact"]).out();
}

#[test]
fn a_server_starts_on_a_backup() {
    if is_gearmand() {
        return;
    }
    let data = Data::new();
    let server = data.serve(&[]);
    submit(&server, &["f", "one"]);
    data.tool(&["store", "backup", &data.text("copy")]).out();
    submit(&server, &["f", "lost with the folder"]);
    server.stop();
    fs::remove_dir_all(data.path("0")).expect("removed");
    fs::create_dir(data.path("0")).expect("made");
    fs::copy(data.path("copy"), data.file()).expect("copied");
    let server = data.serve(&[]);
    assert_eq!(run_jobs(&server, &data, 1), ["one"]);
}

#[test]
fn a_damaged_store_is_told_and_what_can_be_read_of_it_served() {
    if is_gearmand() {
        return;
    }
    let data = Data::new();
    let server = data.serve(&[]);
    for number in 0..50 {
        submit(&server, &["f", &format!("payload {number}")]);
    }
    server.stop();
    let mut bytes = fs::read(data.file()).expect("read");
    let wanted = b"payload 7";
    let mut windows = bytes.windows(wanted.len());
    let at = windows.position(|window| window == wanted);
    let at = at.expect("the payload is there");
    bytes[at] ^= 1;
    fs::write(data.file(), bytes).expect("written");
    let told = data.tool(&["store", "check"]).failed_with(1);
    assert!(told.contains("is damaged"), "{told}");
    let server = data.serve(&[]);
    assert_eq!(waiting(&server, "f"), 49);
    assert!(data.path("0/jobs.sqlite3.damaged-1").exists());
}

#[test]
fn jobs_go_to_gearmands_queue_and_come_back_from_it() {
    if is_gearmand() {
        return;
    }
    let home = Data::new();
    let server = home.serve(&[]);
    submit(&server, &["-p", "low", "f", "third"]);
    submit(&server, &["-u", "u", "f", "second"]);
    submit(&server, &["-p", "high", "f", "first"]);
    submit(&server, &["empty", ""]);
    let queue = home.text("gearmand.db");
    let export = ["export", "--libsqlite3-db", &queue];
    let refused = home.tool(&export).failed_with(7);
    assert!(refused.contains("stop the server"), "{refused}");
    server.stop();
    let told = home.tool(&export).failed_with(1);
    assert!(told.contains("1 without a payload"), "{told}");

    let away = Data::new();
    let options = ["-q", "libsqlite3", "--libsqlite3-db", &queue];
    let server = away.serve(&options);
    assert_eq!(run_jobs(&server, &away, 3), ["first", "second", "third"]);
    server.stop();
    // What was taken over once is no news at the next start.
    assert_eq!(waiting(&away.serve(&options), "f"), 0);
}

#[test]
fn an_import_queues_nothing_twice() {
    if is_gearmand() {
        return;
    }
    let home = Data::new();
    let server = home.serve(&[]);
    for payload in ["one", "two"] {
        submit(&server, &["f", payload]);
    }
    server.stop();
    let queue = home.text("gearmand.db");
    home.tool(&["export", "--libsqlite3-db", &queue]).out();

    let data = Data::new();
    let server = data.serve(&[]);
    let import = |json: &str| {
        let words = ["import", "--json", "--libsqlite3-db", &queue];
        let counts: Value = serde_json::from_str(&server.run(&words).out()).expect("JSON");
        let expected: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(counts, expected);
    };
    import(r#"{"submitted":2,"submitted_before":0,"refused":0,"unusable":0}"#);
    import(r#"{"submitted":0,"submitted_before":2,"refused":0,"unusable":0}"#);
    assert_eq!(run_jobs(&server, &data, 2), ["one", "two"]);
    import(r#"{"submitted":0,"submitted_before":2,"refused":0,"unusable":0}"#);
    assert_eq!(waiting(&server, "f"), 0);
    assert!(Path::new(&format!("{queue}.imported")).exists());
}

#[test]
fn a_missing_store_is_told_with_the_ports_that_there_are() {
    if is_gearmand() {
        return;
    }
    let data = Data::new();
    let told = data.tool(&["store", "check"]).failed_with(7);
    assert!(told.contains("--data-dir"), "{told}");
    fs::create_dir(data.path("4731")).expect("made");
    let told = data.tool(&["store", "dump"]).failed_with(7);
    assert!(told.contains("--port; there are 4731"), "{told}");
}
