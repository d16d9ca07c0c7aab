//! What operators do with a file, most of it beside a running server.

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use geartrain_dispatch::{JobId, Record};
use geartrain_store::{
    Checked, Loaded, SqliteOptions, SqliteStore, Store, StoreError, backup, check, compact, dump,
};

use crate::fixture::{Place, add_jobs, contents, done, group, job_ids};

fn dumped(place: &Place) -> (Vec<Record>, Result<Loaded, StoreError>) {
    let mut records = Vec::new();
    let loaded = dump(&place.path(), &mut |record| {
        records.push(record);
        ControlFlow::Continue(())
    });
    (records, loaded)
}

/// Flips a bit in a row of the main file, wherever a page has it.
fn bend_a_job(place: &Place) {
    let mut bytes = fs::read(place.path()).expect("read");
    let wanted = b"workload of 77";
    let windows = bytes.windows(wanted.len()).enumerate();
    let found = windows.filter(|(_, window)| window == wanted);
    for at in Vec::from_iter(found.map(|(at, _)| at)) {
        bytes[at] ^= 1;
    }
    fs::write(place.path(), bytes).expect("written");
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[test]
fn a_backup_of_a_store_in_use_can_be_started_on() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=1_000);
    let to = place.folder().join("backup.sqlite3");
    let backed_up = backup(&place.path(), &to).expect("backed up");
    assert_eq!(backed_up.jobs, 1_000);
    assert_eq!(
        backed_up.bytes,
        fs::metadata(&to).expect("it is there").len()
    );
    add_jobs(&mut store, [2_000]);
    assert_eq!(check(&to).expect("checked").problems, [""; 0]);
    for beside in ["-wal", "-shm", ".lock"] {
        assert!(!with_suffix(&to, beside).exists(), "{beside}");
    }
    let mut restored = SqliteStore::open(&to, &SqliteOptions::default()).expect("opened");
    assert_eq!(job_ids(&mut restored), Vec::from_iter(1..=1_000));
    assert_eq!(restored.salvaged(), None);
}

#[test]
fn a_restored_backup_repeats_no_numbers_of_the_starts_since() {
    let place = Place::new();
    add_jobs(&mut place.open(), [1]);
    let to = place.folder().join("backup.sqlite3");
    backup(&place.path(), &to).expect("backed up");
    let mut end = JobId(0);
    for _ in 0..5 {
        end = place.open().numbers().end;
    }
    let restored = SqliteStore::open(&to, &SqliteOptions::default()).expect("opened");
    assert!(restored.numbers().first > end);
}

#[test]
fn a_backup_keeps_what_is_there_and_leaves_nothing_when_it_fails() {
    let place = Place::new();
    let to = place.folder().join("backup.sqlite3");
    backup(&place.path(), &to).expect_err("there is no store");
    add_jobs(&mut place.open(), 1..=100);
    fs::write(&to, "precious").expect("written");
    backup(&place.path(), &to).expect_err("something is there");
    assert_eq!(fs::read(&to).expect("read"), b"precious");
    fs::remove_file(&to).expect("removed");
    bend_a_job(&place);
    let refused = backup(&place.path(), &to).expect_err("the store is damaged");
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
    assert!(!to.exists());
    assert!(!place.folder().join("backup.sqlite3.partial").exists());
}

#[test]
fn a_store_in_use_can_be_checked_and_dumped() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=100);
    let checked = check(&place.path()).expect("checked");
    let kept = Loaded {
        jobs: 100,
        functions: 0,
    };
    assert_eq!((checked.kept, checked.problems), (kept, Vec::new()));
    assert!(checked.bytes > 4_096);
    let (records, loaded) = dumped(&place);
    assert_eq!(loaded.expect("dumped"), kept);
    assert_eq!(records, contents(&mut store));
}

