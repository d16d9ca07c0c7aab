//! Queues of gearmand: in, and home again.

use std::path::PathBuf;

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Priority, Record, Timestamp, Unique};
use geartrain_store::{
    GearmandJob, GearmandQueue, GearmandReader, LeftOut, SqliteStore, Store, StoreError, TakenOver,
    read_gearmand_queue,
};
use rusqlite::{Connection, params};

use crate::fixture::{Place, add_jobs, added, contents, group, job, job_ids};

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const SCHEMA: &str = "(unique_key TEXT, function_name TEXT, priority INTEGER, data BLOB,
    when_to_run INTEGER, PRIMARY KEY (unique_key, function_name))";
/// A name that is only one if it is quoted with care.
const ODD_TABLE: &str = "a \"queue\"; DROP TABLE x --";

fn jobs_taken(taken: u64) -> TakenOver {
    TakenOver::Jobs { taken, left_out: 0 }
}

fn queue_at(path: PathBuf, table: &str) -> GearmandQueue {
    GearmandQueue {
        path,
        table: table.to_owned(),
    }
}

/// A file as gearmand writes it, with three jobs.
fn gearmand_queue(place: &Place, table: &str) -> GearmandQueue {
    let queue = queue_at(place.folder().join("gearmand.db"), table);
    let connection = Connection::open(&queue.path).expect("opened");
    let table = table.replace('"', "\"\"");
    connection
        .execute_batch(&format!("CREATE TABLE \"{table}\" {SCHEMA}"))
        .expect("created");
    let insert = format!("INSERT INTO \"{table}\" VALUES (?1, ?2, ?3, ?4, ?5)");
    for (unique, priority, data, when) in [
        ("zz", 1, &b"first\0data"[..], 0),
        ("-", 2, b"second", 1_900_000_000),
        ("", 0, b"", 0),
    ] {
        let row = params![unique, "resize", priority, data, when];
        connection.execute(&insert, row).expect("inserted");
    }
    queue
}

fn expected_jobs() -> [GearmandJob; 3] {
    let first = GearmandJob {
        function: Bytes::from_static(b"resize"),
        unique: Unique::Given(Bytes::from_static(b"zz")),
        workload: Bytes::from_static(b"first\0data"),
        priority: Priority::NORMAL,
        not_before: None,
    };
    let second = GearmandJob {
        unique: Unique::Workload,
        workload: Bytes::from_static(b"second"),
        priority: Priority::LOW,
        not_before: Some(Timestamp(1_900_000_000_000)),
        ..first.clone()
    };
    let third = GearmandJob {
        unique: Unique::None,
        workload: Bytes::new(),
        priority: Priority::HIGH,
        ..first.clone()
    };
    [first, second, third]
}

fn read(queue: &GearmandQueue) -> Vec<GearmandJob> {
    let mut jobs = Vec::new();
    read_gearmand_queue(queue, &mut |job| jobs.push(job)).expect("read");
    jobs
}

fn take_over(store: &mut SqliteStore, queue: &GearmandQueue) -> TakenOver {
    store.take_over(queue, NOW).expect("taken over")
}

fn gearmand_does(queue: &GearmandQueue, sql: &str) {
    let connection = Connection::open(&queue.path).expect("opened");
    connection.execute_batch(sql).expect("done");
}

#[test]
fn a_queue_is_read_in_order_whatever_its_table_is_called() {
    for table in ["gearman_queue", ODD_TABLE] {
        let place = Place::new();
        let queue = gearmand_queue(&place, table);
        assert_eq!(read(&queue), expected_jobs());
    }
}

#[test]
fn a_queue_of_an_older_gearmand_has_no_times() {
    let place = Place::new();
    let queue = queue_at(place.folder().join("old.db"), "q");
    gearmand_does(
        &queue,
        "CREATE TABLE q (unique_key TEXT PRIMARY KEY, function_name TEXT, priority INTEGER, data BLOB);
         INSERT INTO q VALUES ('u', 'f', 1, NULL)",
    );
    let jobs = read(&queue);
    assert_eq!(jobs.len(), 1);
    assert_eq!(
        (&jobs[0].workload, jobs[0].not_before),
        (&Bytes::new(), None)
    );
}

