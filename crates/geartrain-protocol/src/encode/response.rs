//! Which packet a response is.

use super::{AssignParts, Responses};
use crate::{JobAssign, Outgoing, Response, UniqueKey};

/// Appends `response` to `outgoing`.
pub(crate) fn response(response: &Response, outgoing: &mut Outgoing) {
    let mut packets = Responses::new(outgoing);
    match response {
        Response::Noop => packets.noop(),
        Response::JobCreated { handle } => packets.job_created(handle.as_bytes()),
        Response::NoJob => packets.no_job(),
        Response::JobAssign(assign) => packets.job_assign(&parts(assign)),
        Response::Echo { payload } => packets.echo(payload),
        Response::Error { code, text } => packets.error(code, text),
        Response::Status { handle, status } => packets.status(handle.as_bytes(), *status),
        Response::StatusUnique {
            unique,
            status,
            clients,
        } => packets.status_unique(unique.as_bytes(), *status, *clients),
        Response::OptionSet { option } => packets.option_set(option),
        Response::WorkStatus {
            handle,
            numerator,
            denominator,
        } => packets.work_status(handle.as_bytes(), numerator, denominator),
        Response::WorkData { handle, data } => packets.work_data(handle.as_bytes(), data),
        Response::WorkWarning { handle, data } => packets.work_warning(handle.as_bytes(), data),
        Response::WorkComplete { handle, data } => packets.work_complete(handle.as_bytes(), data),
        Response::WorkFail { handle } => packets.work_fail(handle.as_bytes()),
        Response::WorkException { handle, data } => packets.work_exception(handle.as_bytes(), data),
    }
}

fn parts(assign: &JobAssign) -> AssignParts<'_> {
    AssignParts {
        handle: assign.handle.as_bytes(),
        function: assign.function.as_bytes(),
        unique: assign.unique.as_ref().map(UniqueKey::as_bytes),
        reducer: assign.reducer.as_deref(),
        workload: &assign.workload,
    }
}

#[cfg(test)]
mod tests;
