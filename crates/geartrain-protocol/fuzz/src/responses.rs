//! Any response.

use arbitrary::Arbitrary;
use geartrain_protocol::{JobAssign, Response, StatusFields};

use crate::parts::{function, handle, unique, word};

/// Bytes that become a response, whatever they are.
#[derive(Arbitrary, Debug)]
pub enum AnyResponse {
    Noop,
    JobCreated(Vec<u8>),
    NoJob,
    JobAssign(AnyAssign),
    Echo(Vec<u8>),
    Error(Vec<u8>, Vec<u8>),
    Status(Vec<u8>, AnyStatus),
    StatusUnique(Vec<u8>, AnyStatus, u64),
    OptionSet(Vec<u8>),
    WorkStatus(Vec<u8>, Vec<u8>, Vec<u8>),
    WorkData(Vec<u8>, Vec<u8>),
    WorkWarning(Vec<u8>, Vec<u8>),
    WorkComplete(Vec<u8>, Vec<u8>),
    WorkFail(Vec<u8>),
    WorkException(Vec<u8>, Vec<u8>),
}

/// A reducer is shown only together with a unique.
#[derive(Arbitrary, Debug)]
pub struct AnyAssign {
    handle: Vec<u8>,
    function: Vec<u8>,
    shown: Option<(Vec<u8>, Option<Vec<u8>>)>,
    workload: Vec<u8>,
}

#[derive(Arbitrary, Debug)]
pub struct AnyStatus {
    is_known: bool,
    is_running: bool,
    numerator: u64,
    denominator: u64,
}

impl From<AnyResponse> for Response {
    fn from(any: AnyResponse) -> Self {
        match any {
            AnyResponse::Noop => Self::Noop,
            AnyResponse::JobCreated(name) => Self::JobCreated {
                handle: handle(name),
            },
            AnyResponse::NoJob => Self::NoJob,
            AnyResponse::JobAssign(assign) => Self::JobAssign(assign.into()),
            AnyResponse::Echo(payload) => Self::Echo {
                payload: payload.into(),
            },
            AnyResponse::Error(code, text) => Self::Error {
                code: word(code, 100),
                text: text.into(),
            },
            AnyResponse::Status(name, status) => Self::Status {
                handle: handle(name),
                status: status.into(),
            },
            AnyResponse::StatusUnique(name, status, clients) => Self::StatusUnique {
                unique: unique(name),
                status: status.into(),
                clients,
            },
            AnyResponse::OptionSet(option) => Self::OptionSet {
                option: word(option, 100),
            },
            AnyResponse::WorkStatus(name, numerator, denominator) => Self::WorkStatus {
                handle: handle(name),
                numerator: word(numerator, 100),
                denominator: word(denominator, 100),
            },
            AnyResponse::WorkData(name, data) => Self::WorkData {
                handle: handle(name),
                data: data.into(),
            },
            AnyResponse::WorkWarning(name, data) => Self::WorkWarning {
                handle: handle(name),
                data: data.into(),
            },
            AnyResponse::WorkComplete(name, data) => Self::WorkComplete {
                handle: handle(name),
                data: data.into(),
            },
            AnyResponse::WorkFail(name) => Self::WorkFail {
                handle: handle(name),
            },
            AnyResponse::WorkException(name, data) => Self::WorkException {
                handle: handle(name),
                data: data.into(),
            },
        }
    }
}

impl From<AnyAssign> for JobAssign {
    fn from(any: AnyAssign) -> Self {
        let (shown, reducer) = any.shown.unzip();
        Self {
            handle: handle(any.handle),
            function: function(any.function),
            unique: shown.map(unique),
            reducer: reducer.flatten().map(|name| word(name, 100)),
            workload: any.workload.into(),
        }
    }
}

impl From<AnyStatus> for StatusFields {
    fn from(any: AnyStatus) -> Self {
        Self {
            is_known: any.is_known,
            is_running: any.is_running,
            numerator: any.numerator,
            denominator: any.denominator,
        }
    }
}
