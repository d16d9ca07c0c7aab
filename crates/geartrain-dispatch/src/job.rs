//! A job and the states it goes through.
//!
//! ```text
//!   submit, not yet due        submit                 WORK_COMPLETE, WORK_FAIL,
//!          |                     |                    WORK_EXCEPTION, cancel
//!          v        due          v        grab                |
//!      Delayed ---------------> Ready ----------> Running ----+----> gone
//!          |                     |  ^                |  |
//!          | cancel,             |  +----------------+  | worker lost or out of time,
//!          | nobody waits        |    worker lost or    | attempts used up
//!          v                     v    out of time       v
//!         gone                  gone                  Buried ----> gone
//!                                                            cancel, too many
//! ```
//!
//! The moves themselves stand in `life.rs`.

use bytes::Bytes;
use smallvec::SmallVec;

use crate::slots::Slot;
use crate::{FunctionId, JobId, JobStatus, Mode, PeerId, Priority, Timestamp, Unique};

/// A job that has not ended.
pub(crate) struct Job {
    pub(crate) id: JobId,
    pub(crate) function: FunctionId,
    pub(crate) priority: Priority,
    pub(crate) mode: Mode,
    pub(crate) unique: Unique,
    pub(crate) workload: Bytes,
    pub(crate) reducer: Option<Box<Bytes>>,
    /// How often it was given to a worker.
    pub(crate) attempts: u32,
    /// Who gets news and result, once per submission that joined.
    pub(crate) clients: SmallVec<[PeerId; 2]>,
    pub(crate) state: State,
}

/// Where a job stands in its life.
pub(crate) enum State {
    /// Nowhere: on its way from one of the states below to another, within one call.
    Moving,
    /// Waits for its time; `timers` has it.
    Delayed { until: Timestamp },
    /// Waits for a worker; linked into a lane of its function.
    Ready {
        since: Timestamp,
        before: Option<Slot>,
        behind: Option<Slot>,
    },
    /// With a worker.
    Running(Box<Run>),
    /// Used up its attempts; waits for a person.
    Buried,
}

/// One assignment of a job to a worker.
pub(crate) struct Run {
    pub(crate) by: PeerId,
    pub(crate) since: Timestamp,
    /// When the job is taken away again; `timers` has it.
    pub(crate) until: Option<Timestamp>,
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
}

impl Job {
    /// The worker that has the job.
    pub(crate) fn worker(&self) -> Option<PeerId> {
        match &self.state {
            State::Running(run) => Some(run.by),
            State::Moving | State::Delayed { .. } | State::Ready { .. } | State::Buried => None,
        }
    }

    /// Whether anybody wants the job to run: a background job always.
    pub(crate) fn is_wanted(&self) -> bool {
        self.mode == Mode::Background || !self.clients.is_empty()
    }

    /// What a status request is told.
    pub(crate) fn status(&self) -> JobStatus {
        let known = JobStatus {
            is_known: true,
            ..JobStatus::default()
        };
        match &self.state {
            State::Running(run) => JobStatus {
                is_running: true,
                numerator: run.numerator,
                denominator: run.denominator,
                ..known
            },
            State::Moving | State::Delayed { .. } | State::Ready { .. } => known,
            State::Buried => JobStatus::default(),
        }
    }

    /// The unique in the form that workers and listings see.
    pub(crate) fn unique_bytes(&self) -> Bytes {
        match &self.unique {
            Unique::None => Bytes::new(),
            Unique::Given(bytes) => bytes.clone(),
            Unique::Workload => Bytes::from_static(b"-"),
        }
    }

    /// What joins other submissions to this job: the unique or the workload that stands for it.
    pub(crate) fn coalesces_by(&self) -> Option<Coalesce<'_>> {
        Coalesce::of(&self.unique, &self.workload)
    }
}

/// The bytes by which submissions of one function are the same job.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Coalesce<'a> {
    Unique(&'a [u8]),
    Workload(&'a [u8]),
}

impl<'a> Coalesce<'a> {
    /// `None` when every submission is a job of its own.
    pub(crate) fn of(unique: &'a Unique, workload: &'a [u8]) -> Option<Self> {
        match unique {
            Unique::Given(bytes) => Some(Self::Unique(bytes)),
            Unique::Workload if !workload.is_empty() => Some(Self::Workload(workload)),
            Unique::None | Unique::Workload => None,
        }
    }
}
