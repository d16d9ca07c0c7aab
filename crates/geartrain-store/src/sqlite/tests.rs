use bytes::Bytes;
use geartrain_dispatch::{KeptJob, Priority, Timestamp, Unique};
use tempfile::TempDir;

use super::*;

fn added(id: u64) -> Record {
    Record::Added(Box::new(KeptJob {
        job: JobId(id),
        function: Bytes::from_static(b"f"),
        unique: Unique::None,
        workload: Bytes::from(vec![1; 10_000]),
        reducer: None,
        priority: Priority::NORMAL,
        submitted: Timestamp(0),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }))
}

fn group(ids: impl IntoIterator<Item = u64>) -> Group {
    let mut group = Group::default();
    for id in ids {
        group.push(added(id));
    }
    group
}

fn open(folder: &TempDir) -> SqliteStore {
    let path = folder.path().join("jobs.sqlite3");
    SqliteStore::open(&path, &SqliteOptions::default()).expect("opened")
}

fn limit_pages(store: &SqliteStore, pages: i64) {
    let limit = format!("PRAGMA max_page_count = {pages}");
    let set = store
        .connection
        .query_row(&limit, [], |row| row.get::<_, i64>(0));
    set.expect("limited");
}

#[test]
fn a_group_without_room_is_refused_as_a_whole_and_fits_later() {
    let folder = TempDir::new().expect("a folder");
    let mut store = open(&folder);
    store.commit(&group(1..=3)).expect("committed");
    limit_pages(&store, 30);
    let refused = store.commit(&group(4..=20)).expect_err("there is no room");
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    assert_eq!(store.load(&mut |_| ()).expect("loaded").jobs, 3);
    limit_pages(&store, 1_000_000);
    store.commit(&group(4..=20)).expect("committed");
    assert_eq!(store.load(&mut |_| ()).expect("loaded").jobs, 20);
}

#[test]
fn a_damaged_page_met_while_committing_ends_the_trust() {
    let folder = TempDir::new().expect("a folder");
    let mut store = open(&folder);
    store.commit(&group(1..=3)).expect("committed");
    // Rows come and go by the tree that hangs below the root page.
    store
        .connection
        .execute_batch(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET rootpage = 1000000 WHERE name = 'job';
             PRAGMA writable_schema = RESET;",
        )
        .expect("bent");
    let refused = store.commit(&group(4..=5)).expect_err("it is damaged");
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
    let refused = store.commit(&group(6..=7)).expect_err("it is not trusted");
    assert!(
        matches!(refused, StoreError::Distrusted { .. }),
        "{refused}"
    );
    store.reopen().expect_err("it is still damaged");
    let refused = store.tidy(Duration::ZERO).expect_err("it is not trusted");
    assert!(
        matches!(refused, StoreError::Distrusted { .. }),
        "{refused}"
    );
}
