//! What a job is, and in which one place it stands.

use bytes::Bytes;
use geartrain_dispatch::{JobStatus, Mode, PeerId, Priority, Timestamp, Unique};

/// A job that has not ended.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) function: Bytes,
    pub(crate) unique: Unique,
    pub(crate) workload: Bytes,
    pub(crate) reducer: Option<Bytes>,
    pub(crate) priority: Priority,
    pub(crate) mode: Mode,
    /// How often a worker got it.
    pub(crate) attempts: u32,
    /// The same as a store knows it: a run that is not over does not count there.
    pub(crate) attempts_kept: u32,
    /// The limit of attempts was lowered while it waited or ran: it may start once more.
    pub(crate) is_excused: bool,
    /// Who gets the result: a peer stands here once for each submission.
    pub(crate) clients: Vec<PeerId>,
    pub(crate) place: Place,
}

/// Where a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It waits for its time.
    Delayed { until: Timestamp },
    /// It waits for a worker, behind all that came before its move.
    Ready { since: Timestamp, moved: u64 },
    /// A worker has it. `moved` gives the order in which the worker got its jobs.
    Running(Run),
    /// It used up its attempts and waits for a person.
    Buried,
}

/// One assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) by: PeerId,
    pub(crate) since: Timestamp,
    pub(crate) until: Option<Timestamp>,
    pub(crate) moved: u64,
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
}

impl Job {
    pub(crate) fn is_ready(&self) -> bool {
        matches!(self.place, Place::Ready { .. })
    }

    pub(crate) fn is_buried(&self) -> bool {
        self.place == Place::Buried
    }

    pub(crate) fn run(&self) -> Option<&Run> {
        match &self.place {
            Place::Running(run) => Some(run),
            Place::Delayed { .. } | Place::Ready { .. } | Place::Buried => None,
        }
    }

    pub(crate) fn runs_on(&self, peer: PeerId) -> bool {
        self.run().is_some_and(|run| run.by == peer)
    }

    pub(crate) fn ready_since(&self) -> Option<Timestamp> {
        match self.place {
            Place::Ready { since, .. } => Some(since),
            Place::Delayed { .. } | Place::Running(_) | Place::Buried => None,
        }
    }

    /// A background job is wanted until it ends; a foreground one while somebody waits.
    pub(crate) fn is_wanted(&self) -> bool {
        self.mode == Mode::Background || !self.clients.is_empty()
    }

    /// Two submissions of one function are one job when they give the same unique, or when both
    /// leave it to the workload and that is the same and not empty. A buried job is joined no more.
    pub(crate) fn is_joined_by(&self, function: &[u8], unique: &Unique, workload: &[u8]) -> bool {
        let is_same = match (&self.unique, unique) {
            (Unique::Given(mine), Unique::Given(other)) => mine == other,
            (Unique::Workload, Unique::Workload) => {
                !workload.is_empty() && self.workload == workload
            }
            _ => false,
        };
        is_same && self.function == function && !self.is_buried()
    }

    /// The unique as workers and listings see it.
    pub(crate) fn unique_shown(&self) -> Bytes {
        match &self.unique {
            Unique::None => Bytes::new(),
            Unique::Given(unique) => unique.clone(),
            Unique::Workload => Bytes::from_static(b"-"),
        }
    }

    pub(crate) fn status(&self) -> JobStatus {
        let run = self.run();
        JobStatus {
            is_known: !self.is_buried(),
            is_running: run.is_some(),
            numerator: run.map_or(0, |run| run.numerator),
            denominator: run.map_or(0, |run| run.denominator),
        }
    }
}
