//! Answers, compared with what gearmand 1.1.20 wrote for the same state.

use bytes::Bytes;

use super::super::AdminError;
use super::{JobLine, PriorityStatusLine, StatusLine, WorkerLine};

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut answer = Vec::new();
    write(&mut answer);
    String::from_utf8(answer).expect("these answers are text")
}

#[test]
fn a_status_line_is_name_total_running_workers() {
    let line = StatusLine {
        function: b"f",
        total: 2,
        running: 1,
        workers: 3,
    };
    assert_eq!(
        written(|answer| super::status_line(answer, line)),
        "f\t2\t1\t3\n"
    );
}

#[test]
fn a_priority_status_line_is_name_high_normal_low_workers() {
    let line = PriorityStatusLine {
        function: b"g",
        queued: [1, 2, 3],
        workers: 4,
    };
    let answer = written(|answer| super::priority_status_line(answer, line));
    assert_eq!(answer, "g\t1\t2\t3\t4\n");
}

#[test]
fn a_worker_line_lists_its_functions() {
    let line = WorkerLine {
        connection: 37,
        address: "127.0.0.1",
        client_id: b"my worker",
    };
    let functions = [b"g".as_slice(), b"f"];
    let answer = written(|answer| super::worker_line(answer, line, functions));
    assert_eq!(answer, "37 127.0.0.1 my worker : g f\n");
}

#[test]
fn a_connection_without_id_and_functions_is_listed_too() {
    let line = WorkerLine {
        connection: 38,
        address: "::1",
        client_id: b"",
    };
    let answer = written(|answer| super::worker_line(answer, line, []));
    assert_eq!(answer, "38 ::1 - :\n");
}

#[test]
fn a_job_line_is_handle_retries_ignored_background() {
    let line = JobLine {
        handle: b"H:vm:1",
        retries: 2,
        is_ignored: false,
        is_background: true,
    };
    assert_eq!(
        written(|answer| super::job_line(answer, line)),
        "H:vm:1\t2\t0\t1\n"
    );
}

#[test]
fn a_unique_line_may_be_empty() {
    assert_eq!(written(|answer| super::unique_line(answer, b"u2")), "u2\n");
    assert_eq!(written(|answer| super::unique_line(answer, b"")), "\n");
}

#[test]
fn a_name_cannot_forge_a_line_or_a_column() {
    let answer = written(|answer| super::unique_line(answer, b"a\n.\n\tb\x7f"));
    assert_eq!(answer, "a\\x0a.\\x0a\\x09b\\x7f\n");
}

#[test]
fn a_name_that_is_no_text_is_written_as_it_is() {
    let mut answer = Vec::new();
    super::unique_line(&mut answer, b"\xff\x80");
    assert_eq!(answer, b"\xff\x80\n");
}

#[test]
fn lists_and_values_end_with_lf_and_other_answers_with_crlf() {
    assert_eq!(written(super::list_end), ".\n");
    assert_eq!(
        written(|answer| super::ok_value(answer, 11084)),
        "OK 11084\n"
    );
    assert_eq!(written(super::ok), "OK\r\n");
    assert_eq!(written(super::unknown_job), "ERR UNKNOWN_JOB\r\n");
    assert_eq!(
        written(super::function_not_found),
        "ERR function not found\r\n"
    );
    let in_use = "ERR there are still connected workers or executing clients\r\n";
    assert_eq!(written(super::function_in_use), in_use);
    let not_created = written(|answer| super::function_not_created(answer, b"f"));
    assert_eq!(not_created, "ERR CREATE_FUNCTION f\r\n");
}

#[test]
fn an_error_writes_its_blanks_as_plus() {
    let with_text = AdminError::unknown_command(b"foo");
    let expected = "ERR UNKNOWN_COMMAND Unknown+server+commandfoo\r\n";
    assert_eq!(written(|answer| super::error(answer, &with_text)), expected);

    let raw = AdminError::unknown_command(b"\xff \xfe");
    let mut answer = Vec::new();
    super::error(&mut answer, &raw);
    assert_eq!(
        answer,
        b"ERR UNKNOWN_COMMAND Unknown+server+command\xff+\xfe\r\n"
    );

    let without_text = AdminError {
        code: "UNKNOWN_JOB",
        text: Bytes::new(),
    };
    let answer = written(|answer| super::error(answer, &without_text));
    assert_eq!(answer, "ERR UNKNOWN_JOB\r\n");
}
