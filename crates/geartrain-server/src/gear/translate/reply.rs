//! What the dispatcher says, as packets.

use bytes::Bytes;
use geartrain_dispatch::{Assignment, GrabKind, JobStatus, Refusal, Reply};
use geartrain_protocol::{FunctionName, JobAssign, Response, StatusFields, UniqueKey};

use crate::gear::handles::{HandleWriter, Handles};

/// Dispatcher's replies to one peer.
pub(crate) struct Replies<'a> {
    pub(crate) handles: &'a Handles,
    pub(crate) writer: &'a mut HandleWriter,
}

impl Replies<'_> {
    /// The packet for `reply`; `None` for an answer to an administrative request, which is no
    /// packet.
    pub(crate) fn response(&mut self, reply: Reply) -> Option<Response> {
        let response = match reply {
            Reply::JobCreated { job } => Response::JobCreated {
                handle: self.handles.handle(job, self.writer),
            },
            Reply::Assigned(assignment) => self.assign(assignment),
            Reply::NoJob => Response::NoJob,
            Reply::Noop => Response::Noop,
            Reply::Progress {
                job,
                numerator,
                denominator,
            } => Response::WorkStatus {
                handle: self.handles.handle(job, self.writer),
                numerator,
                denominator,
            },
            Reply::Data { job, data } => Response::WorkData {
                handle: self.handles.handle(job, self.writer),
                data,
            },
            Reply::Warning { job, data } => Response::WorkWarning {
                handle: self.handles.handle(job, self.writer),
                data,
            },
            Reply::Complete { job, data } => Response::WorkComplete {
                handle: self.handles.handle(job, self.writer),
                data,
            },
            Reply::Failed { job } => Response::WorkFail {
                handle: self.handles.handle(job, self.writer),
            },
            Reply::Exception { job, data } => Response::WorkException {
                handle: self.handles.handle(job, self.writer),
                data,
            },
            Reply::Status { job, status } => Response::Status {
                handle: self.handles.handle(job, self.writer),
                status: status_fields(status),
            },
            Reply::UniqueStatus {
                unique,
                status,
                clients,
            } => unique_status(unique, status, clients),
            Reply::Refused(refusal) => refusal_response(refusal),
            Reply::Cancelled { .. } | Reply::Done => return None,
        };
        Some(response)
    }

    fn assign(&mut self, assignment: Assignment) -> Response {
        let (unique, reducer) = match assignment.kind {
            GrabKind::Plain => (None, None),
            GrabKind::Unique => (Some(assignment.unique), None),
            GrabKind::All => (Some(assignment.unique), assignment.reducer),
        };
        Response::JobAssign(JobAssign {
            handle: self.handles.handle(assignment.job, self.writer),
            function: FunctionName::new(assignment.function)
                .expect("a name was checked when it came"),
            unique: unique.map(checked_unique),
            reducer,
            workload: assignment.workload,
        })
    }
}

fn unique_status(unique: Bytes, status: JobStatus, clients: u64) -> Response {
    Response::StatusUnique {
        unique: checked_unique(unique),
        status: status_fields(status),
        clients,
    }
}

fn checked_unique(unique: Bytes) -> UniqueKey {
    UniqueKey::new(unique).expect("a unique was checked when it came")
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
