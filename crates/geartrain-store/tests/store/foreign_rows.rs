//! Rows and files that gearmand never writes, in the place of its queue.

use std::fs;
use std::process::Command;

use geartrain_dispatch::Timestamp;
use geartrain_store::{GearmandQueue, StoreError, TakenOver};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};

use crate::fixture::{Place, contents};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn queue_in(place: &Place) -> GearmandQueue {
    GearmandQueue {
        path: place.folder().join("gearmand.db"),
        table: GearmandQueue::TABLE_DEFAULT.to_owned(),
    }
}

#[test]
fn a_name_that_does_not_fit_the_wire_is_left_out() {
    let place = Place::new();
    let queue = queue_in(&place);
    let connection = Connection::open(&queue.path).expect("opened");
    let created = connection.execute_batch(
        "CREATE TABLE gearman_queue (unique_key TEXT, function_name TEXT, priority INTEGER,
             data BLOB, when_to_run INTEGER)",
    );
    created.expect("created");
    for (unique, function) in [(64, 1), (65, 1), (1, 512), (1, 513), (5_000, 100_000)] {
        let row = params!["u".repeat(unique), "f".repeat(function), b"x"];
        let insert = "INSERT INTO gearman_queue VALUES (?1, ?2, 1, ?3, 0)";
        connection.execute(insert, row).expect("inserted");
    }
    connection.close().expect("closed");
    let mut store = place.open();
    let taken_over = store.take_over(&queue, NOW).expect("taken over");
    let expected = TakenOver::Jobs {
        taken: 2,
        left_out: 3,
    };
    assert_eq!(taken_over, expected);
    assert_eq!(contents(&mut store).len(), 2);
}

#[test]
fn what_is_no_plain_file_has_no_queue() {
    let place = Place::new();
    let queue = queue_in(&place);
    let mut store = place.open();
    fs::create_dir(&queue.path).expect("made");
    let refused = store.take_over(&queue, NOW).expect_err("a folder");
    assert!(matches!(refused, StoreError::NoQueue { .. }), "{refused}");
    fs::remove_dir(&queue.path).expect("it is there");
    let made = Command::new("mkfifo").arg(&queue.path).status();
    assert!(made.expect("mkfifo is there").success());
    let refused = store.take_over(&queue, NOW).expect_err("a pipe");
    assert!(matches!(refused, StoreError::NoQueue { .. }), "{refused}");
    store.hand_back(&queue).expect_err("nor can one be written");
}

#[test]
fn a_table_without_row_numbers_is_none_of_gearmand() {
    let place = Place::new();
    let queue = queue_in(&place);
    let connection = Connection::open(&queue.path).expect("opened");
    let created = connection.execute_batch(
        "CREATE TABLE gearman_queue (unique_key TEXT PRIMARY KEY, function_name TEXT,
             priority INTEGER, data BLOB, when_to_run INTEGER) WITHOUT ROWID",
    );
    created.expect("created");
    connection.close().expect("closed");
    let refused = place.open().take_over(&queue, NOW).expect_err("no order");
    assert!(matches!(refused, StoreError::NoQueue { .. }), "{refused}");
}

/// What gearmand leaves in the log when it is killed. Nothing of it may be open while the store looks
/// at the file: its locks belong to the process, and would be gone.
fn write_into_log(queue: &GearmandQueue, sql: &str) {
    let gearmand = Connection::open(&queue.path).expect("opened");
    let leave_log = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    gearmand.set_db_config(leave_log, true).expect("set");
    let mode = gearmand.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()));
    mode.expect("it has a log");
    gearmand.execute_batch(sql).expect("done");
    gearmand.close().expect("closed");
    let log = queue.path.with_extension("db-wal");
    assert!(fs::metadata(log).expect("it is there").len() > 0);
}

#[test]
fn rows_that_came_into_a_log_are_news() {
    let place = Place::new();
    let queue = queue_in(&place);
    let added = |sql: &str| write_into_log(&queue, sql);
    added(
        "CREATE TABLE gearman_queue (unique_key TEXT, function_name TEXT, priority INTEGER,
             data BLOB, when_to_run INTEGER);
         INSERT INTO gearman_queue VALUES ('a', 'f', 1, 'first', 0);",
    );
    let mut store = place.open();
    let one = TakenOver::Jobs {
        taken: 1,
        left_out: 0,
    };
    assert_eq!(store.take_over(&queue, NOW).expect("read"), one);
    assert_eq!(
        store.take_over(&queue, NOW).expect("read"),
        TakenOver::Before
    );
    added("UPDATE gearman_queue SET unique_key = 'b', data = 'second'");
    assert_eq!(store.take_over(&queue, NOW).expect("read"), one);
    assert_eq!(contents(&mut store).len(), 2);
}
