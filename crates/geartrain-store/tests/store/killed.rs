//! A process that is killed in the middle of committing.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use geartrain_store::{OnDamage, SqliteOptions, SqliteStore, Store};

use crate::child::{child_of, store_of_child};
use crate::fixture::{Place, added, done, group, job, job_ids};

const KILLS: u64 = 50;
const GROUP: u64 = 7;
/// Groups after which the jobs of a group are ended.
const LIFE: u64 = 4;
const ACKNOWLEDGED: &str = "acknowledged group ";

/// The child's part: commits groups for ever and says so after each.
#[test]
fn commits_until_it_is_killed() {
    let Some(path) = store_of_child() else {
        return;
    };
    let mut store = SqliteStore::open(&path, &SqliteOptions::default()).expect("opened");
    let mut next = job_ids(&mut store)
        .last()
        .map_or(0, |last| last / GROUP + 1);
    loop {
        store.commit(&group_number(next)).expect("committed");
        println!("\n{ACKNOWLEDGED}{next}");
        next += 1;
    }
}

fn group_number(number: u64) -> geartrain_store::Group {
    let ids = |number: u64| number * GROUP..(number + 1) * GROUP;
    let ends = number.checked_sub(LIFE).map(ids).into_iter().flatten();
    group(ids(number).map(|id| added(job(id))).chain(ends.map(done)))
}

/// Runs a child until it has acknowledged so many groups; returns the last one that was seen.
fn run_and_kill(place: &Place, groups: u64) -> u64 {
    let mut child = child_of("killed::commits_until_it_is_killed", &place.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("spawned");
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let mut acknowledged = output.lines().map_while(Result::ok).filter_map(|line| {
        let number = line.strip_prefix(ACKNOWLEDGED)?;
        Some(number.parse::<u64>().expect("a number"))
    });
    let seen = acknowledged.nth(usize::try_from(groups).expect("few"));
    child.kill().expect("killed");
    child.wait().expect("waited for");
    let seen = seen.expect("the child committed until it was killed");
    // What it said before it died counts as well.
    acknowledged.last().unwrap_or(seen)
}

#[test]
fn nothing_that_was_acknowledged_is_lost_however_often_the_owner_is_killed() {
    let place = Place::new();
    for kill in 0..KILLS {
        let last = run_and_kill(&place, kill * 11 % 17);
        let mut store = place
            .try_open(OnDamage::Refuse)
            .expect("a kill is no damage");
        let ids = job_ids(&mut store);
        let committed = ids.last().expect("groups were acknowledged") / GROUP;
        assert!(
            committed == last || committed == last + 1,
            "{last}, then {committed}"
        );
        let oldest = (committed + 1).saturating_sub(LIFE) * GROUP;
        let living = Vec::from_iter(oldest..(committed + 1) * GROUP);
        assert_eq!(ids, living, "kill {kill}");
    }
}
