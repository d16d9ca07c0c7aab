//! Lines, with the answers of gearmand 1.1.20 where they are wrong.

use bytes::Bytes;

use super::super::{AdminCommand, MaxQueueSizes, answer};
use crate::FunctionName;

fn parse(line: &[u8]) -> AdminCommand {
    AdminCommand::parse(&Bytes::copy_from_slice(line))
}

/// The line that answers a wrong one.
fn error_line(line: &[u8]) -> String {
    let AdminCommand::Wrong(error) = parse(line) else {
        panic!("{line:?} was taken");
    };
    let mut answer = Vec::new();
    answer::error(&mut answer, &error);
    String::from_utf8(answer).expect("an answer is text")
}

fn bytes(text: &'static [u8]) -> Bytes {
    Bytes::from_static(text)
}

fn name(text: &'static [u8]) -> FunctionName {
    FunctionName::new(bytes(text)).expect("a name")
}

#[test]
fn commands_match_in_any_case_and_end_with_lf_or_crlf() {
    for line in [
        b"status\n".as_slice(),
        b"STATUS\r\n",
        b"Status\n",
        b"status",
    ] {
        assert_eq!(parse(line), AdminCommand::Status, "{line:?}");
    }
}

#[test]
fn each_command_has_its_word() {
    let table: [(&[u8], AdminCommand); 8] = [
        (b"status\n", AdminCommand::Status),
        (b"prioritystatus\n", AdminCommand::PriorityStatus),
        (b"workers\n", AdminCommand::Workers),
        (b"version\n", AdminCommand::Version),
        (b"verbose\n", AdminCommand::Verbose),
        (b"getpid\n", AdminCommand::GetPid),
        (b"show jobs\n", AdminCommand::ShowJobs),
        (b"show unique jobs\n", AdminCommand::ShowUniqueJobs),
    ];
    for (line, expected) in table {
        assert_eq!(parse(line), expected, "{line:?}");
    }
}

#[test]
fn commands_without_arguments_overlook_further_words() {
    assert_eq!(parse(b"status a b c d e f g h i j\n"), AdminCommand::Status);
    assert_eq!(parse(b"version \n"), AdminCommand::Version);
}

#[test]
fn several_blanks_separate_as_one_does() {
    assert_eq!(
        parse(b"show   unique  jobs\n"),
        AdminCommand::ShowUniqueJobs
    );
}

#[test]
fn a_blank_in_front_makes_the_command_unknown() {
    let expected = "ERR UNKNOWN_COMMAND Unknown+server+command\r\n";
    for line in [b" status\n".as_slice(), b"  status\n", b"\n", b"\r\n"] {
        assert_eq!(error_line(line), expected, "{line:?}");
    }
}

#[test]
fn an_unknown_command_is_named_as_it_was_written() {
    let table: [(&[u8], &str); 4] = [
        (
            b"foo\n",
            "ERR UNKNOWN_COMMAND Unknown+server+commandfoo\r\n",
        ),
        (
            b"foo bar\r\n",
            "ERR UNKNOWN_COMMAND Unknown+server+commandfoo\r\n",
        ),
        (
            b"FoO\tbar baz\n",
            "ERR UNKNOWN_COMMAND Unknown+server+commandFoO\tbar\r\n",
        ),
        (
            b"foo\0bar\n",
            "ERR UNKNOWN_COMMAND Unknown+server+commandfoo\r\n",
        ),
    ];
    for (line, expected) in table {
        assert_eq!(error_line(line), expected);
    }
}

#[test]
fn a_command_that_lacks_its_arguments_is_incomplete_or_unknown_as_in_gearmand() {
    let incomplete =
        "ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+";
    let unknown = "ERR UNKNOWN_COMMAND Unknown+server+command";
    let table: [(&[u8], &str, &str); 9] = [
        (b"maxqueue\n", incomplete, "maxqueue"),
        (b"create\n", incomplete, "create"),
        (b"create function\n", incomplete, "create"),
        (b"CREATE foo x\n", incomplete, "CREATE"),
        (b"drop function\n", incomplete, "drop"),
        (b"drop function a b\n", incomplete, "drop"),
        (b"cancel\n", unknown, "cancel"),
        (b"cancel job\n", unknown, "cancel"),
        (b"show\n", unknown, "show"),
    ];
    for (line, front, command) in table {
        assert_eq!(
            error_line(line),
            format!("{front}{command}\r\n"),
            "{line:?}"
        );
    }
}

#[test]
fn wrong_words_behind_show_and_cancel_have_codes_without_text() {
    for line in [b"show foo\n".as_slice(), b"show jobs x\n", b"show unique\n"] {
        assert_eq!(
            error_line(line),
            "ERR UNKNOWN_SHOW_ARGUMENTS\r\n",
            "{line:?}"
        );
    }
    for line in [b"cancel foo H:a:1\n".as_slice(), b"cancel job a b\n"] {
        assert_eq!(error_line(line), "ERR UNKNOWN_ERROR\r\n", "{line:?}");
    }
}

