//! A disk that does not confirm what was written to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use geartrain_dispatch::JobId;
use geartrain_store::{Group, SqliteOptions, SqliteStore, Store, StoreError};

use crate::child::{child_of, store_of_child};
use crate::fixture::{Place, add_jobs, added, contents, done, group, job, job_ids};

/// While this file exists syncs fail.
const FLAG: &str = "GEARTRAIN_TEST_FAIL_SYNC";

/// Builds the library that stands between the child and the system.
fn failing_sync(folder: &Path) -> PathBuf {
    let (source, library) = (
        folder.join("failing_sync.c"),
        folder.join("failing_sync.so"),
    );
    fs::write(&source, include_str!("failing_sync.c")).expect("written");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl");
    let built = compiler
        .status()
        .expect("the compiler that built SQLite is there");
    assert!(built.success());
    library
}

#[test]
fn a_failed_sync_is_believed_and_survived() {
    let place = Place::new();
    let output = child_of(
        "sync_failure::works_on_a_disk_whose_syncs_fail",
        &place.path(),
    )
    .env("LD_PRELOAD", failing_sync(place.folder()))
    .env(FLAG, place.folder().join("fail"))
    .output()
    .expect("the child ran");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(job_ids(&mut place.open()), [2, 5]);
}

/// The child's part.
#[test]
fn works_on_a_disk_whose_syncs_fail() {
    let Some(path) = store_of_child() else {
        return;
    };
    let flag = PathBuf::from(std::env::var_os(FLAG).expect("the parent sets it"));
    let mut store = SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    add_jobs(&mut store, 1..=2);
    fs::write(&flag, "").expect("written");
    let mut failed = fail_to_commit(&mut store);
    store.reopen().expect_err("the disk is no better");
    fs::remove_file(&flag).expect("removed");
    still_refuses(&mut store);
    store.reopen().expect("the disk is well again");
    store.commit(&failed_rest(&mut failed)).expect("committed");
    add_jobs(&mut store, [5]);
    let expected = [2, 5].map(|id| added(job(id)));
    assert_eq!(contents(&mut store), expected);
}

fn fail_to_commit(store: &mut SqliteStore) -> Group {
    let failed = group([added(job(3)), added(job(4)), done(1)]);
    let error = store.commit(&failed).expect_err("the sync fails");
    assert!(matches!(error, StoreError::SyncFailed { .. }), "{error}");
    still_refuses(store);
    failed
}

fn still_refuses(store: &mut SqliteStore) {
    let error = store
        .commit(&group([done(1)]))
        .expect_err("it is not trusted");
    assert!(matches!(error, StoreError::Distrusted { .. }), "{error}");
}

fn failed_rest(failed: &mut Group) -> Group {
    let error = StoreError::SyncFailed {
        attempt: geartrain_store::Attempt::Commit,
        detail: String::new(),
    };
    assert_eq!(failed.give_up_added(&error), [JobId(3), JobId(4)]);
    failed.clone()
}
