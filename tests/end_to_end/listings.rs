//! `--json`: lists have the fields that the page on the command line promises, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::process::until;
use crate::server::Server;

type Fields = BTreeSet<String>;

/// The fields of each command on the page.
fn promised() -> BTreeMap<String, Fields> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/command-line.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let (_, table) = page
        .split_once("| command | fields |")
        .expect("the table is there");
    let (table, _) = table.split_once("\n\n").expect("the table ends");
    let mut all = BTreeMap::<String, Fields>::new();
    for row in table.lines() {
        let Some((commands, fields)) = row.trim_start_matches("| ").split_once(" | ") else {
            continue;
        };
        let own = fields_of_row(fields, &all);
        for command in quoted(commands) {
            all.insert(command, own.clone());
        }
    }
    all
}

fn fields_of_row(text: &str, rows_before: &BTreeMap<String, Fields>) -> Fields {
    let mut words = quoted(text).filter(|word| !word.starts_with('-'));
    let mut own = Fields::new();
    if text.starts_with("those of ") {
        let other = words.next().expect("the name of a command");
        own.clone_from(&rows_before[&other]);
    }
    own.extend(words);
    own
}

fn quoted(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The fields of the first object that is printed.
fn printed(server: &Server, arguments: &[&str]) -> Fields {
    let json = server.run(&[arguments, &["--json"]].concat()).out();
    let mut values = serde_json::Deserializer::from_str(&json).into_iter::<Value>();
    let first = values.next().expect("something is printed").expect("JSON");
    let object = first.get(0).unwrap_or(&first).as_object();
    let object = object.unwrap_or_else(|| panic!("no object: {json}"));
    object.keys().cloned().collect()
}

#[test]
fn lists_for_programs_have_the_fields_that_are_promised() {
    let server = Server::start();
    let _worker = server.spawn(&["work", "-f", "other", "--", "cat"]);
    until("the worker", || {
        server.run(&["workers"]).out().contains("other")
    });
    let job = ["submit", "-b", "-u", "key", "nobody", "x"];
    let handle = server.run(&job).out();
    let pid = std::process::id().to_string();
    let promised = promised();
    for (row, arguments) in [
        ("functions", &["functions"][..]),
        ("status", &["status"]),
        ("status --unique", &["status", "--unique", "key"]),
        ("top", &["top"]),
        ("workers", &["workers"]),
        ("jobs", &["jobs"]),
        (
            "bench",
            &["bench", "round-trip", "--jobs", "50", "--pid", &pid],
        ),
    ] {
        assert_eq!(printed(&server, arguments), promised[row], "{row}");
    }
    let mut of_handle = promised["status HANDLE"].clone();
    of_handle.remove("clients");
    assert_eq!(printed(&server, &["status", handle.trim()]), of_handle);
}
