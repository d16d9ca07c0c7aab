use bytes::Bytes;
use geartrain_dispatch::{Priority, QueueBound, Timestamp};

use super::*;

fn added(job: u64, workload: &'static [u8]) -> Record {
    Record::Added(Box::new(KeptJob {
        job: JobId(job),
        function: Bytes::from_static(b"f"),
        unique: Unique::None,
        workload: Bytes::from_static(workload),
        reducer: None,
        priority: Priority::NORMAL,
        submitted: Timestamp(1),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }))
}

fn patched(job: u64, attempts: u32) -> Record {
    Record::Patched {
        job: JobId(job),
        attempts,
        is_buried: false,
    }
}

fn done(job: u64) -> Record {
    Record::Done { job: JobId(job) }
}

fn bounded(total: u32) -> Record {
    Record::Bounded {
        function: Bytes::from_static(b"f"),
        bound: QueueBound::Total(Some(total)),
    }
}

fn numbered(records: impl IntoIterator<Item = Record>) -> Vec<Entry> {
    (1..).map(Lsn).zip(records).collect()
}

#[test]
fn a_tail_fills_up_with_what_is_not_settled() {
    let tail = Tail::new(4 * RECORD_BYTES);
    assert_eq!(tail.fill(), Fill::Light);
    tail.append(done(1));
    tail.append(done(2));
    assert_eq!(tail.fill(), Fill::Crowded);
    assert!(matches!(
        tail.take(Vec::new(), Duration::ZERO),
        Taken::Records(records, Lsn(2)) if records.len() == 2
    ));
    tail.append(added(3, &[b'x'; 2 * RECORD_BYTES]));
    assert_eq!(tail.fill(), Fill::Full);
    tail.release(2 * RECORD_BYTES);
    assert_eq!(tail.fill(), Fill::Crowded);
}

#[test]
fn of_several_changes_of_one_thing_the_last_stays() {
    let mut waiting = numbered([
        patched(1, 1),
        bounded(1),
        patched(2, 1),
        patched(1, 2),
        bounded(2),
    ]);
    compact(&mut waiting);
    let left: Vec<Entry> = vec![
        (Lsn(3), patched(2, 1)),
        (Lsn(4), patched(1, 2)),
        (Lsn(5), bounded(2)),
    ];
    assert_eq!(waiting, left);
}

#[test]
fn a_job_that_came_and_ended_leaves_nothing() {
    let mut waiting = numbered([
        added(1, b"xyz"),
        patched(1, 1),
        done(2),
        done(1),
        added(3, b""),
    ]);
    let freed = compact(&mut waiting);
    assert_eq!(waiting, [(Lsn(3), done(2)), (Lsn(5), added(3, b""))]);
    assert_eq!(freed, 3 * RECORD_BYTES + 3);
}

#[test]
fn a_long_list_does_not_grow_with_changes_of_one_job() {
    let tail = Tail::new(BYTES_MAX);
    for attempts in 0..2 * u32::try_from(COMPACTED_FROM).unwrap() {
        tail.append(patched(1, attempts));
    }
    assert!(tail.state.lock().waiting.len() < COMPACTED_FROM);
    assert!(tail.bytes() < COMPACTED_FROM * RECORD_BYTES);
}
