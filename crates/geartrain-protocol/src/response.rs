//! What a server sends to clients and workers (magic `\0RES`).

use bytes::Bytes;

use crate::names::{FunctionName, Handle, UniqueKey};

/// One response. Sources: the protocol document of gearmand, section by packet name; where it is
/// silent or wrong, what gearmand does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// `NOOP`
    Noop,
    /// `JOB_CREATED`
    JobCreated {
        /// The job.
        handle: Handle,
    },
    /// `NO_JOB`
    NoJob,
    /// `JOB_ASSIGN`, `JOB_ASSIGN_UNIQ` or `JOB_ASSIGN_ALL`.
    JobAssign(JobAssign),
    /// `ECHO_RES`
    Echo {
        /// What was sent.
        payload: Bytes,
    },
    /// `ERROR`
    Error {
        /// Machine-readable code.
        code: Bytes,
        /// What it means.
        text: Bytes,
    },
    /// `STATUS_RES`
    Status {
        /// The job that was asked for.
        handle: Handle,
        /// How it is.
        status: StatusFields,
    },
    /// `STATUS_RES_UNIQUE`
    StatusUnique {
        /// The unique that was asked for.
        unique: UniqueKey,
        /// How the job is.
        status: StatusFields,
        /// How many clients wait for it.
        clients: u64,
    },
    /// `OPTION_RES`
    OptionSet {
        /// The option that was set.
        option: Bytes,
    },
    /// `WORK_STATUS`
    WorkStatus {
        /// The job.
        handle: Handle,
        /// Part that is done, as the worker wrote it.
        numerator: Bytes,
        /// The whole, as the worker wrote it.
        denominator: Bytes,
    },
    /// `WORK_DATA`
    WorkData {
        /// The job.
        handle: Handle,
        /// Part of its result.
        data: Bytes,
    },
    /// `WORK_WARNING`
    WorkWarning {
        /// The job.
        handle: Handle,
        /// The warning.
        data: Bytes,
    },
    /// `WORK_COMPLETE`
    WorkComplete {
        /// The job.
        handle: Handle,
        /// Its result.
        data: Bytes,
    },
    /// `WORK_FAIL`
    WorkFail {
        /// The job.
        handle: Handle,
    },
    /// `WORK_EXCEPTION`
    WorkException {
        /// The job.
        handle: Handle,
        /// The exception.
        data: Bytes,
    },
}

/// A job on its way to a worker; which packet it travels in follows from `unique` and `reducer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobAssign {
    /// The job.
    pub handle: Handle,
    /// Its function.
    pub function: FunctionName,
    /// Its unique, for a worker that asked with `GRAB_JOB_UNIQ` or `GRAB_JOB_ALL`.
    pub unique: Option<UniqueKey>,
    /// Its reducer, for a worker that asked with `GRAB_JOB_ALL`; only together with `unique`.
    pub reducer: Option<Bytes>,
    /// The function's argument.
    pub workload: Bytes,
}

/// What both status answers say of a job; all zero for one that is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusFields {
    /// The server has the job.
    pub is_known: bool,
    /// A worker has it.
    pub is_running: bool,
    /// Part that is done.
    pub numerator: u64,
    /// The whole.
    pub denominator: u64,
}
