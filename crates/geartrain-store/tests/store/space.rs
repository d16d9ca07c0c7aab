//! What the file and its log grow to, and how they shrink.

use std::fs;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use geartrain_dispatch::KeptJob;
use geartrain_store::{Store, Tidied};

use crate::fixture::{Place, add_jobs, added, done, group, job, job_ids};

const MIB: u64 = 1024 * 1024;

fn length(path: &Path) -> u64 {
    fs::metadata(path).expect("the file is there").len()
}

/// Jobs of about 40 KiB each.
fn add_large_jobs(store: &mut dyn Store, ids: impl IntoIterator<Item = u64>) {
    let workload = Bytes::from(vec![7; 40_000]);
    let jobs = ids.into_iter().map(|id| {
        added(KeptJob {
            workload: workload.clone(),
            ..job(id)
        })
    });
    store.commit(&group(jobs)).expect("committed");
}

fn tidy_all(store: &mut dyn Store) {
    while store.tidy(Duration::ZERO).expect("tidied") == Tidied::Partly {}
}

#[test]
fn the_file_shrinks_once_a_deep_queue_is_drained() {
    let place = Place::new();
    let mut store = place.open();
    for start in 0..10 {
        add_large_jobs(&mut store, start * 100 + 1..=start * 100 + 100);
    }
    drop(store);
    let mut store = place.open();
    let deep = length(&place.path());
    assert!(deep > 30 * MIB, "{deep} bytes");
    store
        .commit(&group((1..=990).map(done)))
        .expect("committed");
    tidy_all(&mut store);
    let drained = length(&place.path());
    assert!(drained < 6 * MIB, "{drained} bytes");
    assert_eq!(job_ids(&mut store), Vec::from_iter(991..=1_000));
}

#[test]
fn tidying_can_be_done_in_small_parts_between_commits() {
    let place = Place::new();
    let mut store = place.open();
    add_large_jobs(&mut store, 1..=500);
    store
        .commit(&group((1..=500).map(done)))
        .expect("committed");
    let mut parts = 0;
    while store.tidy(Duration::ZERO).expect("tidied") == Tidied::Partly {
        parts += 1;
        add_jobs(&mut store, [1_000 + parts]);
    }
    assert!(parts > 2, "{parts} parts");
    assert_eq!(job_ids(&mut store).len() as u64, parts);
}

#[test]
fn idle_time_lets_the_log_start_over() {
    let place = Place::new();
    let mut store = place.open();
    let mut longest = 0;
    for round in 0..10 {
        add_large_jobs(&mut store, round * 200 + 1..=round * 200 + 200);
        tidy_all(&mut store);
        longest = longest.max(length(&place.beside("-wal")));
    }
    assert!(longest < 24 * MIB, "{longest} bytes");
}

#[test]
fn without_any_idle_time_the_log_is_bounded_all_the_same() {
    let place = Place::new();
    let mut store = place.open();
    let mut longest = 0;
    for round in 0..25 {
        add_large_jobs(&mut store, round * 200 + 1..=round * 200 + 200);
        let ends = (round * 200 + 1..=round * 200 + 200).map(done);
        store.commit(&group(ends)).expect("committed");
        longest = longest.max(length(&place.beside("-wal")));
    }
    assert!((8 * MIB..40 * MIB).contains(&longest), "{longest} bytes");
}

#[test]
fn a_store_that_was_closed_is_one_file() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=100);
    assert!(place.beside("-wal").exists());
    drop(store);
    assert!(!place.beside("-wal").exists());
    assert_eq!(job_ids(&mut place.open()).len(), 100);
}
