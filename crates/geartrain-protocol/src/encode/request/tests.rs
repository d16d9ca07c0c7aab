//! Requests as bytes, each field in its place.

use bytes::Bytes;

use super::super::testing::{bytes_of_request, function, handle, unique};
use crate::{CronFields, Reducer, Request, Start, Submit, SubmitMode, SubmitPriority};

fn submit() -> Submit {
    Submit {
        function: function(b"f"),
        unique: unique(b"u"),
        mode: SubmitMode::Background,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload: Bytes::from_static(b"x\0"),
    }
}

fn bytes_of_submit(submit: Submit) -> Bytes {
    bytes_of_request(&Request::Submit(submit))
}

#[test]
fn mode_and_priority_choose_the_type() {
    let table = [
        (SubmitMode::Foreground, SubmitPriority::Normal, 7),
        (SubmitMode::Background, SubmitPriority::Normal, 18),
        (SubmitMode::Foreground, SubmitPriority::High, 21),
        (SubmitMode::Background, SubmitPriority::High, 32),
        (SubmitMode::Foreground, SubmitPriority::Low, 33),
        (SubmitMode::Background, SubmitPriority::Low, 34),
    ];
    for (mode, priority, packet_type) in table {
        let bytes = bytes_of_submit(Submit {
            mode,
            priority,
            ..submit()
        });
        let mut expected = *b"\0REQ\0\0\0?\0\0\0\x06f\0u\0x\0";
        expected[7] = packet_type;
        assert_eq!(&bytes[..], expected, "{mode:?} {priority:?}");
    }
}

#[test]
fn a_start_time_is_type_36() {
    let bytes = bytes_of_submit(Submit {
        start: Start::At(1_700_000_000),
        ..submit()
    });
    let expected = b"\0REQ\0\0\0\x24\0\0\0\x11f\0u\x001700000000\0x\0";
    assert_eq!(&bytes[..], expected);
}

#[test]
fn cron_fields_are_type_35_with_nothing_for_any() {
    let fields = CronFields {
        minute: Some(5),
        day_of_week: Some(0),
        ..CronFields::default()
    };
    let bytes = bytes_of_submit(Submit {
        start: Start::Cron(fields),
        ..submit()
    });
    let expected = b"\0REQ\0\0\0\x23\0\0\0\x0df\0u\x005\0\0\0\x000\0x\0";
    assert_eq!(&bytes[..], expected);
}

#[test]
fn a_reducer_and_its_second_field_are_types_37_and_38() {
    let in_background = Submit {
        reducer: Some(Box::new(Reducer {
            name: Bytes::from_static(b"sum"),
            aggregate: Bytes::new(),
        })),
        ..submit()
    };
    let in_foreground = Submit {
        mode: SubmitMode::Foreground,
        ..in_background.clone()
    };
    let expected = b"\0REQ\0\0\0\x26\0\0\0\x0bf\0u\0sum\0\0x\0";
    assert_eq!(&bytes_of_submit(in_background)[..], expected);
    let expected = b"\0REQ\0\0\0\x25\0\0\0\x0bf\0u\0sum\0\0x\0";
    assert_eq!(&bytes_of_submit(in_foreground)[..], expected);
}

#[test]
fn requests_without_arguments_are_a_header() {
    let table = [
        (Request::ResetAbilities, 3),
        (Request::PreSleep, 4),
        (Request::GrabJob, 9),
        (Request::AllYours, 24),
        (Request::GrabJobUniq, 30),
        (Request::GrabJobAll, 39),
    ];
    for (request, packet_type) in table {
        let mut expected = *b"\0REQ\0\0\0?\0\0\0\0";
        expected[7] = packet_type;
        assert_eq!(&bytes_of_request(&request)[..], expected, "{request:?}");
    }
}

#[test]
fn a_timeout_stands_behind_the_name() {
    let request = Request::CanDoTimeout {
        function: function(b"f"),
        run_limit_ms: 1500,
    };
    let expected = b"\0REQ\0\0\0\x17\0\0\0\x06f\x001500";
    assert_eq!(&bytes_of_request(&request)[..], expected);
}

#[test]
fn a_lone_name_is_not_closed() {
    let can_do = Request::CanDo {
        function: function(b"f"),
    };
    let get_status = Request::GetStatus {
        handle: handle(b"H:a:1"),
    };
    assert_eq!(
        &bytes_of_request(&can_do)[..],
        b"\0REQ\0\0\0\x01\0\0\0\x01f"
    );
    assert_eq!(
        &bytes_of_request(&get_status)[..],
        b"\0REQ\0\0\0\x0f\0\0\0\x05H:a:1"
    );
}
