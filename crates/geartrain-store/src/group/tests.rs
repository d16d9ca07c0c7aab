use geartrain_dispatch::{Priority, Timestamp};

use super::*;
use crate::Attempt;

fn job(id: u64) -> Record {
    Record::Added(Box::new(KeptJob {
        job: JobId(id),
        function: Bytes::from_static(b"f"),
        unique: Unique::Given(Bytes::from_static(b"unique")),
        workload: Bytes::from_static(b"workload"),
        reducer: Some(Bytes::from_static(b"reducer")),
        priority: Priority::NORMAL,
        submitted: Timestamp(0),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }))
}

fn patched(id: u64, attempts: u32) -> Record {
    Record::Patched {
        job: JobId(id),
        attempts,
        is_buried: false,
    }
}

fn done(id: u64) -> Record {
    Record::Done { job: JobId(id) }
}

fn kept(name: &'static str, is_kept: bool) -> Record {
    Record::FunctionKept {
        function: Bytes::from_static(name.as_bytes()),
        is_kept,
    }
}

fn group(records: impl IntoIterator<Item = Record>) -> Group {
    let mut group = Group::new(Fence::EMBEDDED);
    for record in records {
        group.push(record);
    }
    group
}

fn sync_failed() -> StoreError {
    StoreError::SyncFailed {
        attempt: Attempt::Commit,
        detail: String::new(),
    }
}

#[test]
fn a_job_that_is_added_again_after_a_failed_sync_is_kept() {
    let mut group = group([job(1)]);
    group.give_up_added(&sync_failed());
    group.push(job(1));
    assert_eq!((group.added().len(), group.done().len()), (1, 0));
    assert_eq!(group.bytes(), group.count_bytes());
}

#[test]
fn a_job_that_may_be_kept_is_ended_even_if_it_was_added_again() {
    let mut group = group([job(1)]);
    group.give_up_added(&sync_failed());
    group.push(job(1));
    assert_eq!(group.push(done(1)), Pushed::Waits);
    assert_eq!(group.done().collect::<Vec<_>>(), [JobId(1)]);
    assert_eq!(group.bytes(), group.count_bytes());
    group.push(job(1));
    group.give_up_added(&StoreError::Full {
        attempt: Attempt::Commit,
    });
    assert_eq!(group.done().collect::<Vec<_>>(), [JobId(1)]);
}

#[test]
fn a_job_that_was_added_and_ended_leaves_nothing() {
    let mut group = group([job(1), patched(1, 3)]);
    assert_eq!(group.push(done(1)), Pushed::CancelledOut);
    assert!(group.is_empty());
    assert_eq!((group.bytes(), group.spared()), (0, 1));
}

#[test]
fn an_end_of_an_older_job_waits_and_replaces_its_patch() {
    let mut group = group([patched(1, 3)]);
    assert_eq!(group.push(done(1)), Pushed::Waits);
    assert_eq!(group.patched().len(), 0);
    assert_eq!(group.done().collect::<Vec<_>>(), [JobId(1)]);
}

#[test]
fn a_patch_of_an_added_job_is_written_with_it() {
    let group = group([job(1), patched(1, 3), patched(2, 1), patched(2, 2)]);
    assert_eq!(group.added().next().map(|job| job.attempts), Some(3));
    let patches: Vec<_> = group.patched().collect();
    let last = Patch {
        attempts: 2,
        is_buried: false,
    };
    assert_eq!(patches, [(JobId(2), last)]);
    assert_eq!(group.records(), 2);
}

#[test]
fn bytes_are_those_of_what_is_to_be_written() {
    let names = || [kept("a", true), kept("a", false), kept("b", true)];
    let records = || {
        [
            job(1),
            job(2),
            patched(3, 1),
            patched(3, 2),
            done(3),
            done(4),
        ]
    };
    let mut group = group(records().into_iter().chain(names()));
    assert_eq!(group.bytes(), group.count_bytes());
    for id in [1, 2] {
        group.push(done(id));
        assert_eq!(group.bytes(), group.count_bytes());
    }
    let others = 4 * CHANGE_OVERHEAD_BYTES + "ab".len();
    assert_eq!(group.bytes(), others);
}

#[test]
fn a_job_counts_all_its_bytes() {
    let texts = "f".len() + "unique".len() + "workload".len() + "reducer".len();
    assert_eq!(group([job(1)]).bytes(), CHANGE_OVERHEAD_BYTES + texts);
}

#[test]
fn what_is_left_of_a_failed_group_is_the_changes_of_older_jobs() {
    let mut failed = group([job(5), job(6), patched(1, 1), done(2), kept("f", true)]);
    let full = StoreError::Full {
        attempt: Attempt::Commit,
    };
    assert_eq!(failed.give_up_added(&full), [JobId(5), JobId(6)]);
    assert_eq!(failed, group([patched(1, 1), done(2), kept("f", true)]));
}

#[test]
fn jobs_that_may_have_been_kept_are_ended_when_they_are_given_up() {
    let mut failed = group([job(5), job(6), done(2)]);
    assert_eq!(failed.give_up_added(&sync_failed()), [JobId(5), JobId(6)]);
    assert_eq!(failed, group([done(2), done(5), done(6)]));
}

#[test]
fn a_later_group_is_appended_as_its_records_would_be() {
    let earlier = [job(1), job(2), patched(3, 1), kept("f", true)];
    let later = [
        done(1),
        patched(2, 4),
        patched(3, 2),
        kept("f", false),
        job(9),
    ];
    let mut appended = group(earlier.clone());
    appended.append(group(later.clone()));
    assert_eq!(appended, group(earlier.into_iter().chain(later)));
}