#[test]
fn a_function_to_create_needs_a_name() {
    let expected =
        "ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+create\r\n";
    assert_eq!(error_line(b"create function \n"), expected);
    assert_eq!(error_line(b"create function \r\n"), expected);
}

#[test]
fn a_function_has_no_longer_a_name_than_jobs_may_give() {
    let longest = [b'f'; 512];
    let create = [b"create function ", &longest[..]].concat();
    assert!(matches!(
        parse(&create),
        AdminCommand::CreateFunction { .. }
    ));
    let expected = "ERR ARGUMENT_TOO_LARGE function+name+has+513+bytes,+512+are+allowed\r\n";
    assert_eq!(error_line(&[&create[..], b"f\n"].concat()), expected);
    let bound = [b"maxqueue ", &longest[..], b"f 1\n"].concat();
    assert_eq!(error_line(&bound), expected);
}

#[test]
fn functions_are_created_and_dropped_by_their_whole_name() {
    let function = bytes(b"Resize");
    let create = AdminCommand::CreateFunction {
        function: name(b"Resize"),
    };
    assert_eq!(parse(b"create function Resize\n"), create);
    assert_eq!(parse(b"create function Resize\r\n"), create);
    assert_eq!(
        parse(b"drop FUNCTION Resize\n"),
        AdminCommand::DropFunction { function }
    );
}

#[test]
fn a_job_is_cancelled_by_its_handle() {
    let handle = bytes(b"H:a:1");
    assert_eq!(
        parse(b"cancel job H:a:1\n"),
        AdminCommand::CancelJob { handle }
    );
    let handle = bytes(b"");
    assert_eq!(parse(b"cancel job \n"), AdminCommand::CancelJob { handle });
}

#[test]
fn a_queue_is_bounded_by_none_one_or_three_sizes() {
    let table: [(&[u8], MaxQueueSizes); 5] = [
        (b"maxqueue f\n", MaxQueueSizes::Default),
        (b"maxqueue f 10\n", MaxQueueSizes::Total(Some(10))),
        (
            b"maxqueue f 1 2 3\n",
            MaxQueueSizes::PerPriority([Some(1), Some(2), Some(3)]),
        ),
        (
            b"maxqueue f 1 2\n",
            MaxQueueSizes::PerPriority([Some(1), Some(2), None]),
        ),
        (b"maxqueue  f  7\r\n", MaxQueueSizes::Total(Some(7))),
    ];
    for (line, sizes) in table {
        let function = name(b"f");
        assert_eq!(
            parse(line),
            AdminCommand::MaxQueue { function, sizes },
            "{line:?}"
        );
    }
}

#[test]
fn zero_and_less_are_no_bound_and_too_much_is_the_highest() {
    let table: [(&[u8], Option<u32>); 4] = [
        (b"maxqueue f 0\n", None),
        (b"maxqueue f -5\n", None),
        (b"maxqueue f 4294967296\n", Some(u32::MAX)),
        (b"maxqueue f 99999999999999999999999\n", Some(u32::MAX)),
    ];
    for (line, size) in table {
        let sizes = MaxQueueSizes::Total(size);
        let function = name(b"f");
        assert_eq!(
            parse(line),
            AdminCommand::MaxQueue { function, sizes },
            "{line:?}"
        );
    }
}

#[test]
fn a_size_that_is_no_number_and_a_fourth_one_are_refused() {
    let expected = "ERR INVALID_ARGUMENTS \
         An+incomplete+set+of+arguments+was+sent+to+this+command+maxqueue\r\n";
    let wrong: [&[u8]; 5] = [
        b"maxqueue f x\n",
        b"maxqueue f 1x\n",
        b"maxqueue f -\n",
        b"maxqueue f 1 2 3 4\n",
        b"maxqueue \n",
    ];
    for line in wrong {
        assert_eq!(error_line(line), expected, "{line:?}");
    }
}

#[test]
fn shutdown_keeps_its_word_as_it_was_sent() {
    let command = bytes(b"ShutDown");
    let expected = AdminCommand::Shutdown {
        command: command.clone(),
    };
    assert_eq!(parse(b"ShutDown\n"), expected);
    let expected = AdminCommand::ShutdownGraceful { command };
    assert_eq!(parse(b"ShutDown Graceful\n"), expected);
}

#[test]
fn shutdown_knows_one_word() {
    let expected = "ERR UNKNOWN_COMMAND Unknown+server+commandshutdown\r\n";
    assert_eq!(error_line(b"shutdown now\n"), expected);
}
