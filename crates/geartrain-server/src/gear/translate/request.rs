//! What peers send: for the dispatcher, or answered on the spot.

use std::time::Duration;

use bytes::Bytes;
use geartrain_dispatch::{
    GrabKind, Input, JobId, Mode, Outcome, Priority, Refusal, Report, Submission, Timestamp, Unique,
};
use geartrain_protocol::{
    self as protocol, FunctionName, Handle, Reducer, Request, Response, Start, StatusFields,
    Submit, SubmitMode, SubmitPriority, UniqueKey,
};

use super::reply::refusal_response;
use crate::clock::Clock;
use crate::gear::handles::Handles;
use crate::gear::message::Message;
use crate::gear::payload::keep;
use crate::gear::schedule::next_fit;
use crate::hub::Step;

/// Option with which a client asks for exceptions.
const EXCEPTIONS: &[u8] = b"exceptions";

/// A unique that stands for the workload.
const BY_WORKLOAD: &[u8] = b"-";

/// What requests are read with.
pub(crate) struct Requests<'a> {
    pub(crate) handles: &'a Handles,
    pub(crate) clock: &'a Clock,
    /// What a lower limit of the time of a run is raised to.
    pub(crate) run_limit_min: Duration,
}

impl Requests<'_> {
    /// Appends to `steps` what `request` asks for.
    pub(crate) fn translate(&self, request: Request, steps: &mut Vec<Step>) {
        let step = match request {
            Request::CanDo { function } => able(function, 0),
            Request::CanDoTimeout {
                function,
                run_limit_ms,
            } => able(function, self.run_limit(run_limit_ms)),
            Request::CantDo { function } => Step::Handle(Input::Unable {
                function: function.into_bytes(),
            }),
            Request::ResetAbilities => Step::Handle(Input::ForgetAbilities),
            Request::PreSleep => Step::Handle(Input::Sleep),
            Request::GrabJob => Step::Handle(Input::Ask(GrabKind::Plain)),
            Request::GrabJobUniq => Step::Handle(Input::Ask(GrabKind::Unique)),
            Request::GrabJobAll => Step::Handle(Input::Ask(GrabKind::All)),
            // Meant for a worker that wants to be served alone; gearmand has no such mode either.
            Request::AllYours => return,
            Request::SetClientId { id } => Step::Handle(Input::SetClientId {
                id: id.into_bytes(),
            }),
            Request::Submit(submit) => self.submit(submit),
            Request::GetStatus { handle } => self.status(handle),
            Request::GetStatusUnique { unique } => Step::Handle(Input::UniqueStatus {
                unique: keep(unique.into_bytes()),
            }),
            Request::OptionReq { option } => set_option(option, steps),
            Request::Echo { payload } => answer(Response::Echo {
                payload: keep(payload),
            }),
            Request::WorkStatus {
                handle,
                numerator,
                denominator,
            } => self.progress(&handle, numerator, denominator),
            Request::WorkData { handle, data } => self.data(&handle, Report::Data(keep(data))),
            Request::WorkWarning { handle, data } => {
                self.data(&handle, Report::Warning(keep(data)))
            }
            Request::WorkComplete { handle, data } => {
                self.finish(&handle, Outcome::Complete(keep(data)))
            }
            Request::WorkFail { handle } => self.finish(&handle, Outcome::Fail),
            Request::WorkException { handle, data } => {
                self.finish(&handle, Outcome::Exception(keep(data)))
            }
        };
        steps.push(step);
    }

    /// PHP's manual says that workers give seconds, and libgearman sends them as they are, so what is
    /// meant as half a minute comes as 30 milliseconds.
    fn run_limit(&self, ms: u64) -> u64 {
        let min = u64::try_from(self.run_limit_min.as_millis()).unwrap_or(u64::MAX);
        if ms == 0 { 0 } else { ms.max(min) }
    }

    fn submit(&self, submit: Submit) -> Step {
        let not_before = match submit.start {
            Start::Now => None,
            Start::At(seconds) => Some(Timestamp(seconds.saturating_mul(1_000))),
            Start::Cron(fields) => match next_fit(&fields, self.clock.wall_now()) {
                Some(at) => Some(at),
                None => return error("INVALID_ARGUMENT", "no moment fits the schedule"),
            },
        };
        Step::Handle(Input::Submit(Submission {
            function: submit.function.into_bytes(),
            unique: unique(submit.unique),
            workload: keep(submit.workload),
            reducer: submit.reducer.and_then(|it| reducer(*it)).map(Box::new),
            priority: priority(submit.priority),
            mode: mode(submit.mode),
            not_before: not_before.map(Box::new),
        }))
    }

    fn status(&self, handle: Handle) -> Step {
        match self.job(&handle) {
            Some(job) => Step::Handle(Input::Status { job }),
            None => answer(Response::Status {
                handle: keep_handle(handle),
                status: StatusFields::default(),
            }),
        }
    }

    fn progress(&self, handle: &Handle, numerator: Bytes, denominator: Bytes) -> Step {
        let report = Report::Progress {
            numerator: keep(numerator),
            denominator: keep(denominator),
        };
        self.report(handle, report, Refusal::ProgressForUnknownJob)
    }

    fn data(&self, handle: &Handle, report: Report) -> Step {
        self.report(handle, report, Refusal::DataForUnknownJob)
    }

    fn report(&self, handle: &Handle, report: Report, unknown: Refusal) -> Step {
        match self.job(handle) {
            Some(job) => Step::Handle(Input::Report { job, report }),
            None => answer(refusal_response(unknown)),
        }
    }

    fn finish(&self, handle: &Handle, outcome: Outcome) -> Step {
        match (self.job(handle), &outcome) {
            (Some(job), _) => Step::Handle(Input::Finish { job, outcome }),
            (None, Outcome::Exception(_)) => {
                answer(refusal_response(Refusal::ExceptionForUnknownJob))
            }
            (None, Outcome::Complete(_) | Outcome::Fail) => {
                answer(refusal_response(Refusal::ResultForUnknownJob))
            }
        }
    }

    fn job(&self, handle: &Handle) -> Option<JobId> {
        self.handles.job(handle.as_bytes())
    }
}