#[test]
fn a_table_of_something_else_is_refused() {
    let place = Place::new();
    let queue = queue_at(place.folder().join("other.db"), "q");
    gearmand_does(&queue, "CREATE TABLE q (a)");
    let refused = read_gearmand_queue(&queue, &mut |_| ()).expect_err("it is no queue");
    assert!(matches!(refused, StoreError::NoQueue { .. }), "{refused}");
}

#[test]
fn taken_over_jobs_come_back_in_order_before_new_ones() {
    let place = Place::new();
    let queue = gearmand_queue(&place, ODD_TABLE);
    let mut store = place.open();
    let first = store.numbers().first.0;
    assert_eq!(take_over(&mut store, &queue), jobs_taken(3));
    assert_eq!(store.numbers().first, JobId(first + 3));
    let jobs = (first..).zip(expected_jobs()).map(|(id, expected)| {
        added(KeptJob {
            job: JobId(id),
            function: expected.function,
            unique: expected.unique,
            workload: expected.workload,
            priority: expected.priority,
            submitted: NOW,
            not_before: expected.not_before,
            ..job(id)
        })
    });
    assert_eq!(contents(&mut store), Vec::from_iter(jobs));
    assert_eq!(read(&queue), expected_jobs());
}

#[test]
fn a_queue_is_taken_over_once_until_gearmand_changes_it() {
    let place = Place::new();
    let queue = gearmand_queue(&place, "q");
    assert_eq!(take_over(&mut place.open(), &queue), jobs_taken(3));
    assert_eq!(take_over(&mut place.open(), &queue), TakenOver::Before);
    gearmand_does(
        &queue,
        "DELETE FROM q; INSERT INTO q VALUES ('new', 'resize', 1, 'data', 0)",
    );
    assert_eq!(take_over(&mut place.open(), &queue), jobs_taken(1));
    assert_eq!(job_ids(&mut place.open()).len(), 4);
}

#[test]
fn a_queue_that_is_not_there_is_nothing_to_take_over() {
    let place = Place::new();
    let mut store = place.open();
    let missing = queue_at(place.folder().join("missing.db"), "q");
    assert_eq!(take_over(&mut store, &missing), TakenOver::NothingThere);
    let queue = gearmand_queue(&place, "q");
    let other_table = queue_at(queue.path, "r");
    assert_eq!(take_over(&mut store, &other_table), TakenOver::NothingThere);
    assert!(!missing.path.exists());
}

#[test]
fn handed_back_jobs_are_in_the_queue_and_only_there() {
    let place = Place::new();
    let queue = queue_at(place.folder().join("home.db"), ODD_TABLE);
    let mut store = place.open();
    let delayed = KeptJob {
        not_before: Some(Timestamp(1_900_000_000_001)),
        unique: Unique::None,
        priority: Priority(1),
        ..job(1)
    };
    let by_workload = KeptJob {
        unique: Unique::Workload,
        ..job(2)
    };
    let raw = KeptJob {
        unique: Unique::Given(Bytes::from_static(&[0xff, 0, 1])),
        function: Bytes::from_static(&[0xfe]),
        ..job(3)
    };
    let jobs = [delayed, by_workload, raw].map(added);
    store.commit(&group(jobs)).expect("committed");
    let written = store.hand_back(&queue).expect("handed back");
    assert_eq!((written.jobs, written.left_out), (3, Vec::new()));
    assert_eq!(contents(&mut store), []);
    let home = read(&queue);
    let uniques: Vec<_> = home.iter().map(|job| job.unique.clone()).collect();
    let given = |bytes: &'static [u8]| Unique::Given(Bytes::from_static(bytes));
    assert_eq!(
        uniques,
        [
            given(b"geartrain-1"),
            given(b"geartrain-2"),
            given(&[0xff, 0, 1])
        ]
    );
    assert_eq!(home[0].not_before, Some(Timestamp(1_900_000_001_000)));
    assert_eq!(home[0].priority, Priority::HIGH);
    assert_eq!(home[2].function, Bytes::from_static(&[0xfe]));
}

