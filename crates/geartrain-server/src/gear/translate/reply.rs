//! What the dispatcher says, as packets.

use bytes::Bytes;
use geartrain_dispatch::{Assignment, GrabKind, JobStatus, Refusal, Reply};
use geartrain_protocol::{AssignParts, Outgoing, Response, StatusFields};

use crate::gear::handles::{HandleWriter, Handles};

/// Dispatcher's replies to one peer.
pub(crate) struct Replies<'a> {
    pub(crate) handles: &'a Handles,
    pub(crate) handle: &'a mut HandleWriter,
    pub(crate) outgoing: &'a mut Outgoing,
}

impl Replies<'_> {
    /// Appends the packet for `reply`; an answer to an administrative request is none.
    pub(crate) fn push(&mut self, reply: &Reply) {
        let Self {
            handles,
            handle,
            outgoing,
        } = self;
        let mut packets = outgoing.responses();
        match reply {
            Reply::JobCreated { job } => packets.job_created(handle.write(*job, handles)),
            Reply::Assigned(assignment) => {
                packets.job_assign(&parts(assignment, handle.write(assignment.job, handles)));
            }
            Reply::NoJob => packets.no_job(),
            Reply::Noop => packets.noop(),
            Reply::Progress {
                job,
                numerator,
                denominator,
            } => packets.work_status(handle.write(*job, handles), numerator, denominator),
            Reply::Data { job, data } => packets.work_data(handle.write(*job, handles), data),
            Reply::Warning { job, data } => packets.work_warning(handle.write(*job, handles), data),
            Reply::Complete { job, data } => {
                packets.work_complete(handle.write(*job, handles), data);
            }
            Reply::Failed { job } => packets.work_fail(handle.write(*job, handles)),
            Reply::Exception { job, data } => {
                packets.work_exception(handle.write(*job, handles), data);
            }
            Reply::Status { job, status } => {
                packets.status(handle.write(*job, handles), status_fields(*status));
            }
            Reply::UniqueStatus {
                unique,
                status,
                clients,
            } => packets.status_unique(unique, status_fields(*status), *clients),
            Reply::Refused(refusal) => outgoing.push_response(&refusal_response(*refusal)),
            Reply::Cancelled { .. } | Reply::Done => {}
        }
    }
}

/// What the worker asked to see of the job.
fn parts<'a>(assignment: &'a Assignment, handle: &'a [u8]) -> AssignParts<'a> {
    let unique = &*assignment.unique;
    let (unique, reducer) = match assignment.kind {
        GrabKind::Plain => (None, None),
        GrabKind::Unique => (Some(unique), None),
        GrabKind::All => (Some(unique), assignment.reducer.as_deref()),
    };
    AssignParts {
        handle,
        function: &assignment.function,
        unique,
        reducer: reducer.map(|name| &name[..]),
        workload: &assignment.workload,
    }
}

fn status_fields(status: JobStatus) -> StatusFields {
    StatusFields {
        is_known: status.is_known,
        is_running: status.is_running,
        numerator: status.numerator,
        denominator: status.denominator,
    }
}

/// The `ERROR` packet for a refusal; codes and texts are gearmand's where it has them.
pub(crate) fn refusal_response(refusal: Refusal) -> Response {
    let (code, text) = match refusal {
        Refusal::QueueFull => ("QUEUE_ERROR", "Job queue is full"),
        Refusal::TooManyFunctions => ("QUEUE_ERROR", "Too many functions"),
        Refusal::TooManyAbilities => ("QUEUE_ERROR", "Too many functions for one worker"),
        Refusal::ResultForUnknownJob | Refusal::ProgressForUnknownJob => {
            ("JOB_NOT_FOUND", "Job given in work result not found")
        }
        Refusal::DataForUnknownJob | Refusal::JobUnknown => {
            ("JOB_NOT_FOUND", "Job does not exist on server")
        }
        Refusal::ExceptionForUnknownJob => (
            "JOB_NOT_FOUND",
            "An exception was received for a job that does not exist",
        ),
        Refusal::FunctionUnknown => ("INVALID_ARGUMENT", "Function does not exist"),
        Refusal::FunctionInUse => ("INVALID_ARGUMENT", "Function is in use"),
    };
    Response::Error {
        code: Bytes::from_static(code.as_bytes()),
        text: Bytes::from_static(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests;
