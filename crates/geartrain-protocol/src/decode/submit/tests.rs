//! Submissions, well and badly formed.

use bytes::Bytes;

use super::super::testing::{function, refused, request_of, unique};
use crate::{
    CronFields, PacketType, Reducer, Refusal, Request, Start, Submit, SubmitMode, SubmitPriority,
};

fn submit_of(packet_type: PacketType, body: &[u8]) -> Result<Submit, Refusal> {
    match request_of(packet_type, body)? {
        Request::Submit(submit) => Ok(submit),
        other => panic!("read as {other:?}"),
    }
}

/// `f NUL u NUL data` as `SUBMIT_JOB_BG`.
fn background() -> Submit {
    Submit {
        function: function(b"f"),
        unique: unique(b"u"),
        mode: SubmitMode::Background,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload: Bytes::from_static(b"data"),
    }
}

#[test]
fn six_types_are_three_priorities_in_two_modes() {
    let table = [
        (
            PacketType::SubmitJob,
            SubmitMode::Foreground,
            SubmitPriority::Normal,
        ),
        (
            PacketType::SubmitJobBg,
            SubmitMode::Background,
            SubmitPriority::Normal,
        ),
        (
            PacketType::SubmitJobHigh,
            SubmitMode::Foreground,
            SubmitPriority::High,
        ),
        (
            PacketType::SubmitJobHighBg,
            SubmitMode::Background,
            SubmitPriority::High,
        ),
        (
            PacketType::SubmitJobLow,
            SubmitMode::Foreground,
            SubmitPriority::Low,
        ),
        (
            PacketType::SubmitJobLowBg,
            SubmitMode::Background,
            SubmitPriority::Low,
        ),
    ];
    for (packet_type, mode, priority) in table {
        let expected = Submit {
            mode,
            priority,
            ..background()
        };
        assert_eq!(submit_of(packet_type, b"f\0u\0data"), Ok(expected));
    }
}

#[test]
fn the_workload_runs_to_the_end_with_its_nuls() {
    let submit = submit_of(PacketType::SubmitJob, b"f\0u\0a\0b\0").expect("well formed");
    assert_eq!(&submit.workload[..], b"a\0b\0");
}

#[test]
fn unique_and_workload_may_be_empty() {
    let submit = submit_of(PacketType::SubmitJob, b"f\0\0").expect("well formed");
    assert_eq!(submit.unique.as_bytes(), b"");
    assert_eq!(&submit.workload[..], b"");
}

#[test]
fn a_unique_is_any_bytes_but_nul() {
    let submit = submit_of(PacketType::SubmitJob, b"f\0\x80\xff\n \0x").expect("well formed");
    assert_eq!(submit.unique.as_bytes(), b"\x80\xff\n ");
}

#[test]
fn a_unique_of_64_bytes_is_taken_and_one_of_65_gets_the_text_that_clients_know() {
    let fitting = [b"f\0".as_slice(), &[b'u'; 64], b"\0data"].concat();
    let too_long = [b"f\0".as_slice(), &[b'u'; 65], b"\0data"].concat();
    let submit = submit_of(PacketType::SubmitJob, &fitting).expect("64 bytes fit");
    assert_eq!(submit.unique.as_bytes().len(), 64);
    let refusal = submit_of(PacketType::SubmitJob, &too_long);
    assert_eq!(
        refusal,
        refused("ARGUMENT_TOO_LARGE", "Unique value too large")
    );
}

#[test]
fn a_missing_separator_is_named() {
    let table: [(PacketType, &[u8], &str); 8] = [
        (PacketType::SubmitJob, b"", "function name"),
        (PacketType::SubmitJob, b"f", "function name"),
        (PacketType::SubmitJob, b"f\0u", "unique"),
        (PacketType::SubmitJobEpoch, b"f\0u\x0012", "epoch"),
        (PacketType::SubmitJobSched, b"f\0u\x001\x002", "hour"),
        (
            PacketType::SubmitJobSched,
            b"f\0u\x001\x002\x003\x004\x005",
            "day of week",
        ),
        (PacketType::SubmitReduceJob, b"f\0u\0r", "reducer"),
        (PacketType::SubmitReduceJob, b"f\0u\0r\0d", "aggregate"),
    ];
    for (packet_type, body, field) in table {
        let expected = format!("{field} is not followed by a NUL byte");
        assert_eq!(
            submit_of(packet_type, body),
            refused("INVALID_PACKET", &expected)
        );
    }
}

#[test]
fn an_empty_function_name_is_refused() {
    let refusal = submit_of(PacketType::SubmitJob, b"\0u\0d");
    assert_eq!(
        refusal,
        refused("INVALID_ARGUMENT", "function name is empty")
    );
}

