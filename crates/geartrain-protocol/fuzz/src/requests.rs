//! Any request.

use arbitrary::Arbitrary;
use bytes::Bytes;
use geartrain_protocol::limits::FUNCTION_BYTES_MAX;
use geartrain_protocol::{
    ClientId, CronFields, Reducer, Request, Start, Submit, SubmitMode, SubmitPriority,
};

use crate::parts::{function, handle, unique, word};

/// Bytes that become a request, whatever they are.
#[derive(Arbitrary, Debug)]
pub enum AnyRequest {
    CanDo(Vec<u8>),
    CanDoTimeout(Vec<u8>, u64),
    CantDo(Vec<u8>),
    ResetAbilities,
    PreSleep,
    GrabJob,
    GrabJobUniq,
    GrabJobAll,
    AllYours,
    SetClientId(Vec<u8>),
    Submit(AnySubmit),
    GetStatus(Vec<u8>),
    GetStatusUnique(Vec<u8>),
    OptionReq(Vec<u8>),
    Echo(Vec<u8>),
    WorkStatus(Vec<u8>, Vec<u8>, Vec<u8>),
    WorkData(Vec<u8>, Vec<u8>),
    WorkWarning(Vec<u8>, Vec<u8>),
    WorkComplete(Vec<u8>, Vec<u8>),
    WorkFail(Vec<u8>),
    WorkException(Vec<u8>, Vec<u8>),
}

#[derive(Arbitrary, Debug)]
pub struct AnySubmit {
    function: Vec<u8>,
    unique: Vec<u8>,
    kind: AnyKind,
    workload: Vec<u8>,
}

/// The combinations that have a packet of their own.
#[derive(Arbitrary, Debug)]
enum AnyKind {
    Plain {
        is_background: bool,
        priority: u8,
    },
    At(u64),
    Cron([Option<u8>; 5]),
    Reduce {
        is_background: bool,
        name: Vec<u8>,
        aggregate: Vec<u8>,
    },
}

impl From<AnyRequest> for Request {
    fn from(any: AnyRequest) -> Self {
        match any {
            AnyRequest::CanDo(name) => Self::CanDo {
                function: function(name),
            },
            AnyRequest::CanDoTimeout(name, run_limit_ms) => Self::CanDoTimeout {
                function: function(name),
                run_limit_ms,
            },
            AnyRequest::CantDo(name) => Self::CantDo {
                function: function(name),
            },
            AnyRequest::ResetAbilities => Self::ResetAbilities,
            AnyRequest::PreSleep => Self::PreSleep,
            AnyRequest::GrabJob => Self::GrabJob,
            AnyRequest::GrabJobUniq => Self::GrabJobUniq,
            AnyRequest::GrabJobAll => Self::GrabJobAll,
            AnyRequest::AllYours => Self::AllYours,
            AnyRequest::SetClientId(id) => Self::SetClientId {
                id: ClientId::cut(id.into()),
            },
            AnyRequest::Submit(submit) => Self::Submit(submit.into()),
            AnyRequest::GetStatus(name) => Self::GetStatus {
                handle: handle(name),
            },
            AnyRequest::GetStatusUnique(name) => Self::GetStatusUnique {
                unique: unique(name),
            },
            AnyRequest::OptionReq(option) => Self::OptionReq {
                option: word(option, 100),
            },
            AnyRequest::Echo(payload) => Self::Echo {
                payload: payload.into(),
            },
            AnyRequest::WorkStatus(name, numerator, denominator) => Self::WorkStatus {
                handle: handle(name),
                numerator: word(numerator, 100),
                denominator: word(denominator, 100),
            },
            AnyRequest::WorkData(name, data) => Self::WorkData {
                handle: handle(name),
                data: data.into(),
            },
            AnyRequest::WorkWarning(name, data) => Self::WorkWarning {
                handle: handle(name),
                data: data.into(),
            },
            AnyRequest::WorkComplete(name, data) => Self::WorkComplete {
                handle: handle(name),
                data: data.into(),
            },
            AnyRequest::WorkFail(name) => Self::WorkFail {
                handle: handle(name),
            },
            AnyRequest::WorkException(name, data) => Self::WorkException {
                handle: handle(name),
                data: data.into(),
            },
        }
    }
}

impl From<AnySubmit> for Submit {
    fn from(any: AnySubmit) -> Self {
        let plain = Self {
            function: function(any.function),
            unique: unique(any.unique),
            mode: SubmitMode::Background,
            priority: SubmitPriority::Normal,
            start: Start::Now,
            reducer: None,
            workload: Bytes::from(any.workload),
        };
        match any.kind {
            AnyKind::Plain {
                is_background,
                priority,
            } => Self {
                mode: mode(is_background),
                priority: self::priority(priority),
                ..plain
            },
            AnyKind::At(seconds) => Self {
                start: Start::At(seconds >> 1),
                ..plain
            },
            AnyKind::Cron(fields) => Self {
                start: Start::Cron(cron(fields)),
                ..plain
            },
            AnyKind::Reduce {
                is_background,
                name,
                aggregate,
            } => Self {
                mode: mode(is_background),
                reducer: Some(Box::new(Reducer {
                    name: word(name, FUNCTION_BYTES_MAX),
                    aggregate: word(aggregate, FUNCTION_BYTES_MAX),
                })),
                ..plain
            },
        }
    }
}

fn mode(is_background: bool) -> SubmitMode {
    if is_background {
        SubmitMode::Background
    } else {
        SubmitMode::Foreground
    }
}

fn priority(number: u8) -> SubmitPriority {
    match number % 3 {
        0 => SubmitPriority::High,
        1 => SubmitPriority::Normal,
        _ => SubmitPriority::Low,
    }
}

fn cron(fields: [Option<u8>; 5]) -> CronFields {
    let [minute, hour, day_of_month, month, day_of_week] = fields;
    CronFields {
        minute: minute.map(|number| number % 60),
        hour: hour.map(|number| number % 24),
        day_of_month: day_of_month.map(|number| number % 31 + 1),
        month: month.map(|number| number % 12 + 1),
        day_of_week: day_of_week.map(|number| number % 7),
    }
}