/// The answer to a packet that could be cut off the stream but asks for nothing possible.
pub(crate) fn refusal(refusal: protocol::Refusal) -> Step {
    answer(Response::Error {
        code: Bytes::from_static(refusal.code.as_bytes()),
        text: refusal.text.into(),
    })
}

fn answer(response: Response) -> Step {
    Step::Answer(Message::Response(Box::new(response)))
}

fn error(code: &'static str, text: &'static str) -> Step {
    answer(Response::Error {
        code: Bytes::from_static(code.as_bytes()),
        text: Bytes::from_static(text.as_bytes()),
    })
}

fn able(function: FunctionName, run_limit_ms: u64) -> Step {
    Step::Handle(Input::Able {
        function: function.into_bytes(),
        run_limit_ms: (run_limit_ms > 0).then_some(run_limit_ms),
    })
}

/// The name matches in any case and comes back as it was sent, as in gearmand.
fn set_option(option: Bytes, steps: &mut Vec<Step>) -> Step {
    if !option.eq_ignore_ascii_case(EXCEPTIONS) {
        return error("UNKNOWN_OPTION", "Server does not recognize given option");
    }
    steps.push(Step::Handle(Input::WantExceptions));
    answer(Response::OptionSet {
        option: keep(option),
    })
}

fn unique(unique: UniqueKey) -> Unique {
    match unique.as_bytes() {
        b"" => Unique::None,
        BY_WORKLOAD => Unique::Workload,
        _ => Unique::Given(keep(unique.into_bytes())),
    }
}

/// An empty name is none, as in gearmand.
fn reducer(reducer: Reducer) -> Option<Bytes> {
    (!reducer.name.is_empty()).then(|| keep(reducer.name))
}

fn priority(priority: SubmitPriority) -> Priority {
    match priority {
        SubmitPriority::High => Priority::HIGH,
        SubmitPriority::Normal => Priority::NORMAL,
        SubmitPriority::Low => Priority::LOW,
    }
}

fn mode(mode: SubmitMode) -> Mode {
    match mode {
        SubmitMode::Foreground => Mode::Foreground,
        SubmitMode::Background => Mode::Background,
    }
}

fn keep_handle(handle: Handle) -> Handle {
    Handle::new(keep(handle.into_bytes())).expect("the same bytes are a handle again")
}

#[cfg(test)]
mod tests;
