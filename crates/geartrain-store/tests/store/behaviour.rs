//! What every store promises.

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Priority, QueueBound, Record, Timestamp, Unique};
use geartrain_store::{Loaded, Tidied};
use std::time::Duration;

use crate::fixture::{Kind, add_jobs, added, contents, done, group, job, job_ids, patched};

/// Jobs in which every field has its odd values somewhere.
fn odd_jobs() -> Vec<KeptJob> {
    let bare = KeptJob {
        unique: Unique::None,
        workload: Bytes::new(),
        submitted: Timestamp(0),
        priority: Priority(0),
        ..job(1)
    };
    let full = KeptJob {
        function: Bytes::from_static(b"\0\xff'; DROP TABLE job; --"),
        unique: Unique::Given(Bytes::from_static(&[0xff; 64])),
        workload: Bytes::from(vec![0x0d; 300_000]),
        reducer: Some(Bytes::from_static(b"reduce")),
        priority: Priority(u32::MAX),
        submitted: Timestamp(u64::MAX),
        not_before: Some(Timestamp(u64::MAX)),
        attempts: u32::MAX,
        is_buried: true,
        ..job(2)
    };
    let shared = KeptJob {
        unique: Unique::Workload,
        reducer: Some(Bytes::new()),
        not_before: Some(Timestamp(0)),
        function: Bytes::new(),
        ..job(3)
    };
    vec![bare, full, shared]
}

#[test]
fn jobs_come_back_as_they_were_whatever_they_hold() {
    for mut kind in Kind::each() {
        let records: Vec<Record> = odd_jobs().into_iter().map(added).collect();
        kind.store()
            .commit(&group(records.clone()))
            .expect("committed");
        kind.restart();
        assert_eq!(contents(kind.store()), records);
    }
}

#[test]
fn jobs_come_back_in_order_of_their_numbers() {
    for mut kind in Kind::each() {
        for ids in [[5, 9, 7], [6, 1, 8]] {
            add_jobs(kind.store(), ids);
        }
        kind.restart();
        assert_eq!(job_ids(kind.store()), [1, 5, 6, 7, 8, 9]);
    }
}

#[test]
fn ended_jobs_do_not_come_back_and_patched_ones_come_back_changed() {
    for mut kind in Kind::each() {
        add_jobs(kind.store(), 1..=3);
        let changes = group([patched(1, 2, false), done(2), patched(3, 4, true)]);
        kind.store().commit(&changes).expect("committed");
        kind.restart();
        let once = KeptJob {
            attempts: 2,
            ..job(1)
        };
        let buried = KeptJob {
            attempts: 4,
            is_buried: true,
            ..job(3)
        };
        assert_eq!(contents(kind.store()), [added(once), added(buried)]);
    }
}

#[test]
fn changes_of_jobs_that_are_not_kept_change_nothing() {
    for mut kind in Kind::each() {
        add_jobs(kind.store(), [1]);
        let changes = group([done(7), patched(8, 1, true)]);
        kind.store().commit(&changes).expect("committed");
        kind.restart();
        assert_eq!(contents(kind.store()), [added(job(1))]);
    }
}

#[test]
fn committing_a_group_again_changes_nothing() {
    for mut kind in Kind::each() {
        let twice = group([added(job(1)), added(job(2)), done(9)]);
        kind.store().commit(&twice).expect("committed");
        kind.store().commit(&twice).expect("committed again");
        assert_eq!(job_ids(kind.store()), [1, 2]);
    }
}

#[test]
fn functions_and_bounds_come_back_before_the_jobs() {
    let kept = |name: &'static str, is_kept| Record::FunctionKept {
        function: Bytes::from_static(name.as_bytes()),
        is_kept,
    };
    let bounded = |name: &'static str, bound| Record::Bounded {
        function: Bytes::from_static(name.as_bytes()),
        bound,
    };
    let total = QueueBound::Total(Some(7));
    let endless = QueueBound::Total(None);
    let classes = QueueBound::PerClass([Some(0), None, Some(u32::MAX)]);
    for mut kind in Kind::each() {
        add_jobs(kind.store(), [1]);
        let first = [kept("a", true), bounded("a", total), bounded("b", classes)];
        kind.store().commit(&group(first)).expect("committed");
        let second = [
            kept("c", true),
            kept("d", true),
            bounded("e", endless),
            bounded("f", total),
        ];
        kind.store().commit(&group(second)).expect("committed");
        let third = [
            kept("c", false),
            bounded("f", QueueBound::Default),
            bounded("d", total),
        ];
        kind.store().commit(&group(third)).expect("committed");
        kind.restart();
        let mut records = contents(kind.store());
        assert_eq!(records.pop(), Some(added(job(1))));
        let expected = [
            kept("a", true),
            bounded("a", total),
            bounded("b", classes),
            kept("d", true),
            bounded("d", total),
            bounded("e", endless),
        ];
        assert_eq!(records.len(), expected.len());
        assert!(expected.iter().all(|record| records.contains(record)));
        assert_eq!(
            load_counts(&mut kind),
            Loaded {
                jobs: 1,
                functions: 4
            }
        );
    }
}

fn load_counts(kind: &mut Kind) -> Loaded {
    kind.store().load(&mut |_| ()).expect("loaded")
}

#[test]
fn an_empty_group_is_no_work() {
    for mut kind in Kind::each() {
        kind.store().commit(&group([])).expect("committed");
        assert_eq!(load_counts(&mut kind), Loaded::default());
    }
}

#[test]
fn numbers_can_be_extended_ahead_of_their_use() {
    for mut kind in Kind::each() {
        let numbers = kind.store().numbers();
        assert!(!numbers.is_short_at(numbers.first));
        let last = JobId(numbers.end.0 - 1);
        assert!(numbers.is_short_at(last));
        let extended = kind.store().extend_numbers(last).expect("extended");
        assert_eq!(extended.first, numbers.first);
        assert!(!extended.is_short_at(last));
        assert_eq!(kind.store().numbers(), extended);
        kind.store()
            .extend_numbers(JobId(u64::MAX))
            .expect_err("no numbers are left there");
        assert_eq!(kind.store().numbers(), extended);
    }
}

#[test]
fn a_reopened_store_goes_on_where_it_was() {
    for mut kind in Kind::each() {
        add_jobs(kind.store(), 1..=3);
        kind.store().reopen().expect("reopened");
        add_jobs(kind.store(), [4]);
        assert_eq!(job_ids(kind.store()), [1, 2, 3, 4]);
    }
}

#[test]
fn tidying_leaves_all_jobs_where_they_are() {
    for mut kind in Kind::each() {
        add_jobs(kind.store(), 1..=10_000);
        let ends = group((1..=10_000).filter(|id| id % 100 != 0).map(done));
        kind.store().commit(&ends).expect("committed");
        while kind.store().tidy(Duration::ZERO).expect("tidied") == Tidied::Partly {}
        kind.restart();
        let left: Vec<u64> = (1..=100).map(|n| n * 100).collect();
        assert_eq!(job_ids(kind.store()), left);
    }
}
