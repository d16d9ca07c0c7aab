//! What peers ask of the dispatcher.
//!
//! Names, uniques and payloads are opaque bytes; their syntax and length were checked at the edge.

use bytes::Bytes;

use crate::{JobId, Priority, Timestamp};

/// One request of one peer. Requests about a job name it by its id; one that does not exist is
/// refused with a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Queue a job, or join the active job of the same function and unique.
    Submit(Submission),
    /// The peer can run `function` from now on; a second time changes the limit only.
    Able {
        /// Name of the function.
        function: Bytes,
        /// Longest run in milliseconds before the job goes back to its queue; `None`: no limit.
        run_limit_ms: Option<u64>,
    },
    /// The peer cannot run `function` any more; a job of it that runs now goes on.
    Unable {
        /// Name of the function.
        function: Bytes,
    },
    /// The peer can run nothing any more; jobs that run now go on.
    ForgetAbilities,
    /// The peer waits to be woken by [`Reply::Noop`](crate::Reply::Noop).
    Sleep,
    /// The peer wants a job now; answered by `Assigned` or `NoJob`.
    Grab(GrabKind),
    /// The peer wants a job and can wait a moment for the answer, `Assigned` or `NoJob`. It comes
    /// at once when there is a job, before the answer to whatever the peer asks next, and by
    /// [`turn_away`](crate::Dispatcher::turn_away) at the latest.
    Ask(GrabKind),
    /// The worker of a job tells the waiting clients something; the job goes on.
    Report {
        /// The job, which must run on this peer.
        job: JobId,
        /// What to tell.
        report: Report,
    },
    /// The worker of a job ends it.
    Finish {
        /// The job, which must run on this peer.
        job: JobId,
        /// How it ended.
        outcome: Outcome,
    },
    /// How is this job? Answered by `Status`.
    Status {
        /// The job, which may be unknown.
        job: JobId,
    },
    /// How is the job with this unique, of whichever function? Answered by `UniqueStatus`.
    UniqueStatus {
        /// The unique as a client gave it.
        unique: Bytes,
    },
    /// How the peer wants to be listed.
    SetClientId {
        /// Free text for operators.
        id: Bytes,
    },
    /// The peer takes exceptions as such from now on, not as failures.
    WantExceptions,
    /// End a job from outside; answered by `Cancelled` or `Refused`.
    Cancel {
        /// The job, which may be unknown.
        job: JobId,
    },
    /// Keep a function even when nobody needs it; answered by `Done` or `Refused`.
    CreateFunction {
        /// Name of the function.
        function: Bytes,
    },
    /// Forget a function; refused while it has jobs or workers. Answered by `Done` or `Refused`.
    DropFunction {
        /// Name of the function.
        function: Bytes,
    },
    /// Bound the queue of a function, known or not yet; answered by `Done` or `Refused`.
    LimitQueue {
        /// Name of the function.
        function: Bytes,
        /// The new bound.
        bound: QueueBound,
    },
    /// The peer will send nothing more but still reads: its work goes to others, its clients' side
    /// still gets what is due.
    HalfClosed,
    /// The peer is gone. Nothing is sent to it after this, and its id never comes back.
    Disconnected,
}

/// A job as it is handed in.
///
/// It is moved several times on its way, and so is every other input in the same room: what few
/// submissions have is in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Name of the function that is to run it.
    pub function: Bytes,
    /// What makes it the same as another one.
    pub unique: Unique,
    /// The function's argument.
    pub workload: Bytes,
    /// Name of the reducer, handed through to workers that ask for it.
    pub reducer: Option<Box<Bytes>>,
    /// How urgent it is.
    pub priority: Priority,
    /// Whether somebody waits for the result.
    pub mode: Mode,
    /// Earliest moment to run; `None`, or one that has passed: at once.
    pub not_before: Option<Box<Timestamp>>,
}

/// What makes two submissions of one function one job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unique {
    /// Nothing: every submission is a job of its own.
    None,
    /// The same bytes; never empty.
    Given(Bytes),
    /// The same workload (a unique of `-` on the wire); an empty workload is never shared.
    Workload,
}

/// Whether the submitter waits for the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The submitter gets progress and result; the job is dropped when it is still queued and all
    /// who wait for it are gone.
    Foreground,
    /// The submitter gets the handle only; the job outlives it.
    Background,
}

/// How much of the job a worker wants to see in its assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrabKind {
    /// `GRAB_JOB`
    Plain,
    /// `GRAB_JOB_UNIQ`
    Unique,
    /// `GRAB_JOB_ALL`
    All,
}

/// News of a running job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// `WORK_STATUS`: two words, forwarded as they are; what is not a number counts as 0.
    Progress {
        /// Part that is done.
        numerator: Bytes,
        /// The whole.
        denominator: Bytes,
    },
    /// `WORK_DATA`
    Data(Bytes),
    /// `WORK_WARNING`
    Warning(Bytes),
}

/// How a worker ended a job. Each is final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// `WORK_COMPLETE` with the result.
    Complete(Bytes),
    /// `WORK_FAIL`
    Fail,
    /// `WORK_EXCEPTION` with its text.
    Exception(Bytes),
}

/// How many jobs a function may hold, delayed, ready and running together. `None`: no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueBound {
    /// What [`Config::queue_bound`](crate::Config) says.
    Default,
    /// All priorities together.
    Total(Option<u32>),
    /// Each of Gearman's priorities for itself, the most urgent first.
    PerClass([Option<u32>; 3]),
}
