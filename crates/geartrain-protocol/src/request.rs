//! What clients and workers send to a server (magic `\0REQ`).

use bytes::Bytes;

use crate::names::{ClientId, FunctionName, Handle, UniqueKey};
use crate::schedule::CronFields;

/// One request. Sources: the protocol document of gearmand, section by packet name; where it is
/// silent or wrong, what gearmand does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `CAN_DO`
    CanDo {
        /// The function that this worker can run.
        function: FunctionName,
    },
    /// `CAN_DO_TIMEOUT`
    CanDoTimeout {
        /// The function that this worker can run.
        function: FunctionName,
        /// Longest run in milliseconds; 0 for none.
        run_limit_ms: u64,
    },
    /// `CANT_DO`
    CantDo {
        /// The function that this worker cannot run any more.
        function: FunctionName,
    },
    /// `RESET_ABILITIES`
    ResetAbilities,
    /// `PRE_SLEEP`
    PreSleep,
    /// `GRAB_JOB`
    GrabJob,
    /// `GRAB_JOB_UNIQ`
    GrabJobUniq,
    /// `GRAB_JOB_ALL`
    GrabJobAll,
    /// `ALL_YOURS`
    AllYours,
    /// `SET_CLIENT_ID`
    SetClientId {
        /// How the connection wants to be listed.
        id: ClientId,
    },
    /// All `SUBMIT_*` packets.
    Submit(Submit),
    /// `GET_STATUS`
    GetStatus {
        /// The job.
        handle: Handle,
    },
    /// `GET_STATUS_UNIQUE`
    GetStatusUnique {
        /// The unique that the job was submitted with.
        unique: UniqueKey,
    },
    /// `OPTION_REQ`
    OptionReq {
        /// Name of the option; `exceptions` is the one there is.
        option: Bytes,
    },
    /// `ECHO_REQ`
    Echo {
        /// What comes back.
        payload: Bytes,
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

/// A submission: which of the packets it travels in follows from its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submit {
    /// The function that is to run it.
    pub function: FunctionName,
    /// What makes it the same job as another; empty for nothing, `-` for the workload.
    pub unique: UniqueKey,
    /// Priority and whether the submitter waits; `Background` for all that run later.
    pub mode: SubmitMode,
    /// How urgent it is; only `Normal` can be combined with a reducer or a later start.
    pub priority: SubmitPriority,
    /// When it runs.
    pub start: Start,
    /// `SUBMIT_REDUCE_JOB` and `SUBMIT_REDUCE_JOB_BACKGROUND`: how results are put together.
    ///
    /// Few have one, and every request is as large as the largest.
    pub reducer: Option<Box<Reducer>>,
    /// The function's argument.
    pub workload: Bytes,
}

/// Whether the submitter waits for the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmitMode {
    /// It does.
    Foreground,
    /// It only wants the handle.
    Background,
}

/// The three priorities of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmitPriority {
    /// `SUBMIT_JOB_HIGH`, `SUBMIT_JOB_HIGH_BG`
    High,
    /// `SUBMIT_JOB`, `SUBMIT_JOB_BG`
    Normal,
    /// `SUBMIT_JOB_LOW`, `SUBMIT_JOB_LOW_BG`
    Low,
}

/// When a job runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// As soon as a worker is there.
    Now,
    /// `SUBMIT_JOB_EPOCH`: not before this moment, in seconds since the Unix epoch.
    At(u64),
    /// `SUBMIT_JOB_SCHED`: at the next moment that fits.
    Cron(CronFields),
}

/// The two extra fields of the reduce packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reducer {
    /// Function that puts results together.
    pub name: Bytes,
    /// Fourth field of the packet, which the protocol document leaves out; normally empty.
    pub aggregate: Bytes,
}
