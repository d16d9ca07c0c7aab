//! Answers of the admin text protocol.
//!
//! Each answer is one piece: one library takes the first segment for the whole.

mod lists;

use bytes::Bytes;
use geartrain_dispatch::{Input, QueueBound, Refusal, Reply};
use geartrain_protocol::FunctionName;
use geartrain_protocol::admin::{AdminCommand, AdminError, MaxQueueSizes, answer as line};
use tracing::level_filters::LevelFilter;

use super::handles::Handles;
use super::message::Message;
use super::promise::Promise;
use super::shared::Shared;
use crate::hub::{Membership, Verdict};
use crate::server::StopKind;

pub(crate) use lists::List;

/// The whole answer to a command.
pub(crate) enum Answer {
    /// It can be sent.
    Ready(Message),
    /// It can be sent once what it says is kept.
    Promised(Promise),
    /// It grows with what the server holds and is yet to be made.
    Listed(List),
}

/// Carries out `command` for a peer and returns the answer.
pub(crate) fn answer(command: AdminCommand, peer: &Membership, shared: &Shared) -> Answer {
    let mut text = Vec::new();
    let out = &mut text;
    match command {
        AdminCommand::Status => return Answer::Listed(List::Status),
        AdminCommand::PriorityStatus => return Answer::Listed(List::PriorityStatus),
        AdminCommand::Workers => return Answer::Listed(List::Workers),
        AdminCommand::ShowJobs => return Answer::Listed(List::Jobs),
        AdminCommand::ShowUniqueJobs => return Answer::Listed(List::Uniques),
        AdminCommand::Version => line::ok_value(out, env!("CARGO_PKG_VERSION")),
        AdminCommand::Verbose => line::ok_value(out, verbosity(LevelFilter::current())),
        AdminCommand::GetPid => line::ok_value(out, std::process::id()),
        AdminCommand::MaxQueue { function, sizes } => return limit_queue(function, sizes, peer),
        AdminCommand::CancelJob { handle } => return cancel(&handle, &shared.handles, peer),
        AdminCommand::CreateFunction { function } => return create_function(function, peer),
        AdminCommand::DropFunction { function } => return drop_function(function, peer),
        AdminCommand::Shutdown { command } => shut_down(StopKind::Now, &command, shared, out),
        AdminCommand::ShutdownGraceful { command } => {
            shut_down(StopKind::WhenEmpty, &command, shared, out);
        }
        AdminCommand::Wrong(error) => line::error(out, &error),
    }
    ready(text)
}

fn ready(text: Vec<u8>) -> Answer {
    Answer::Ready(Message::Text(text.into()))
}

/// The level of the log by the name that gearmand has for it.
fn verbosity(level: LevelFilter) -> &'static str {
    match level.into_level() {
        None => "FATAL",
        Some(tracing::Level::ERROR) => "ERROR",
        Some(tracing::Level::WARN) => "WARNING",
        Some(tracing::Level::INFO) => "INFO",
        Some(tracing::Level::DEBUG | tracing::Level::TRACE) => "DEBUG",
    }
}

fn limit_queue(function: FunctionName, sizes: MaxQueueSizes, peer: &Membership) -> Answer {
    let function = function.into_bytes();
    let bound = match sizes {
        MaxQueueSizes::Default => QueueBound::Default,
        MaxQueueSizes::Total(size) => QueueBound::Total(size),
        MaxQueueSizes::PerPriority(sizes) => QueueBound::PerClass(sizes),
    };
    ask(peer, Input::LimitQueue { function, bound }, tell)
}

fn cancel(handle: &[u8], handles: &Handles, peer: &Membership) -> Answer {
    if let Some(job) = handles.job(handle) {
        return ask(peer, Input::Cancel { job }, tell);
    }
    let mut text = Vec::new();
    line::unknown_job(&mut text);
    ready(text)
}

fn create_function(function: FunctionName, peer: &Membership) -> Answer {
    let name = function.into_bytes();
    let function = name.clone();
    ask(
        peer,
        Input::CreateFunction { function },
        |refusal, out| match refusal {
            Some(Refusal::TooManyFunctions) => line::function_not_created(out, &name),
            verdict => tell(verdict, out),
        },
    )
}

fn drop_function(function: Bytes, peer: &Membership) -> Answer {
    ask(peer, Input::DropFunction { function }, tell)
}

/// Hands in a request and lets `tell` say what came of it: why it was refused, if it was.
fn ask(
    peer: &Membership,
    input: Input,
    tell: impl FnOnce(Option<Refusal>, &mut Vec<u8>),
) -> Answer {
    let (reply, pledge) = match peer.ask(input) {
        Verdict::Given(reply, pledge) => (reply, pledge),
        Verdict::NotKept(message) => return Answer::Ready(message),
    };
    let refusal = match reply {
        Some(Reply::Refused(refusal)) => Some(refusal),
        Some(_) | None => None,
    };
    let mut text = Vec::new();
    tell(refusal, &mut text);
    match pledge {
        Some(pledge) => Answer::Promised(Promise::of_text(text.into(), pledge)),
        None => ready(text),
    }
}

fn tell(refusal: Option<Refusal>, out: &mut Vec<u8>) {
    match refusal {
        None => line::ok(out),
        Some(Refusal::FunctionUnknown) => line::function_not_found(out),
        Some(Refusal::FunctionInUse) => line::function_in_use(out),
        Some(Refusal::QueueFull | Refusal::TooManyFunctions | Refusal::TooManyAbilities) => {
            line::error(out, &too_many());
        }
        Some(
            Refusal::JobUnknown
            | Refusal::ResultForUnknownJob
            | Refusal::ProgressForUnknownJob
            | Refusal::DataForUnknownJob
            | Refusal::ExceptionForUnknownJob,
        ) => line::unknown_job(out),
    }
}

fn too_many() -> AdminError {
    AdminError {
        code: "QUEUE_ERROR",
        text: "Too many functions".into(),
    }
}

fn shut_down(kind: StopKind, command: &[u8], shared: &Shared, out: &mut Vec<u8>) {
    if !shared.settings.shutdown_command {
        return line::error(out, &AdminError::unknown_command(command));
    }
    shared.stop_wishes.send_modify(|wish| match wish {
        Some(StopKind::Now) => {}
        Some(StopKind::WhenEmpty) | None => *wish = Some(kind),
    });
    line::ok(out);
}
