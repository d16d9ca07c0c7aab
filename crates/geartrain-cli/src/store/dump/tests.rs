use bytes::Bytes;
use geartrain_store::{JobId, Priority, Timestamp};

use super::*;

fn job() -> KeptJob {
    KeptJob {
        job: JobId(7),
        function: Bytes::from_static(b"resize"),
        unique: Unique::None,
        workload: Bytes::from_static(b"a \"b\"\n"),
        reducer: None,
        priority: Priority::HIGH,
        submitted: Timestamp(1_800_000_000_000),
        not_before: None,
        attempts: 2,
        is_buried: false,
    }
}

fn text(record: Record) -> String {
    let mut out = Vec::new();
    write_line(&mut out, record).expect("memory takes it");
    String::from_utf8(out).expect("JSON is text")
}

#[test]
fn a_job_is_one_line() {
    let line = text(Record::Added(Box::new(job())));
    assert_eq!(line.matches('\n').count(), 1);
    let value: Value = serde_json::from_str(&line).expect("JSON");
    let expected = json!({
        "job": 7, "function": "resize", "priority": "high", "buried": false, "attempts": 2,
        "submitted_ms": 1_800_000_000_000_u64, "payload": "a \"b\"\n",
    });
    assert_eq!(value, expected);
}

#[test]
fn bytes_that_are_no_text_stand_as_digits() {
    let job = KeptJob {
        workload: Bytes::from_static(b"\x00\xff"),
        unique: Unique::Given(Bytes::from_static(b"\xf0")),
        not_before: Some(Timestamp(u64::MAX)),
        ..job()
    };
    let value = job_line(&job);
    assert_eq!(value["payload_hex"], "00ff");
    assert_eq!(value["unique_hex"], "f0");
    assert_eq!(value["not_before_ms"], u64::MAX);
}

#[test]
fn what_operators_set_up_has_lines_as_well() {
    let function = Bytes::from_static(b"resize");
    let bounded = Record::Bounded {
        function,
        bound: QueueBound::Total(Some(5)),
    };
    let line = text(bounded);
    assert_eq!(
        line,
        "{\"function\":\"resize\",\"maxqueue\":{\"total\":5}}\n"
    );
}
