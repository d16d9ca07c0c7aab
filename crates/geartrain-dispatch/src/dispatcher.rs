//! The dispatcher: what it holds, and one table from inputs to rules.

use std::collections::BTreeSet;

use bytes::Bytes;

use crate::ask::Askers;
use crate::functions::Functions;
use crate::hash::{Map, hasher};
use crate::jobs::Jobs;
use crate::peers::Peers;
use crate::timers::{Timer, Timers};
use crate::turn::Turn;
use crate::wake::Wakes;
use crate::{Config, Effect, Input, JobId, JobStatus, PeerId, QueueBound, Reply, Timestamp, View};

/// All jobs, functions and peers, and the rules that move them.
pub struct Dispatcher {
    pub(crate) config: Config,
    pub(crate) jobs: Jobs,
    pub(crate) functions: Functions,
    pub(crate) peers: Peers,
    pub(crate) timers: Timers,
    pub(crate) wakes: Wakes,
    pub(crate) askers: Askers,
    /// Buried jobs, the oldest submission first.
    pub(crate) buried: BTreeSet<JobId>,
    /// Queue bounds that were set, by name of the function.
    pub(crate) bounds: Map<Bytes, QueueBound>,
    pub(crate) next_job: u64,
}

impl Dispatcher {
    /// An empty dispatcher.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let seed = config.hash_seed;
        Self {
            jobs: Jobs::new(seed),
            functions: Functions::new(seed),
            peers: Peers::new(seed),
            timers: Timers::default(),
            wakes: Wakes::default(),
            askers: Askers::default(),
            buried: BTreeSet::new(),
            bounds: Map::with_hasher(hasher(seed)),
            next_job: config.first_job,
            config,
        }
    }

    /// Carries out one request of `peer` at `now` and appends what follows to `effects`.
    ///
    /// A peer exists from its first request until it disconnects.
    pub fn handle(
        &mut self,
        now: Timestamp,
        peer: PeerId,
        input: Input,
        effects: &mut Vec<Effect>,
    ) {
        let turn = &mut Turn::new(now, effects);
        self.stop_asking(peer, turn);
        match input {
            Input::Submit(submission) => self.submit(peer, submission, turn),
            Input::Able {
                function,
                run_limit_ms,
            } => {
                self.add_ability(peer, &function, run_limit_ms, turn);
            }
            Input::Unable { function } => self.remove_ability(peer, &function, turn),
            Input::ForgetAbilities => self.forget_abilities(peer, turn),
            Input::Sleep => self.sleep(peer, turn),
            Input::Grab(kind) => self.grab(peer, kind, turn),
            Input::Ask(kind) => self.ask(peer, kind, turn),
            Input::Report { job, report } => self.report(peer, job, report, turn),
            Input::Finish { job, outcome } => self.finish(peer, job, outcome, turn),
            Input::Status { job } => self.tell_status(peer, job, turn),
            Input::UniqueStatus { unique } => self.tell_unique_status(peer, unique, turn),
            Input::SetClientId { id } => {
                self.peers.enter(peer).client_id = Bytes::copy_from_slice(&id);
            }
            Input::WantExceptions => self.peers.enter(peer).wants_exceptions = true,
            Input::Cancel { job } => self.cancel(peer, job, turn),
            Input::CreateFunction { function } => self.create_function(peer, &function, turn),
            Input::DropFunction { function } => self.drop_function(peer, &function, turn),
            Input::LimitQueue { function, bound } => self.limit_queue(peer, &function, bound, turn),
            Input::HalfClosed => self.half_close(peer, turn),
            Input::Disconnected => self.disconnect(peer, turn),
        }
    }

    /// Carries out what is due at `now`: delayed jobs, run-time limits, wake-ups without an answer,
    /// functions that nobody needs. What is due first comes first; of very much at once a part is
    /// left over, and [`next_deadline`](Self::next_deadline) stays in the past until all is done.
    pub fn tick(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let turn = &mut Turn::new(now, effects);
        for _ in 0..self.config.timers_per_tick.max(1) {
            let Some(timer) = self.timers.take_due(now) else {
                break;
            };
            match timer {
                Timer::Due(job) => self.become_due(job, turn),
                Timer::RunLimit(job) => self.run_out_of_time(job, turn),
                Timer::FunctionIdle(function) => self.forget_function(function, turn),
            }
        }
        self.repeat_wakes(turn);
    }

    fn become_due(&mut self, job: JobId, turn: &mut Turn<'_>) {
        let slot = self.jobs.find(job).expect("a timer of a job goes with it");
        self.make_ready(slot, turn);
        self.wake_for(self.jobs[slot].function, turn);
    }

    fn run_out_of_time(&mut self, job: JobId, turn: &mut Turn<'_>) {
        let slot = self.jobs.find(job).expect("a timer of a job goes with it");
        self.give_back(slot, turn);
    }

    /// When [`tick`](Self::tick) has something to do next; may be early, never late.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let wake = self.wakes.next().map(|wake| wake.until);
        [self.timers.next(), wake].into_iter().flatten().min()
    }

    fn tell_status(&self, peer: PeerId, job: JobId, turn: &mut Turn<'_>) {
        let found = self.jobs.find(job);
        let status = found.map_or_else(JobStatus::default, |slot| self.jobs[slot].status());
        turn.send(peer, Reply::Status { job, status });
    }

    fn tell_unique_status(&self, peer: PeerId, unique: Bytes, turn: &mut Turn<'_>) {
        let job = self.jobs.find_unique(&unique).map(|slot| &self.jobs[slot]);
        let status = job.map_or_else(JobStatus::default, crate::job::Job::status);
        let clients = job.map_or(0, |job| job.clients.len() as u64);
        turn.send(
            peer,
            Reply::UniqueStatus {
                unique,
                status,
                clients,
            },
        );
    }

    /// What listings and gauges read.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::new(self)
    }
}

#[cfg(test)]
mod tests;
