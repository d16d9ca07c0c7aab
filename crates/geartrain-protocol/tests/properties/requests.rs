//! A strategy for every request.

use geartrain_protocol::limits::FUNCTION_BYTES_MAX;
use geartrain_protocol::{CronFields, Reducer, Request, Start, Submit, SubmitMode, SubmitPriority};
use proptest::option;
use proptest::prelude::*;

use crate::names::{client_id, function, handle, payload, unique, word};

pub(crate) fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        3 => ability(),
        3 => without_arguments(),
        6 => submit().prop_map(Request::Submit),
        3 => question(),
        6 => about_job(),
    ]
}

fn ability() -> impl Strategy<Value = Request> {
    prop_oneof![
        function().prop_map(|function| Request::CanDo { function }),
        function().prop_map(|function| Request::CantDo { function }),
        (function(), any::<u64>()).prop_map(|(function, run_limit_ms)| Request::CanDoTimeout {
            function,
            run_limit_ms,
        }),
    ]
}

fn without_arguments() -> impl Strategy<Value = Request> {
    prop_oneof![
        Just(Request::ResetAbilities),
        Just(Request::PreSleep),
        Just(Request::GrabJob),
        Just(Request::GrabJobUniq),
        Just(Request::GrabJobAll),
        Just(Request::AllYours),
    ]
}

fn question() -> impl Strategy<Value = Request> {
    prop_oneof![
        client_id().prop_map(|id| Request::SetClientId { id }),
        handle().prop_map(|handle| Request::GetStatus { handle }),
        unique().prop_map(|unique| Request::GetStatusUnique { unique }),
        word(0, 64).prop_map(|option| Request::OptionReq { option }),
        payload().prop_map(|payload| Request::Echo { payload }),
    ]
}

fn about_job() -> impl Strategy<Value = Request> {
    let with_data = || (handle(), payload());
    prop_oneof![
        (handle(), word(0, 20), word(0, 20)).prop_map(|(handle, numerator, denominator)| {
            Request::WorkStatus {
                handle,
                numerator,
                denominator,
            }
        }),
        with_data().prop_map(|(handle, data)| Request::WorkData { handle, data }),
        with_data().prop_map(|(handle, data)| Request::WorkWarning { handle, data }),
        with_data().prop_map(|(handle, data)| Request::WorkComplete { handle, data }),
        with_data().prop_map(|(handle, data)| Request::WorkException { handle, data }),
        handle().prop_map(|handle| Request::WorkFail { handle }),
    ]
}

/// The combinations that have a packet of their own.
fn submit() -> impl Strategy<Value = Submit> {
    let (background, normal) = (SubmitMode::Background, SubmitPriority::Normal);
    let how = prop_oneof![
        (mode(), priority()).prop_map(|(mode, priority)| (mode, priority, Start::Now, None)),
        (0..=u64::MAX / 2).prop_map(move |at| (background, normal, Start::At(at), None)),
        cron().prop_map(move |cron| (background, normal, Start::Cron(cron), None)),
        (mode(), reducer())
            .prop_map(move |(mode, reducer)| { (mode, normal, Start::Now, Some(reducer)) }),
    ];
    (function(), unique(), how, payload()).prop_map(|(function, unique, how, workload)| {
        let (mode, priority, start, reducer) = how;
        Submit {
            function,
            unique,
            mode,
            priority,
            start,
            reducer: reducer.map(Box::new),
            workload,
        }
    })
}

fn mode() -> impl Strategy<Value = SubmitMode> {
    prop_oneof![Just(SubmitMode::Foreground), Just(SubmitMode::Background)]
}

fn priority() -> impl Strategy<Value = SubmitPriority> {
    prop_oneof![
        Just(SubmitPriority::High),
        Just(SubmitPriority::Normal),
        Just(SubmitPriority::Low),
    ]
}

fn cron() -> impl Strategy<Value = CronFields> {
    (
        option::of(0..=59_u8),
        option::of(0..=23_u8),
        option::of(1..=31_u8),
        option::of(1..=12_u8),
        option::of(0..=6_u8),
    )
        .prop_map(
            |(minute, hour, day_of_month, month, day_of_week)| CronFields {
                minute,
                hour,
                day_of_month,
                month,
                day_of_week,
            },
        )
}

fn reducer() -> impl Strategy<Value = Reducer> {
    (word(0, FUNCTION_BYTES_MAX), word(0, 20))
        .prop_map(|(name, aggregate)| Reducer { name, aggregate })
}
