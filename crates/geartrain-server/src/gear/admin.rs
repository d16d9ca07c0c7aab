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
use super::shared::Shared;
use crate::hub::Membership;
use crate::server::StopKind;

/// Whether the answer grows with what the server holds.
pub(crate) fn is_listing(command: &AdminCommand) -> bool {
    matches!(
        command,
        AdminCommand::Status
            | AdminCommand::PriorityStatus
            | AdminCommand::Workers
            | AdminCommand::ShowJobs
            | AdminCommand::ShowUniqueJobs
    )
}

/// Carries out `command` for a peer and returns the whole answer.
pub(crate) fn answer(command: AdminCommand, peer: &Membership, shared: &Shared) -> Bytes {
    let mut text = Vec::new();
    let out = &mut text;
    match command {
        AdminCommand::Status => lists::status(&shared.hub.function_rows(), out),
        AdminCommand::PriorityStatus => lists::priority_status(&shared.hub.function_rows(), out),
        AdminCommand::Workers => lists::workers(&shared.hub.peer_rows(), out),
        AdminCommand::ShowJobs => lists::jobs(&shared.hub.job_rows(), &shared.handles, out),
        AdminCommand::ShowUniqueJobs => lists::uniques(&shared.hub.job_rows(), out),
        AdminCommand::Version => line::ok_value(out, env!("CARGO_PKG_VERSION")),
        AdminCommand::Verbose => line::ok_value(out, verbosity(LevelFilter::current())),
        AdminCommand::GetPid => line::ok_value(out, std::process::id()),
        AdminCommand::MaxQueue { function, sizes } => limit_queue(function, sizes, peer, out),
        AdminCommand::CancelJob { handle } => cancel(&handle, &shared.handles, peer, out),
        AdminCommand::CreateFunction { function } => create_function(function, peer, out),
        AdminCommand::DropFunction { function } => drop_function(function, peer, out),
        AdminCommand::Shutdown { command } => shut_down(StopKind::Now, &command, shared, out),
        AdminCommand::ShutdownGraceful { command } => {
            shut_down(StopKind::WhenEmpty, &command, shared, out);
        }
        AdminCommand::Wrong(error) => line::error(out, &error),
    }
    text.into()
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

fn limit_queue(function: FunctionName, sizes: MaxQueueSizes, peer: &Membership, out: &mut Vec<u8>) {
    let function = function.into_bytes();
    let bound = match sizes {
        MaxQueueSizes::Default => QueueBound::Default,
        MaxQueueSizes::Total(size) => QueueBound::Total(size),
        MaxQueueSizes::PerPriority(sizes) => QueueBound::PerClass(sizes),
    };
    tell(ask(peer, Input::LimitQueue { function, bound }), out);
}

fn cancel(handle: &[u8], handles: &Handles, peer: &Membership, out: &mut Vec<u8>) {
    match handles.job(handle) {
        Some(job) => tell(ask(peer, Input::Cancel { job }), out),
        None => line::unknown_job(out),
    }
}

fn create_function(function: FunctionName, peer: &Membership, out: &mut Vec<u8>) {
    let name = function.into_bytes();
    let function = name.clone();
    match ask(peer, Input::CreateFunction { function }) {
        Some(Refusal::TooManyFunctions) => line::function_not_created(out, &name),
        verdict => tell(verdict, out),
    }
}

fn drop_function(function: Bytes, peer: &Membership, out: &mut Vec<u8>) {
    tell(ask(peer, Input::DropFunction { function }), out);
}

/// Why a request is not carried out; `None` if it is.
fn ask(peer: &Membership, input: Input) -> Option<Refusal> {
    match peer.ask(input) {
        Some(Reply::Refused(refusal)) => Some(refusal),
        Some(_) | None => None,
    }
}

fn tell(refusal: Option<Refusal>, out: &mut Vec<u8>) {
    match refusal {
        None => line::ok(out),
        Some(Refusal::FunctionUnknown) => line::function_not_found(out),
        Some(Refusal::FunctionInUse) => line::function_in_use(out),
        Some(Refusal::QueueFull | Refusal::TooManyFunctions) => line::error(out, &too_many()),
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
    shared.stop_wishes.send_replace(Some(kind));
    line::ok(out);
}