#[test]
fn a_check_names_what_is_wrong_and_changes_nothing() {
    let place = Place::new();
    add_jobs(&mut place.open(), 1..=100);
    bend_a_job(&place);
    let before = fs::read(place.path()).expect("read");
    let checked = check(&place.path()).expect("checked");
    assert_eq!(checked.problems, ["1 rows are not what was written"]);
    fs::write(place.path(), &before[..5_000]).expect("cut");
    assert_ne!(check(&place.path()).expect("checked").problems, [""; 0]);
    fs::write(
        place.path(),
        "no database, and long enough to be read as one".repeat(99),
    )
    .expect("written");
    fs::write(place.path(), "").expect("emptied");
    assert_eq!(
        check(&place.path()).expect("checked").problems,
        ["it is empty"]
    );
    fs::write(place.path(), "text ".repeat(999)).expect("written");
    let Checked { problems, .. } = check(&place.path()).expect("checked");
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn a_dump_of_a_damaged_store_gives_what_is_whole_and_says_so() {
    let place = Place::new();
    add_jobs(&mut place.open(), 1..=100);
    bend_a_job(&place);
    let (records, loaded) = dumped(&place);
    assert_eq!(records.len(), 99);
    let said = loaded.expect_err("a row is broken");
    assert!(matches!(said, StoreError::Damaged { .. }), "{said}");
}

#[test]
fn compacting_needs_the_store_for_itself_and_closes_its_gaps() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=10_000);
    let ends = group((1..=9_900).map(done));
    store.commit(&ends).expect("committed");
    let refused = compact(&place.path()).expect_err("it is in use");
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    drop(store);
    let compacted = compact(&place.path()).expect("compacted");
    assert!(
        compacted.bytes_after * 5 < compacted.bytes_before,
        "{compacted:?}"
    );
    assert_eq!(
        compacted.bytes_after,
        fs::metadata(place.path()).expect("it is there").len()
    );
    assert_eq!(job_ids(&mut place.open()), Vec::from_iter(9_901..=10_000));
}

#[test]
fn tools_do_not_make_stores() {
    let place = Place::new();
    check(&place.path()).expect_err("there is none");
    compact(&place.path()).expect_err("there is none");
    assert!(dumped(&place).1.is_err());
    assert!(!place.path().exists());
}

#[test]
fn a_dump_can_be_broken_off_and_does_not_hold_up_the_server() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=3_000);
    let mut seen = 0;
    dump(&place.path(), &mut |_| {
        seen += 1;
        if seen == 2_000 {
            // In a part that is read already; the log can start over all the same.
            store
                .commit(&group((1..=3_000).map(done)))
                .expect("committed");
        }
        ControlFlow::Continue(())
    })
    .expect("dumped");
    assert_eq!(seen, 2_000);
    add_jobs(&mut store, 5_000..=5_010);
    let mut seen = 0;
    let broken_off = dump(&place.path(), &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    broken_off.expect("no error");
    assert_eq!(seen, 1);
}

#[test]
fn a_check_of_a_store_that_is_not_in_use_looks_into_its_log() {
    let place = Place::new();
    let mut store = place.open();
    for id in 1..=3 {
        add_jobs(&mut store, [id]);
    }
    let log = with_suffix(&place.path(), "-wal");
    let bytes = fs::read(&log).expect("read");
    fs::copy(place.path(), place.folder().join("copy")).expect("copied");
    let mut bent = bytes.clone();
    // In the first frame: more than a crash can do.
    bent[32 + 24 + 100] ^= 1;
    fs::write(place.folder().join("copy-wal"), bent).expect("written");
    let checked = check(&place.folder().join("copy")).expect("checked");
    assert!(checked.problems[0].contains("in its log"), "{checked:?}");
    // The same of a store in use is its owner's business.
    assert_eq!(check(&place.path()).expect("checked").problems, [""; 0]);
}

#[test]
fn a_closed_store_can_be_looked_at_where_nothing_can_be_written() {
    let place = Place::new();
    add_jobs(&mut place.open(), 1..=10);
    let odd = place.folder().join("a?b=c#d %41");
    fs::create_dir(&odd).expect("made");
    let path = odd.join("jobs.sqlite3");
    fs::copy(place.path(), &path).expect("copied");
    fs::set_permissions(&odd, fs::Permissions::from_mode(0o500)).expect("changed");
    let checked = check(&path).expect("checked");
    assert_eq!((checked.kept.jobs, checked.problems.len()), (10, 0));
    fs::set_permissions(&odd, fs::Permissions::from_mode(0o700)).expect("changed");
}
