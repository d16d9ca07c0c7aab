use geartrain_dispatch::{FunctionId, JobId};

use super::*;
use crate::hub::PeerFacts;

fn function(id: u32, name: &'static str) -> FunctionRow {
    FunctionRow {
        id: FunctionId(id),
        name: Bytes::from_static(name.as_bytes()),
        ready: [1, 2, 3],
        delayed: [0, 10, 0],
        running: 5,
        buried: 100,
        workers: 7,
        oldest_ready_ms: None,
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn the_total_has_delayed_ready_and_running_jobs_and_no_buried_ones() {
    let text = written(|out| status(&[function(0, "f")], out));
    assert_eq!(text, "f\t21\t5\t7\n.\n");
}

#[test]
fn priorities_have_delayed_and_ready_jobs() {
    let text = written(|out| priority_status(&[function(0, "f")], out));
    assert_eq!(text, "f\t1\t12\t3\t7\n.\n");
}

#[test]
fn the_newest_function_comes_first() {
    let text = written(|out| status(&[function(0, "old"), function(1, "new")], out));
    assert!(text.starts_with("new\t") && text.contains("\nold\t"));
}

#[test]
fn a_connection_that_said_nothing_has_a_dash() {
    let peer = |socket, address: &str, client_id, functions: &[&'static str]| PeerRow {
        facts: PeerFacts {
            address: address.parse().unwrap(),
            socket,
        },
        client_id: Bytes::from_static(client_id),
        functions: functions
            .iter()
            .map(|name| Bytes::from_static(name.as_bytes()))
            .collect(),
    };
    let peers = [
        peer(7, "10.0.0.1:1234", b"", &[]),
        peer(8, "[::1]:1234", b"press", &["print", "fold"]),
    ];
    let text = written(|out| workers(&peers, out));
    assert_eq!(text, "7 10.0.0.1 - :\n8 ::1 press : fold print\n.\n");
}

#[test]
fn jobs_have_their_handle_and_the_workers_they_lost() {
    let handles = Handles::new("H:x:").unwrap();
    let job = |id, mode, is_running, attempts| JobRow {
        id: JobId(id),
        unique: Bytes::new(),
        mode,
        is_running,
        attempts,
    };
    let rows = [
        job(1, Mode::Foreground, false, 0),
        job(2, Mode::Background, true, 1),
        job(3, Mode::Background, false, 2),
    ];
    let text = written(|out| jobs(&rows, &handles, out));
    assert_eq!(text, "H:x:1\t0\t0\t0\nH:x:2\t0\t0\t1\nH:x:3\t2\t0\t1\n.\n");
    assert_eq!(written(|out| uniques(&rows, out)), "\n\n\n.\n");
}