#[test]
fn an_epoch_is_seconds() {
    let expected = Submit {
        start: Start::At(1_700_000_000),
        ..background()
    };
    let submit = submit_of(PacketType::SubmitJobEpoch, b"f\0u\x001700000000\0data");
    assert_eq!(submit, Ok(expected));
}

#[test]
fn an_epoch_up_to_the_end_of_signed_64_bits_is_taken() {
    const LAST: &[u8] = b"f\0u\x009223372036854775807\0";
    let submit = submit_of(PacketType::SubmitJobEpoch, LAST).expect("in range");
    assert_eq!(submit.start, Start::At(9_223_372_036_854_775_807));
}

#[test]
fn an_epoch_that_is_no_number_or_too_large_is_refused() {
    let wrong: [&[u8]; 6] = [
        b"f\0u\0\0data",
        b"f\0u\0soon\0data",
        b"f\0u\0-1\0data",
        b"f\0u\0 12\0data",
        b"f\0u\x009223372036854775808\0data",
        b"f\0u\x0099999999999999999999\0data",
    ];
    for body in wrong {
        let refusal = submit_of(PacketType::SubmitJobEpoch, body);
        let expected = refused("INVALID_ARGUMENT", "epoch is not a number of seconds");
        assert_eq!(refusal, expected, "{body:?}");
    }
}

#[test]
fn five_cron_fields_stand_before_the_workload() {
    let expected = Submit {
        start: Start::Cron(CronFields {
            minute: Some(59),
            hour: Some(23),
            day_of_month: Some(31),
            month: Some(12),
            day_of_week: Some(6),
        }),
        ..background()
    };
    let body = b"f\0u\x0059\x0023\x0031\x0012\x006\0data";
    assert_eq!(submit_of(PacketType::SubmitJobSched, body), Ok(expected));
}

#[test]
fn an_empty_cron_field_and_a_star_are_any() {
    let expected = Submit {
        start: Start::Cron(CronFields {
            minute: Some(0),
            ..CronFields::default()
        }),
        ..background()
    };
    for body in [
        &b"f\0u\x000\0\0\0\0\0data"[..],
        b"f\0u\x000\0*\0*\0*\0*\0data",
    ] {
        let submit = submit_of(PacketType::SubmitJobSched, body);
        assert_eq!(submit.as_ref(), Ok(&expected));
    }
}

#[test]
fn a_cron_field_outside_its_range_is_named_with_the_range() {
    let table: [(&[u8], &str); 9] = [
        (
            b"f\0u\x0060\0\0\0\0\0",
            "minute is not a number from 0 to 59",
        ),
        (b"f\0u\0**\0\0\0\0\0", "minute is not a number from 0 to 59"),
        (
            b"f\0u\x00256\0\0\0\0\0",
            "minute is not a number from 0 to 59",
        ),
        (b"f\0u\0\x0024\0\0\0\0", "hour is not a number from 0 to 23"),
        (
            b"f\0u\0\0\x000\0\0\0",
            "day of month is not a number from 1 to 31",
        ),
        (
            b"f\0u\0\0\x0032\0\0\0",
            "day of month is not a number from 1 to 31",
        ),
        (
            b"f\0u\0\0\0\x0013\0\0",
            "month is not a number from 1 to 12",
        ),
        (
            b"f\0u\0\0\0\0\x007\0",
            "day of week is not a number from 0 to 6",
        ),
        (
            b"f\0u\0\0\0\0\0-1\0",
            "day of week is not a number from 0 to 6",
        ),
    ];
    for (body, expected) in table {
        let refusal = submit_of(PacketType::SubmitJobSched, body);
        assert_eq!(refusal, refused("INVALID_ARGUMENT", expected), "{body:?}");
    }
}

#[test]
fn reduce_packets_have_five_fields() {
    let reducer = Some(Box::new(Reducer {
        name: Bytes::from_static(b"sum"),
        aggregate: Bytes::new(),
    }));
    let body = b"f\0u\0sum\0\0data";
    let in_background = Submit {
        reducer,
        ..background()
    };
    let in_foreground = Submit {
        mode: SubmitMode::Foreground,
        ..in_background.clone()
    };
    let submit = submit_of(PacketType::SubmitReduceJobBackground, body);
    assert_eq!(submit, Ok(in_background));
    assert_eq!(
        submit_of(PacketType::SubmitReduceJob, body),
        Ok(in_foreground)
    );
}

#[test]
fn a_reducer_longer_than_a_function_name_is_refused() {
    let body = [b"f\0u\0".as_slice(), &[b'r'; 513], b"\0\0data"].concat();
    let refusal = submit_of(PacketType::SubmitReduceJob, &body);
    let expected = "reducer has 513 bytes, 512 are allowed";
    assert_eq!(refusal, refused("ARGUMENT_TOO_LARGE", expected));
}
