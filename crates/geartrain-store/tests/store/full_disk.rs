//! Disks without room, and files that cannot be written.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use geartrain_dispatch::KeptJob;
use geartrain_store::{OnDamage, SqliteOptions, SqliteStore, Store, StoreError};
use tempfile::TempDir;

use crate::fixture::{Place, add_jobs, added, done, group, job, job_ids};

/// A small file system of its own, which only the superuser can make.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        let options = ["-t", "tmpfs", "-o", "size=1m", "none"];
        let mounted = Command::new("mount")
            .args(options)
            .arg(folder.path())
            .output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: no small disk can be mounted here");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn make_read_only(&self) {
        let mut remount = Command::new("mount");
        let remounted = remount.args(["-o", "remount,ro"]).arg(self.path()).status();
        assert!(remounted.expect("mount runs").success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(self.path()).status();
        assert!(unmounted.expect("umount runs").success());
    }
}

/// Fills the disk but for less than a page.
fn fill(disk: &Path) {
    let mut filler = File::create(disk.join("filler")).expect("created");
    let block = [0; 1_024];
    while filler.write_all(&block).is_ok() {}
}

#[test]
fn a_full_disk_refuses_whole_groups_and_recovers_by_itself() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let path = disk.path().join("jobs.sqlite3");
    let mut store = SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    add_jobs(&mut store, 1..=100);
    fill(disk.path());
    let mut kept = 100;
    let refused = loop {
        let jobs = group((kept + 1..=kept + 50).map(|id| added(job(id))));
        match store.commit(&jobs) {
            Ok(()) => kept += 50,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    assert!(!refused.needs_reopen());
    assert_eq!(job_ids(&mut store), Vec::from_iter(1..=kept));
    fs::remove_file(disk.path().join("filler")).expect("removed");
    add_jobs(&mut store, kept + 1..=kept + 50);
    drop(store);
    let mut store = SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    assert_eq!(job_ids(&mut store), Vec::from_iter(1..=kept + 50));
}

#[test]
fn a_disk_that_jobs_filled_has_room_for_their_end_and_for_a_start() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let path = disk.path().join("jobs.sqlite3");
    let open = || SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    let mut store = open();
    let large = |id| {
        let workload = vec![b'x'; 5_000].into();
        added(KeptJob {
            workload,
            ..job(id)
        })
    };
    let mut kept = 0;
    let refused = loop {
        match store.commit(&group([large(kept + 1)])) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    let next = store.numbers().first;
    store.extend_numbers(next).expect_err("it is full");
    drop(store);
    let mut store = open();
    for id in 1..=kept {
        store.commit(&group([done(id)])).expect("it ended");
    }
    store.extend_numbers(next).expect("there is room");
    for id in 1..=kept / 2 {
        store.commit(&group([large(id)])).expect("there is room");
    }
    drop(store);
    assert_eq!(job_ids(&mut open()), Vec::from_iter(1..=kept / 2));
}

#[test]
fn a_full_disk_cannot_be_started_on_and_harms_nothing() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let path = disk.path().join("jobs.sqlite3");
    fill(disk.path());
    let refused = SqliteStore::open(&path, &SqliteOptions::default()).expect_err("it is full");
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    fs::remove_file(disk.path().join("filler")).expect("removed");
    let mut store = SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    add_jobs(&mut store, [1]);
}

#[test]
fn a_disk_that_became_read_only_is_named_as_such() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let path = disk.path().join("jobs.sqlite3");
    let mut store = SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    add_jobs(&mut store, [1]);
    drop(store);
    disk.make_read_only();
    let refused = SqliteStore::open(&path, &SqliteOptions::default()).expect_err("read-only");
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
}

#[test]
fn a_folder_that_may_not_be_written_is_named_as_such() {
    let place = Place::new();
    let locked = fs::Permissions::from_mode(0o500);
    fs::set_permissions(place.folder(), locked).expect("permitted");
    if File::create(place.folder().join("probe")).is_ok() {
        eprintln!("skipped: nothing is forbidden to this user");
        return;
    }
    let refused = place.try_open(OnDamage::Salvage).expect_err("read-only");
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
}