#[test]
fn jobs_that_were_handed_back_are_still_in_the_queue_after_doing_it_again() {
    let place = Place::new();
    let queue = queue_at(place.folder().join("home.db"), "q");
    let mut store = place.open();
    add_jobs(&mut store, 1..=2);
    store.hand_back(&queue).expect("handed back");
    add_jobs(&mut store, [3]);
    let written = store.hand_back(&queue).expect("handed back");
    assert_eq!(written.jobs, 1);
    assert_eq!(read(&queue).len(), 3);
}

#[test]
fn handed_back_jobs_are_taken_over_by_whoever_comes_back() {
    let place = Place::new();
    let queue = gearmand_queue(&place, "q");
    let mut store = place.open();
    take_over(&mut store, &queue);
    let written = store.hand_back(&queue).expect("handed back");
    assert_eq!(take_over(&mut store, &queue), jobs_taken(written.jobs));
    assert_eq!(take_over(&mut store, &queue), TakenOver::Before);
    assert_eq!(contents(&mut store).len(), 3);
}

#[test]
fn jobs_that_gearmand_cannot_keep_stay_and_are_named() {
    let place = Place::new();
    let queue = queue_at(place.folder().join("home.db"), "q");
    let mut store = place.open();
    let empty = KeptJob {
        workload: Bytes::new(),
        ..job(1)
    };
    let reduced = KeptJob {
        reducer: Some(Bytes::from_static(b"sum")),
        ..job(2)
    };
    let buried = KeptJob {
        is_buried: true,
        ..job(3)
    };
    let twin = KeptJob {
        unique: job(4).unique,
        ..job(5)
    };
    let jobs = [empty, reduced, buried, job(4), twin].map(added);
    store.commit(&group(jobs)).expect("committed");
    let written = store.hand_back(&queue).expect("handed back");
    let reasons = [
        (JobId(1), LeftOut::EmptyWorkload),
        (JobId(2), LeftOut::Reducer),
        (JobId(3), LeftOut::Buried),
        (JobId(5), LeftOut::AlreadyThere),
    ];
    assert_eq!((written.jobs, written.left_out), (1, reasons.to_vec()));
    assert_eq!(job_ids(&mut store), [1, 2, 3, 5]);
}

#[test]
fn a_queue_that_went_forth_and_back_has_each_job_once() {
    let place = Place::new();
    let queue = gearmand_queue(&place, "q");
    let mut store = place.open();
    take_over(&mut store, &queue);
    let ids = job_ids(&mut store);
    store
        .commit(&group([Record::Done { job: JobId(ids[0]) }]))
        .expect("committed");
    add_jobs(&mut store, [ids[2] + 1]);
    let written = store.hand_back(&queue).expect("handed back");
    // The job without payload stays.
    assert_eq!((written.jobs, written.left_out.len()), (2, 1));
    let home = read(&queue);
    assert_eq!(home.len(), 2);
    assert_eq!(home[0].workload, Bytes::from_static(b"second"));
}

#[test]
fn what_gearmand_added_meanwhile_stays_in_its_queue() {
    let place = Place::new();
    let queue = gearmand_queue(&place, "q");
    let mut store = place.open();
    take_over(&mut store, &queue);
    gearmand_does(
        &queue,
        "DELETE FROM q; INSERT INTO q VALUES ('new', 'resize', 1, 'data', 0)",
    );
    store.hand_back(&queue).expect("handed back");
    let home = read(&queue);
    assert_eq!(home[0].unique, Unique::Given(Bytes::from_static(b"new")));
    assert_eq!(home.len(), 3);
}

