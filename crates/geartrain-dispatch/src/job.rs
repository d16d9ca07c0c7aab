//! A job and the states it goes through.
//!
//! ```text
//!   submit, not yet due        submit                 WORK_COMPLETE, WORK_FAIL,
//!          |                     |                    WORK_EXCEPTION, cancel
//!          v        due          v        grab                |
//!      Delayed ---------------> Ready ----------> Running ----+----> gone
//!          |                     |  ^                |  |
//!          | cancel,             |  +----------------+  | worker lost or out of time, and
//!          | nobody waits        |    worker lost or    |   attempts used up, or nobody waits
//!          v                     v    out of time       |
//!         gone                  gone                    +-- foreground job ---> gone
//!                                                       |
//!                                                       +-- background job, attempts used up
//!                                                       v
//!                                                     Buried ----> gone
//!                                                            cancel, too many
//! ```
//!
//! A job *lives* until it is gone. It is *active* while it is delayed, ready or running: it will end
//! by itself. A buried one lives, but only a person moves it.
//!
//! The moves themselves stand in `life.rs`.

use bytes::Bytes;

use crate::clients::Clients;
use crate::slots::Slot;
use crate::workload::{Workload, into_box};
use crate::{
    FunctionId, JobId, JobStatus, KeptJob, Mode, PeerId, Priority, Submission, Timestamp, Unique,
};

/// A job that lives. There may be millions, so each word of it counts.
pub(crate) struct Job {
    pub(crate) id: JobId,
    /// Empty for none.
    unique: Box<[u8]>,
    pub(crate) workload: Workload,
    pub(crate) reducer: Option<Box<Bytes>>,
    /// Who gets news and result.
    pub(crate) clients: Clients,
    pub(crate) state: State,
    pub(crate) function: FunctionId,
    pub(crate) priority: Priority,
    /// How often it was given to a worker.
    pub(crate) attempts: u32,
    pub(crate) mode: Mode,
    /// Its workload stands for the unique.
    is_unique_by_workload: bool,
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
    pub(crate) fn new(id: JobId, function: FunctionId, submission: Submission) -> Self {
        Self {
            id,
            is_unique_by_workload: submission.unique == Unique::Workload,
            unique: boxed(submission.unique),
            workload: Workload::new(submission.workload),
            reducer: submission.reducer,
            clients: Clients::None,
            state: State::Moving,
            function,
            priority: submission.priority,
            attempts: 0,
            mode: submission.mode,
        }
    }

    /// A job that comes back after it was kept.
    pub(crate) fn kept(function: FunctionId, kept: KeptJob) -> Self {
        Self {
            id: kept.job,
            is_unique_by_workload: kept.unique == Unique::Workload,
            unique: boxed(kept.unique),
            workload: Workload::new(kept.workload),
            reducer: kept.reducer.map(Box::<Bytes>::new),
            clients: Clients::None,
            state: State::Moving,
            function,
            priority: kept.priority,
            attempts: kept.attempts,
            mode: Mode::Background,
        }
    }

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

    /// The unique as it was submitted.
    pub(crate) fn unique(&self) -> Unique {
        match &*self.unique {
            _ if self.is_unique_by_workload => Unique::Workload,
            b"" => Unique::None,
            unique => Unique::Given(Bytes::copy_from_slice(unique)),
        }
    }

    /// The unique in the form that workers and listings see.
    pub(crate) fn unique_shown(&self) -> &[u8] {
        if self.is_unique_by_workload {
            b"-"
        } else {
            &self.unique
        }
    }

    /// What joins other submissions to this job: the unique or the workload that stands for it.
    pub(crate) fn coalesces_by(&self) -> Option<Coalesce<'_>> {
        if self.is_unique_by_workload {
            Coalesce::by_workload(self.workload.as_slice())
        } else {
            Coalesce::by_unique(&self.unique)
        }
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
            Unique::None => None,
            Unique::Given(bytes) => Self::by_unique(bytes),
            Unique::Workload => Self::by_workload(workload),
        }
    }

    fn by_unique(unique: &'a [u8]) -> Option<Self> {
        (!unique.is_empty()).then_some(Self::Unique(unique))
    }

    fn by_workload(workload: &'a [u8]) -> Option<Self> {
        (!workload.is_empty()).then_some(Self::Workload(workload))
    }
}

fn boxed(unique: Unique) -> Box<[u8]> {
    match unique {
        Unique::None | Unique::Workload => Box::default(),
        Unique::Given(bytes) => into_box(bytes),
    }
}

#[cfg(test)]
mod tests;
