//! Who may open a file, and under which numbers its jobs go on.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use geartrain_dispatch::JobId;
use geartrain_store::{OnDamage, SqliteOptions, SqliteStore, Store, StoreError, check};
use rusqlite::Connection;

use crate::fixture::{Place, add_jobs, added, contents, group, job, job_ids};

#[test]
fn a_second_opener_is_told_who_has_the_store() {
    let place = Place::new();
    let first = place.open();
    let refused = place.try_open(OnDamage::Salvage).expect_err("it is taken");
    assert!(
        matches!(refused, StoreError::Locked { pid: Some(pid), .. } if pid == std::process::id()),
        "{refused}"
    );
    drop(first);
    place.open();
}

#[test]
fn a_lock_file_that_a_dead_process_left_does_not_matter() {
    let place = Place::new();
    fs::write(place.beside(".lock"), "1\n").expect("written");
    place.open();
}

#[test]
fn no_start_hands_out_the_numbers_of_another() {
    let place = Place::new();
    let mut ends = 1;
    for _ in 0..3 {
        let store = place.open();
        let numbers = store.numbers();
        assert!(numbers.first.0 >= ends, "{numbers:?}");
        ends = numbers.end.0;
    }
}

#[test]
fn extended_numbers_are_kept_from_later_starts() {
    let place = Place::new();
    let mut store = place.open();
    let last = JobId(store.numbers().end.0 - 1);
    let extended = store.extend_numbers(last).expect("extended");
    drop(store);
    assert_eq!(place.open().numbers().first, extended.end);
}

#[test]
fn numbers_start_beyond_kept_jobs_and_beyond_what_is_asked_for() {
    let place = Place::new();
    let far = 1 << 50;
    add_jobs(&mut place.open(), [far]);
    assert!(place.open().numbers().first.0 > far);
    let options = SqliteOptions {
        first_job_min: JobId(1 << 55),
        ..SqliteOptions::default()
    };
    let store = SqliteStore::open(&place.path(), &options).expect("opened");
    assert_eq!(store.numbers().first, JobId(1 << 55));
}

#[test]
fn folders_are_made_for_their_owner_only() {
    let place = Place::new();
    let path = place.folder().join("data/4730/jobs.sqlite3");
    let mut store = SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    add_jobs(&mut store, [1]);
    let mode = |path: &str| {
        let entry = fs::metadata(place.folder().join(path)).expect("it is there");
        entry.permissions().mode() & 0o777
    };
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("data/4730"), 0o700);
    assert_eq!(mode("data/4730/jobs.sqlite3"), 0o600);
    assert_eq!(mode("data/4730/jobs.sqlite3-wal"), 0o600);
}

#[test]
fn a_database_of_somebody_else_is_left_alone() {
    let place = Place::new();
    let other = Connection::open(place.path()).expect("opened");
    other
        .execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        .expect("written");
    other.close().expect("closed");
    let before = fs::read(place.path()).expect("read");
    let refused = place
        .try_open(OnDamage::Salvage)
        .expect_err("it is not ours");
    assert!(matches!(refused, StoreError::Foreign { .. }), "{refused}");
    assert_eq!(fs::read(place.path()).expect("read"), before);
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let place = Place::new();
    add_jobs(&mut place.open(), [1]);
    let newer = Connection::open(place.path()).expect("opened");
    newer
        .pragma_update(None, "user_version", 1_000)
        .expect("written");
    newer.close().expect("closed");
    let refused = place
        .try_open(OnDamage::Salvage)
        .expect_err("it is too new");
    assert!(
        matches!(refused, StoreError::Newer { found: 1_000, .. }),
        "{refused}"
    );
}

#[test]
fn an_empty_file_becomes_a_store() {
    let place = Place::new();
    fs::write(place.path(), "").expect("written");
    let mut store = place.open();
    assert_eq!(contents(&mut store), []);
    add_jobs(&mut store, [1]);
    assert_eq!(job_ids(&mut store), [1]);
}

#[test]
fn nothing_is_promised_while_the_file_is_not_in_its_place() {
    let place = Place::new();
    let mut store = place.open();
    let aside = place.beside(".aside");
    fs::rename(place.path(), &aside).expect("renamed");
    let refused = store.commit(&group([added(job(1))]));
    let refused = refused.expect_err("nobody would find it").to_string();
    assert!(refused.contains("removed or replaced"), "{refused}");
    store.reopen().expect_err("it is still gone");
    fs::copy(&aside, place.path()).expect("copied");
    store.reopen().expect_err("it is another file");
    fs::rename(&aside, place.path()).expect("renamed");
    store.reopen().expect("it is back");
    add_jobs(&mut store, [2]);
    assert_eq!(job_ids(&mut store), [2]);
}

#[test]
fn a_log_that_was_removed_costs_no_job() {
    for suffix in ["-wal", "-shm"] {
        let place = Place::new();
        let mut store = place.open();
        add_jobs(&mut store, [1]);
        fs::remove_file(place.beside(suffix)).expect("removed");
        let until = Instant::now() + Duration::from_secs(20);
        let mut kept = 1;
        let refused = loop {
            assert!(
                Instant::now() < until,
                "nobody notices that {suffix} is gone"
            );
            match store.commit(&group([added(job(kept + 1))])) {
                Ok(()) => kept += 1,
                Err(refused) => break refused,
            }
        };
        assert!(
            refused.to_string().contains("removed or replaced"),
            "{refused}"
        );
        store.reopen().expect("the file is whole");
        add_jobs(&mut store, [kept + 1]);
        let found = Place::new();
        for part in ["", "-wal"] {
            fs::copy(place.beside(part), found.beside(part)).expect("copied");
        }
        let expected: Vec<u64> = (1..=kept + 1).collect();
        assert_eq!(job_ids(&mut found.open()), expected, "after a kill");
    }
}

#[test]
fn what_is_no_plain_file_is_refused_and_not_waited_for() {
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let place = Place::new();
        let made = std::process::Command::new("mkfifo")
            .arg(place.beside(suffix))
            .status();
        assert!(made.expect("mkfifo is there").success());
        let refused = place
            .try_open(OnDamage::Salvage)
            .expect_err("a pipe holds nothing");
        assert!(
            matches!(refused, StoreError::Foreign { .. }),
            "{suffix}: {refused}"
        );
        assert!(refused.to_string().contains("no plain file"), "{refused}");
        let looked_at = check(&place.path()).expect_err("the same for tools");
        assert!(looked_at.to_string().contains("no plain file"), "{refused}");
    }
}
