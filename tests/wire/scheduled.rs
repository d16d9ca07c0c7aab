//! Jobs that run when the clock shows something.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::support::*;

#[test]
fn a_scheduled_job_waits_for_the_next_moment_that_fits() {
    let server = TestServer::start();
    let mut client = server.connect();
    differs("sched");
    // The first day of a month that is not near.
    let elsewhen = if is_february_near() { b"6" } else { b"2" };
    let fields: [&[u8]; 8] = [b"f", b"", b"0", b"0", b"1", elsewhen, b"", b"x"];
    let job = client.submit(SUBMIT_JOB_SCHED, &fields);
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
    client.send(GET_STATUS, &job);
    client.expect(STATUS_RES, &join(&[&job, b"\x001\x000\x000\x000"]));
    let mut worker = server.worker(b"f");
    worker.expect_no_job();
}

#[test]
fn a_star_is_any_value_of_its_field() {
    let server = TestServer::start();
    let mut client = server.connect();
    differs("sched");
    let each_minute: [&[u8]; 8] = [b"f", b"", b"*", b"*", b"*", b"*", b"*", b"x"];
    client.submit(SUBMIT_JOB_SCHED, &each_minute);
    assert_eq!(client.status_of(b"f"), Some([1, 0, 0]));
}

#[test]
fn a_schedule_that_no_moment_fits_is_refused() {
    let server = TestServer::start();
    let mut client = server.connect();
    differs("sched");
    client.send(SUBMIT_JOB_SCHED, b"f\0\x000\x000\x0031\x002\0\0x");
    client.expect(ERROR, b"INVALID_ARGUMENT\0no moment fits the schedule");
    client.expect_nothing_more();
}

#[test]
fn a_field_of_a_schedule_that_is_out_of_range_is_named() {
    let server = TestServer::start();
    let mut client = server.connect();
    differs("sched");
    let wrong: [(&[u8], &[u8]); 6] = [
        (b"60\0\0\0\0\0", b"minute is not a number from 0 to 59"),
        (b"\x0024\0\0\0\0", b"hour is not a number from 0 to 23"),
        (
            b"\0\x000\0\0\0",
            b"day of month is not a number from 1 to 31",
        ),
        (b"\0\0\x0013\0\0", b"month is not a number from 1 to 12"),
        (b"\0\0\0\x007\0", b"day of week is not a number from 0 to 6"),
        (b"**\0\0\0\0\0", b"minute is not a number from 0 to 59"),
    ];
    for (schedule, text) in wrong {
        client.send(SUBMIT_JOB_SCHED, &join(&[b"f\0u\0", schedule, b"x"]));
        client.expect(ERROR, &join(&[b"INVALID_ARGUMENT\0", text]));
    }
    client.expect_nothing_more();
}

/// Whether the first of February is near.
fn is_february_near() -> bool {
    const YEAR_SECONDS: u64 = 31_556_952;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("it is after 1970").as_secs();
    now % YEAR_SECONDS < 70 * 86_400
}
