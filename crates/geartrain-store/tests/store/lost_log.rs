//! A log that is removed while others read the store: what was in it is known to the owner's
//! connection alone, and SQLite does not move it when that is closed.

use std::fs;
use std::io::{BufRead, BufReader, Lines, Write, stdin};
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use geartrain_store::{Store, StoreError};
use rusqlite::Connection;

use crate::child::{child_of, store_of_child};
use crate::fixture::{Place, add_jobs, added, group, job, job_ids};

const BEGIN: &str = "BEGIN; SELECT * FROM job;";
const END: &str = "END;";
const DONE: &str = "done: ";

/// What of the log may be gone.
const REMOVED: [&[&str]; 3] = [&["-wal"], &["-wal", "-shm"], &["-shm"]];

/// The child's part: a connection that does what it is told.
#[test]
fn reads_as_it_is_told() {
    let Some(path) = store_of_child() else {
        return;
    };
    let connection = Connection::open(path).expect("opened");
    for line in stdin().lines() {
        let line = line.expect("read");
        connection.execute_batch(&line).expect("done");
        println!("\n{DONE}{line}");
    }
}

/// Another process that has the store open, until it is dropped.
struct Reader {
    process: Child,
    output: Lines<BufReader<ChildStdout>>,
}

impl Reader {
    fn of(place: &Place) -> Self {
        let mut process = child_of("lost_log::reads_as_it_is_told", &place.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("spawned");
        let output = BufReader::new(process.stdout.take().expect("piped")).lines();
        let mut reader = Self { process, output };
        reader.run("SELECT * FROM job;");
        reader
    }

    fn run(&mut self, sql: &str) {
        let input = self.process.stdin.as_mut().expect("piped");
        writeln!(input, "{sql}").expect("it reads");
        let is_done = |line: &str| line.strip_prefix(DONE) == Some(sql);
        let mut lines = self.output.by_ref().map_while(Result::ok);
        assert!(lines.any(|line| is_done(&line)), "it did not do {sql}");
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It may have failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn remove(place: &Place, removed: &[&str]) {
    for suffix in removed {
        fs::remove_file(place.beside(suffix)).expect("removed");
    }
}

/// What is there when the owner is killed now.
#[track_caller]
fn assert_kept(place: &Place, jobs: u64, case: &str) {
    let found = Place::new();
    for part in ["", "-wal"] {
        fs::copy(place.beside(part), found.beside(part)).expect("copied");
    }
    let mut store = found.open();
    let expected: Vec<u64> = (1..=jobs).collect();
    assert_eq!(job_ids(&mut store), expected, "{case}");
    assert_eq!(store.salvaged(), None, "{case}");
}

#[test]
fn a_log_that_was_removed_beside_a_reader_costs_no_job() {
    for removed in REMOVED {
        for begins in [None, Some(BEGIN)] {
            let place = Place::new();
            let mut store = place.open();
            add_jobs(&mut store, 1..=3);
            let mut reader = Reader::of(&place);
            begins.into_iter().for_each(|begin| reader.run(begin));
            remove(&place, removed);
            store.reopen().expect("the log can be moved");
            let case = format!("without {removed:?}, reader {begins:?}");
            assert_kept(&place, 3, &case);
            add_jobs(&mut store, [4]);
            add_jobs(&mut store, [5]);
            assert_kept(&place, 5, &case);
            drop(reader);
            drop(store);
            assert_eq!(job_ids(&mut place.open()).len(), 5, "{case}");
        }
    }
}

#[test]
fn a_removed_log_that_a_reader_holds_fast_is_kept_until_it_can_be_moved() {
    for removed in REMOVED {
        let place = Place::new();
        let mut store = place.open();
        add_jobs(&mut store, [1]);
        let mut reader = Reader::of(&place);
        reader.run(BEGIN);
        add_jobs(&mut store, [2]);
        remove(&place, removed);
        for _ in 0..2 {
            let refused = store.reopen().expect_err("the reader needs older pages");
            assert!(matches!(refused, StoreError::Busy { .. }), "{refused}");
            let refused = store.commit(&group([added(job(3))]));
            refused.expect_err("nobody would find it");
        }
        reader.run(END);
        store.reopen().expect("the log can be moved now");
        add_jobs(&mut store, [3]);
        assert_kept(&place, 3, &format!("without {removed:?}"));
    }
}

#[test]
fn tidying_notices_what_was_removed() {
    for removed in REMOVED {
        let place = Place::new();
        let mut store = place.open();
        add_jobs(&mut store, 1..=3);
        remove(&place, removed);
        let noticed = store.tidy(Duration::ZERO).expect_err("it is gone");
        assert!(noticed.needs_reopen(), "{noticed}");
        assert!(
            matches!(noticed, StoreError::LogRemoved { .. }),
            "{noticed}"
        );
        store.reopen().expect("the log can be moved");
        store.tidy(Duration::ZERO).expect("all is in its place");
        assert_kept(&place, 3, &format!("without {removed:?}"));
    }
}
