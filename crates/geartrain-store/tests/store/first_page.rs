//! Damage to the beginning of the log or the file, without which the rest means nothing to SQLite.

use std::fs;

use geartrain_store::{OnDamage, check};

use crate::fixture::{Place, add_jobs, job_ids};

const PAGE: usize = 4_096;
const GROUPS: u64 = 40;

/// Bytes without any order, the same each time.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn what_covers_several_frames_costs_no_more_than_what_it_covers() {
    for length in [2 * PAGE, 4 * PAGE] {
        for start in [vec![0; length], vec![0xff; length], noise(length)] {
            let place = with_log_that_begins(&start);
            let mut store = place.open();
            let kept: Vec<u64> = (1..=GROUPS).collect();
            let begins = start[0];
            assert_eq!(job_ids(&mut store), kept, "{length} of {begins}");
            let lost = store.salvaged().expect("it was damaged").pages_lost;
            let covered = length.div_ceil(PAGE + 24) as u64;
            assert!((1..=covered + 1).contains(&lost), "{lost} of {covered}");
        }
    }
}

/// A store that was killed with all its jobs in the log, whose first bytes are these now.
fn with_log_that_begins(start: &[u8]) -> Place {
    let (running, found) = (Place::new(), Place::new());
    let mut store = running.open();
    for number in 1..=GROUPS {
        add_jobs(&mut store, [number]);
    }
    fs::copy(running.path(), found.path()).expect("copied");
    let mut log = fs::read(running.beside("-wal")).expect("it is there");
    log[..start.len()].copy_from_slice(start);
    fs::write(found.beside("-wal"), log).expect("written");
    found
}

#[test]
fn a_log_whose_first_page_is_lost_is_damaged_and_not_empty() {
    for start in [[0; PAGE], [0xa5; PAGE]] {
        let place = with_log_that_begins(&start);
        let checked = check(&place.path()).expect("it can be looked at");
        assert!(!checked.problems.is_empty(), "{checked:?}");
        place.try_open(OnDamage::Refuse).expect_err("it is damaged");
        let mut store = place.open();
        let kept: Vec<u64> = (1..=GROUPS).collect();
        assert_eq!(job_ids(&mut store), kept, "newer pages hold all jobs");
        let salvaged = store.salvaged().expect("it was damaged");
        assert!(salvaged.pages_lost > 0, "{salvaged:?}");
    }
}

#[test]
fn a_damaged_page_is_told_in_one_line() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=200);
    drop(store);
    let mut file = fs::read(place.path()).expect("it is there");
    file[3 * PAGE..4 * PAGE].fill(0);
    fs::write(place.path(), file).expect("written");
    let refused = place.try_open(OnDamage::Refuse).expect_err("it is damaged");
    assert_eq!(refused.to_string().lines().count(), 1, "{refused}");
}
