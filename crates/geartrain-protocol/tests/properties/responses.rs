//! A strategy for every response.

use geartrain_protocol::{JobAssign, Response, StatusFields};
use proptest::option;
use proptest::prelude::*;

use crate::names::{function, handle, payload, unique, word};

pub(crate) fn response() -> impl Strategy<Value = Response> {
    prop_oneof![
        2 => simple(),
        2 => assignment().prop_map(Response::JobAssign),
        2 => status(),
        3 => about_job(),
    ]
}

fn simple() -> impl Strategy<Value = Response> {
    prop_oneof![
        Just(Response::Noop),
        Just(Response::NoJob),
        handle().prop_map(|handle| Response::JobCreated { handle }),
        payload().prop_map(|payload| Response::Echo { payload }),
        (word(0, 20), payload()).prop_map(|(code, text)| Response::Error { code, text }),
        word(0, 20).prop_map(|option| Response::OptionSet { option }),
    ]
}

/// A reducer is shown only together with a unique.
fn assignment() -> impl Strategy<Value = JobAssign> {
    let shown = option::of((unique(), option::of(word(0, 64))));
    (handle(), function(), shown, payload()).prop_map(|(handle, function, shown, workload)| {
        let (unique, reducer) =
            shown.map_or((None, None), |(unique, reducer)| (Some(unique), reducer));
        JobAssign {
            handle,
            function,
            unique,
            reducer,
            workload,
        }
    })
}

fn status() -> impl Strategy<Value = Response> {
    let fields = || {
        any::<(bool, bool, u64, u64)>().prop_map(|fields| StatusFields {
            is_known: fields.0,
            is_running: fields.1,
            numerator: fields.2,
            denominator: fields.3,
        })
    };
    prop_oneof![
        (handle(), fields()).prop_map(|(handle, status)| Response::Status { handle, status }),
        (unique(), fields(), any::<u64>()).prop_map(|(unique, status, clients)| {
            Response::StatusUnique {
                unique,
                status,
                clients,
            }
        }),
    ]
}

fn about_job() -> impl Strategy<Value = Response> {
    let with_data = || (handle(), payload());
    prop_oneof![
        (handle(), word(0, 20), word(0, 20)).prop_map(|(handle, numerator, denominator)| {
            Response::WorkStatus {
                handle,
                numerator,
                denominator,
            }
        }),
        with_data().prop_map(|(handle, data)| Response::WorkData { handle, data }),
        with_data().prop_map(|(handle, data)| Response::WorkWarning { handle, data }),
        with_data().prop_map(|(handle, data)| Response::WorkComplete { handle, data }),
        with_data().prop_map(|(handle, data)| Response::WorkException { handle, data }),
        handle().prop_map(|handle| Response::WorkFail { handle }),
    ]
}
