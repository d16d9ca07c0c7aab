use std::fs;

use bytes::Bytes;
use geartrain_store::{GearmandJob, Priority};
use tempfile::TempDir;

use super::*;

const KEY: [&str; 2] = ["localhost:4730", "gearman_queue"];

fn entry(number: i64, unique: &'static str, workload: &'static str) -> Entry {
    Entry::of(&GearmandRow {
        number,
        job: GearmandJob {
            function: Bytes::from_static(b"f\n\t"),
            unique: Unique::Given(Bytes::from_static(unique.as_bytes())),
            workload: Bytes::from_static(workload.as_bytes()),
            priority: Priority::NORMAL,
            not_before: None,
        },
    })
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("record");
    (folder, path)
}

#[test]
fn what_was_added_is_known_again_to_the_same_server_only() {
    let (_folder, path) = folder();
    let first = entry(1, "u", "x");
    let mut record = Record::open(&path, KEY).expect("opened");
    assert!(!record.contains(&first));
    record.add(first.clone()).expect("written");
    assert!(record.contains(&first));
    drop(record);
    let other = Record::open(&path, ["other:4730", "gearman_queue"]).expect("opened");
    assert!(!other.contains(&first));
    drop(other);
    let record = Record::open(&path, KEY).expect("opened");
    assert!(record.contains(&first));
    for news in [entry(2, "u", "x"), entry(1, "v", "x"), entry(1, "u", "y")] {
        assert!(!record.contains(&news));
    }
}

#[test]
fn a_line_without_its_end_counts_as_none() {
    let (_folder, path) = folder();
    let mut record = Record::open(&path, KEY).expect("opened");
    record.add(entry(1, "u", "x")).expect("written");
    record.add(entry(2, "u", "x")).expect("written");
    drop(record);
    let text = fs::read(&path).expect("read");
    fs::write(&path, &text[..text.len() - 1]).expect("written");
    let mut record = Record::open(&path, KEY).expect("opened");
    assert!(record.contains(&entry(1, "u", "x")));
    assert!(!record.contains(&entry(2, "u", "x")));
    record.add(entry(2, "u", "x")).expect("written");
    drop(record);
    assert_eq!(fs::read(&path).expect("read"), text);
}

#[test]
fn two_imports_do_not_share_a_record() {
    let (_folder, path) = folder();
    let _record = Record::open(&path, KEY).expect("opened");
    let trouble = Record::open(&path, KEY).expect_err("it is taken");
    assert!(trouble.message.contains("another import"), "{trouble:?}");
}

#[test]
fn the_digest_never_changes() {
    // From the description of FNV-1a.
    assert_eq!(Digest::default().bytes(b"foobar").0, 0x8594_4171_f739_67e8);
}