#[test]
fn a_queue_is_read_in_parts_between_which_gearmand_can_write() {
    let place = Place::new();
    let queue = gearmand_queue(&place, "gearman_queue");
    let gearmand = Connection::open(&queue.path).expect("opened");
    let insert = "INSERT INTO gearman_queue VALUES (?1, 'f', 1, 'x', 0)";
    gearmand.execute_batch("BEGIN").expect("begun");
    for number in 0..2_500 {
        gearmand
            .execute(insert, [number.to_string()])
            .expect("added");
    }
    gearmand.execute_batch("COMMIT").expect("committed");
    gearmand
        .busy_timeout(std::time::Duration::ZERO)
        .expect("set");
    let mut reader = GearmandReader::open(&queue).expect("opened");
    let mut numbers = Vec::new();
    loop {
        let part = reader.next_part().expect("read");
        if part.is_empty() {
            break;
        }
        numbers.extend(part.iter().map(|row| row.number));
        gearmand
            .execute("DELETE FROM gearman_queue WHERE rowid = 1", [])
            .expect("nobody is in the way");
    }
    assert_eq!(numbers, Vec::from_iter(1..=2_503));
}

#[test]
fn jobs_are_not_handed_to_a_file_that_is_something_else() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, [1]);
    let text = place.folder().join("text");
    std::fs::write(
        &text,
        "no database at all, but somebody needs it".repeat(99),
    )
    .expect("written");
    let other = Place::new();
    drop(other.open());
    for path in [text, other.path()] {
        let before = std::fs::read(&path).expect("read");
        let refused = store
            .hand_back(&queue_at(path.clone(), "gearman_queue"))
            .expect_err("it is no queue");
        assert!(matches!(refused, StoreError::NoQueue { .. }), "{refused}");
        assert_eq!(std::fs::read(&path).expect("read"), before);
    }
    assert_eq!(job_ids(&mut store), [1]);
}

#[test]
fn rows_that_are_no_jobs_are_left_out_and_counted() {
    let place = Place::new();
    let queue = gearmand_queue(&place, "gearman_queue");
    let gearmand = Connection::open(&queue.path).expect("opened");
    let insert = "INSERT INTO gearman_queue VALUES (?1, ?2, 1, 'x', 0)";
    for (unique, function) in [("u", ""), ("u", "a\0b"), ("a\0b", "f")] {
        gearmand.execute(insert, [unique, function]).expect("added");
    }
    drop(gearmand);
    let taken = place.open().take_over(&queue, NOW).expect("taken over");
    let expected = TakenOver::Jobs {
        taken: 3,
        left_out: 3,
    };
    assert_eq!(taken, expected);
}

#[test]
fn what_a_killed_gearmand_left_half_written_is_undone() {
    let place = Place::new();
    let queue = gearmand_queue(&place, "gearman_queue");
    let before = std::fs::read(&queue.path).expect("read");
    let gearmand = Connection::open(&queue.path).expect("opened");
    gearmand
        .execute_batch(
            "PRAGMA cache_size = 1;
             BEGIN;
             DELETE FROM gearman_queue;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
                 INSERT INTO gearman_queue SELECT i, 'half', 1, zeroblob(999), 0 FROM n;",
        )
        .expect("begun");
    // Files as a process leaves them that is killed here.
    let killed = queue_at(place.folder().join("killed.db"), "gearman_queue");
    for part in ["", "-journal"] {
        let name = |path: &std::path::Path| format!("{}{part}", path.display());
        std::fs::copy(name(&queue.path), name(&killed.path)).expect("copied");
    }
    drop(gearmand);
    assert_ne!(std::fs::read(&killed.path).expect("read"), before);
    let mut jobs = Vec::new();
    read_gearmand_queue(&killed, &mut |job| jobs.push(job)).expect("read");
    assert_eq!(jobs.len(), 3);
    assert_eq!(std::fs::read(&killed.path).expect("read"), before);
}
