//! What listings and gauges read.

use crate::ability_table::Ability;
use crate::functions::Function;
use crate::job::{Job, State};
use crate::{Dispatcher, FunctionId, JobId, JobStatus, Mode, PeerId, Timestamp};

/// A look at the dispatcher between two calls.
pub struct View<'a> {
    dispatcher: &'a Dispatcher,
}

/// How far a listing in pieces got; the default is its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bookmark(usize);

/// A function and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionView<'a> {
    /// Its id as in [`Change`](crate::Change).
    pub id: FunctionId,
    /// Its name.
    pub name: &'a [u8],
    /// Jobs that wait for a worker, by class of priority, the most urgent first.
    pub ready: [usize; 3],
    /// Jobs that wait for their time, by class of priority, the most urgent first.
    pub delayed: [usize; 3],
    /// Jobs with a worker.
    pub running: usize,
    /// Jobs that used up their attempts.
    pub buried: usize,
    /// Connected workers that can run it.
    pub workers: usize,
    /// Since when the oldest ready job waits.
    pub oldest_ready: Option<Timestamp>,
}

/// A connected peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerView<'a> {
    /// The peer.
    pub id: PeerId,
    /// What it wants to be called; empty if it did not say.
    pub client_id: &'a [u8],
    /// Names of the functions it can run, in the order of registration.
    pub functions: Vec<&'a [u8]>,
}

/// A living job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobView<'a> {
    /// The job.
    pub id: JobId,
    /// Name of its function.
    pub function: &'a [u8],
    /// Its unique as submitted: `-` for one by workload, empty for none.
    pub unique: &'a [u8],
    /// Whether it outlives its submitter.
    pub mode: Mode,
    /// How it is.
    pub status: JobStatus,
    /// How often it was given to a worker.
    pub attempts: u32,
    /// Peers that wait for it.
    pub clients: usize,
    /// Whether it used up its attempts.
    pub is_buried: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(dispatcher: &'a Dispatcher) -> Self {
        Self { dispatcher }
    }

    /// The number of the last worker whose question is open, for
    /// [`turn_away`](crate::Dispatcher::turn_away); `None`: nobody waits for an answer.
    #[must_use]
    pub fn last_asker(&self) -> Option<u64> {
        self.dispatcher.askers.last()
    }

    /// All functions, in order of their ids.
    pub fn functions(&self) -> impl Iterator<Item = FunctionView<'a>> + use<'a> {
        let dispatcher = self.dispatcher;
        dispatcher
            .functions
            .iter()
            .map(|(id, function)| view_function(dispatcher, id, function))
    }

    /// The functions from `at` on, in order of their ids, and where the next piece begins.
    ///
    /// As for [`jobs_from`](Self::jobs_from), a function that stays is shown once.
    #[must_use]
    pub fn functions_from(&self, at: Bookmark, count: usize) -> (Vec<FunctionView<'a>>, Bookmark) {
        let dispatcher = self.dispatcher;
        let rows = dispatcher.functions.iter_from(at.0).take(count);
        let rows: Vec<_> = rows
            .map(|(id, function)| view_function(dispatcher, id, function))
            .collect();
        let next = rows.last().map_or(at.0, |row| row.id.0 as usize + 1);
        (rows, Bookmark(next))
    }

    /// One function.
    #[must_use]
    pub fn function(&self, id: FunctionId) -> Option<FunctionView<'a>> {
        let function = self.dispatcher.functions.get(id)?;
        Some(view_function(self.dispatcher, id, function))
    }

    /// One peer; `None` if it never sent anything that the dispatcher keeps.
    #[must_use]
    pub fn peer(&self, id: PeerId) -> Option<PeerView<'a>> {
        let peer = self.dispatcher.peers.get(id)?;
        let abilities = peer
            .worker
            .iter()
            .flat_map(|worker| worker.abilities.iter());
        let mut abilities: Vec<&Ability> = abilities.collect();
        abilities.sort_unstable_by_key(|ability| ability.registered);
        let functions = &self.dispatcher.functions;
        Some(PeerView {
            id,
            client_id: &peer.client_id,
            functions: abilities
                .iter()
                .map(|ability| functions[ability.function].name.as_ref())
                .collect(),
        })
    }

    /// All living jobs, in no promised order.
    pub fn jobs(&self) -> impl Iterator<Item = JobView<'a>> + use<'a> {
        let dispatcher = self.dispatcher;
        dispatcher
            .jobs
            .iter()
            .map(|(_, job)| view_job(dispatcher, job))
    }

    /// Up to `count` of the jobs from `at` on, in no promised order, and where the next piece
    /// begins. No jobs: there are no more.
    ///
    /// Time may pass between two pieces. A job that lives from the first to the last is shown
    /// exactly once; one that came or went meanwhile is shown once or not at all. Each is shown as
    /// it was when its piece was made.
    #[must_use]
    pub fn jobs_from(&self, at: Bookmark, count: usize) -> (Vec<JobView<'a>>, Bookmark) {
        let dispatcher = self.dispatcher;
        let mut next = at.0;
        let jobs = dispatcher.jobs.iter_from(at.0).take(count);
        let rows = jobs.map(|(slot, job)| {
            next = slot.index() + 1;
            view_job(dispatcher, job)
        });
        (rows.collect(), Bookmark(next))
    }

    /// Whether a job is delayed, ready or running.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.dispatcher.jobs.len() > self.dispatcher.buried.len()
    }

    /// How many jobs live, buried ones among them.
    #[must_use]
    pub fn job_count(&self) -> usize {
        self.dispatcher.jobs.len()
    }

    /// How many functions there are.
    #[must_use]
    pub fn function_count(&self) -> usize {
        self.dispatcher.functions.len()
    }

    /// The number that the next job will have.
    #[must_use]
    pub fn next_job(&self) -> JobId {
        JobId(self.dispatcher.next_job)
    }

    /// Whether the peer still waits for the result of a job.
    #[must_use]
    pub fn is_owed(&self, peer: PeerId) -> bool {
        self.dispatcher
            .peers
            .get(peer)
            .is_some_and(|peer| !peer.waits_for.is_empty())
    }
}

fn view_function<'a>(
    dispatcher: &'a Dispatcher,
    id: FunctionId,
    function: &'a Function,
) -> FunctionView<'a> {
    FunctionView {
        id,
        name: &function.name,
        ready: function.lanes.by_class(),
        delayed: function.delayed,
        running: function.running,
        buried: function.buried,
        workers: function.workers,
        oldest_ready: function.lanes.oldest(&dispatcher.jobs),
    }
}

fn view_job<'a>(dispatcher: &'a Dispatcher, job: &'a Job) -> JobView<'a> {
    JobView {
        id: job.id,
        function: &dispatcher.functions[job.function].name,
        unique: job.unique_shown(),
        mode: job.mode,
        status: job.status(),
        attempts: job.attempts,
        clients: job.clients.len(),
        is_buried: matches!(job.state, State::Buried),
    }
}

#[cfg(test)]
mod tests;
