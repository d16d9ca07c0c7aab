//! What the dispatcher wants done: replies to send and changes to keep.
//!
//! Effects stand in the order in which they must happen; those of one call are carried out before
//! those of the next.

use bytes::Bytes;

use crate::{FunctionId, GrabKind, JobId, Mode, PeerId, PriorityClass, Record};

/// One thing to do for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Hand this reply to the peer, after all earlier ones.
    Send {
        /// Who gets it; connected, as far as the dispatcher was told.
        to: PeerId,
        /// What it gets.
        reply: Reply,
    },
    /// Something happened to a job.
    Changed(Change),
    /// Keep this; replies that come after it promise it.
    Record(Record),
    /// This id stands for this name until it is forgotten; pushed before any change that has it.
    FunctionKnown {
        /// The id.
        function: FunctionId,
        /// The name.
        name: Bytes,
    },
    /// The id stands for nothing any more; it may come back with another name.
    FunctionForgotten {
        /// The id.
        function: FunctionId,
    },
}

/// An answer or a message to a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The submission is this job, new or joined.
    JobCreated {
        /// The job.
        job: JobId,
    },
    /// Run this job.
    Assigned(Assignment),
    /// Nothing to run for this worker.
    NoJob,
    /// There may be a job: grab.
    Noop,
    /// News of a job that the peer waits for.
    Progress {
        /// The job.
        job: JobId,
        /// Part that is done, as the worker sent it.
        numerator: Bytes,
        /// The whole, as the worker sent it.
        denominator: Bytes,
    },
    /// Part of the result of a job that the peer waits for.
    Data {
        /// The job.
        job: JobId,
        /// As the worker sent it.
        data: Bytes,
    },
    /// A warning from a job that the peer waits for.
    Warning {
        /// The job.
        job: JobId,
        /// As the worker sent it.
        data: Bytes,
    },
    /// The job that the peer waits for is done.
    Complete {
        /// The job.
        job: JobId,
        /// The result.
        data: Bytes,
    },
    /// The job that the peer waits for failed, was cancelled or used up its attempts.
    Failed {
        /// The job.
        job: JobId,
    },
    /// The job that the peer waits for failed with an exception, which the peer asked to see.
    Exception {
        /// The job.
        job: JobId,
        /// As the worker sent it.
        data: Bytes,
    },
    /// Answer to [`Input::Status`](crate::Input::Status).
    Status {
        /// The job that was asked for.
        job: JobId,
        /// How it is.
        status: JobStatus,
    },
    /// Answer to [`Input::UniqueStatus`](crate::Input::UniqueStatus).
    UniqueStatus {
        /// The unique that was asked for.
        unique: Bytes,
        /// How the job is.
        status: JobStatus,
        /// Peers that wait for it.
        clients: u64,
    },
    /// The job that was to be cancelled ended before it began, or while it ran.
    Cancelled {
        /// The job.
        job: JobId,
    },
    /// The administrative request was carried out.
    Done,
    /// The request was not carried out.
    Refused(Refusal),
}

/// A job on its way to a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// What the worker asked to see.
    pub kind: GrabKind,
    /// The job.
    pub job: JobId,
    /// Name of its function.
    pub function: Bytes,
    /// Its unique as submitted: `-` for one by workload, empty for none; empty, too, for
    /// [`GrabKind::Plain`], which does not show it.
    pub unique: Box<[u8]>,
    /// Name of its reducer, if it was submitted with one; few are, and every effect is as large as
    /// the largest.
    pub reducer: Option<Box<Bytes>>,
    /// The function's argument.
    pub workload: Bytes,
}

/// How a job is; all zero for one that is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobStatus {
    /// The job is delayed, ready or running. A buried one has ended for whoever asks: clients wait
    /// until a job is unknown, and this one will not move by itself.
    pub is_known: bool,
    /// A worker has it.
    pub is_running: bool,
    /// Part that is done, as last reported.
    pub numerator: u64,
    /// The whole, as last reported.
    pub denominator: u64,
}

/// Why a request was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The function's queue is at its bound.
    QueueFull,
    /// The dispatcher holds as many functions as it may.
    TooManyFunctions,
    /// The worker can run as many functions as it may.
    TooManyAbilities,
    /// The result is for a job that is unknown, or not with this worker (any more).
    ResultForUnknownJob,
    /// The progress is for a job that is unknown, or not with this worker (any more).
    ProgressForUnknownJob,
    /// Data or a warning is for a job that is unknown, or not with this worker (any more).
    DataForUnknownJob,
    /// The exception is for a job that is unknown, or not with this worker (any more).
    ExceptionForUnknownJob,
    /// No such job to cancel.
    JobUnknown,
    /// No such function.
    FunctionUnknown,
    /// The function has jobs or workers.
    FunctionInUse,
}

/// What happened to a job, for whoever counts, measures or keeps it.
///
/// A change is pushed before the replies that follow from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The job.
    pub job: JobId,
    /// Its function.
    pub function: FunctionId,
    /// Its priority.
    pub class: PriorityClass,
    /// Whether it outlives its submitter.
    pub mode: Mode,
    /// What happened.
    pub event: Event,
}

/// The steps of a job's life. `job.rs` has the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It was queued, ready or delayed.
    Submitted,
    /// A further submission joined it.
    Joined,
    /// A worker took it.
    Started {
        /// Milliseconds since it became ready.
        waited_ms: u64,
    },
    /// Its worker left or ran out of time; it is ready again.
    Returned,
    /// It used up its attempts and is kept for a person to look at.
    Buried,
    /// It is gone.
    Ended(EndReason),
}

/// Why a job is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its worker completed it.
    Completed {
        /// Milliseconds since the worker took it.
        ran_ms: u64,
    },
    /// Its worker failed it, with or without exception.
    Failed {
        /// Milliseconds since the worker took it.
        ran_ms: u64,
    },
    /// It used up its attempts and nobody is to look at it.
    Exhausted,
    /// It was cancelled.
    Cancelled,
    /// Nobody waited for it any more.
    Abandoned,
    /// It was the oldest buried job when there were too many.
    Evicted,
}
