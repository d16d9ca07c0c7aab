//! What must outlive the process, and how it comes back.
//!
//! A record is pushed before the replies that promise it. Whoever keeps records applies them in
//! order; those of jobs that are done cancel out, so what is left describes the living jobs.

use bytes::Bytes;

use crate::job::{Job, State};
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Dispatcher, Effect, JobId, Mode, Priority, QueueBound, Timestamp, Unique};

/// One change of what is kept. Only pushed while [`Config::is_durable`](crate::Config) is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Keep this job; a job is added once.
    Added(Box<KeptJob>),
    /// The job was given to workers this often, and is buried or not.
    Patched {
        /// The job.
        job: JobId,
        /// How often it was given to a worker.
        attempts: u32,
        /// Whether it used up its attempts.
        is_buried: bool,
    },
    /// The job is gone.
    Done {
        /// The job.
        job: JobId,
    },
    /// The function's queue is bounded so; [`QueueBound::Default`] forgets the bound.
    Bounded {
        /// Name of the function.
        function: Bytes,
        /// The bound.
        bound: QueueBound,
    },
    /// The function is kept by hand, or not any more.
    FunctionKept {
        /// Name of the function.
        function: Bytes,
        /// Whether it is.
        is_kept: bool,
    },
}

/// A background job as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptJob {
    /// The job; jobs come back in order of their ids.
    pub job: JobId,
    /// Name of its function.
    pub function: Bytes,
    /// What makes it the same as another one.
    pub unique: Unique,
    /// The function's argument.
    pub workload: Bytes,
    /// Name of its reducer.
    pub reducer: Option<Bytes>,
    /// How urgent it is.
    pub priority: Priority,
    /// When it was submitted.
    pub submitted: Timestamp,
    /// Earliest moment to run.
    pub not_before: Option<Timestamp>,
    /// How often it was given to a worker and came back; a run that is not over does not count.
    pub attempts: u32,
    /// Whether it used up its attempts.
    pub is_buried: bool,
}

impl Dispatcher {
    /// Takes back what was kept, before the first request. Jobs are to be given in order of their
    /// ids; one whose worker was lost with the process is ready again.
    ///
    /// Effects are of no use to anybody yet, but for the names of functions.
    pub fn restore(&mut self, now: Timestamp, record: Record, effects: &mut Vec<Effect>) {
        let turn = &mut Turn::new(now, effects);
        match record {
            Record::Added(job) => self.restore_job(*job, turn),
            Record::Patched { .. } | Record::Done { .. } => {
                unreachable!("a store applies changes of jobs before it gives the jobs back")
            }
            Record::Bounded { function, bound } => self.set_bound(&function, bound),
            Record::FunctionKept { function, is_kept } => {
                let function = self.enter_function_unbounded(&function, turn);
                self.functions[function].is_by_hand = is_kept;
                self.note_need(function, now);
            }
        }
    }

    fn restore_job(&mut self, kept: KeptJob, turn: &mut Turn<'_>) {
        let function = self.enter_function_unbounded(&kept.function, turn);
        self.next_job = self.next_job.max(kept.job.0 + 1);
        let (not_before, is_buried) = (kept.not_before, kept.is_buried);
        let slot = self.jobs.insert(Job::kept(function, kept));
        match not_before {
            _ if is_buried => self.set_aside(slot),
            Some(until) if until > self.timers.wall(turn.now) => self.delay(slot, until),
            Some(_) | None => self.make_ready(slot, turn),
        }
        self.note_need(function, turn.now);
    }

    /// The job was not kept after all: whoever was to get its handle gets an error instead. It
    /// leaves its queue at once; if it runs already it goes on, but does not come back.
    pub fn discard(&mut self, now: Timestamp, job: JobId, effects: &mut Vec<Effect>) {
        let turn = &mut Turn::new(now, effects);
        let Some(slot) = self.jobs.find(job) else {
            return;
        };
        self.jobs[slot].mode = Mode::Foreground;
        self.drop_if_abandoned(slot, turn);
    }

    pub(crate) fn record_added(&self, slot: Slot, turn: &mut Turn<'_>) {
        if self.is_kept(slot) {
            turn.push(Effect::Record(Record::Added(Box::new(
                self.kept_job(slot, turn.now),
            ))));
        }
    }

    pub(crate) fn record_patched(&self, slot: Slot, turn: &mut Turn<'_>) {
        if self.is_kept(slot) {
            let Job {
                id: job,
                attempts,
                ref state,
                ..
            } = self.jobs[slot];
            let is_buried = matches!(state, State::Buried);
            turn.push(Effect::Record(Record::Patched {
                job,
                attempts,
                is_buried,
            }));
        }
    }

    pub(crate) fn record_done(&self, slot: Slot, turn: &mut Turn<'_>) {
        if self.is_kept(slot) {
            turn.push(Effect::Record(Record::Done {
                job: self.jobs[slot].id,
            }));
        }
    }

    pub(crate) fn record(&self, record: Record, turn: &mut Turn<'_>) {
        if self.config.is_durable {
            turn.push(Effect::Record(record));
        }
    }

    fn is_kept(&self, slot: Slot) -> bool {
        self.config.is_durable && self.jobs[slot].mode == Mode::Background
    }

    fn kept_job(&self, slot: Slot, now: Timestamp) -> KeptJob {
        let job = &self.jobs[slot];
        KeptJob {
            job: job.id,
            function: self.functions[job.function].name.clone(),
            unique: job.unique(),
            workload: job.workload.to_bytes(),
            reducer: job.reducer.as_deref().cloned(),
            priority: job.priority,
            submitted: now,
            not_before: match job.state {
                State::Delayed { until } => Some(until),
                State::Moving | State::Ready { .. } | State::Running(_) | State::Buried => None,
            },
            attempts: job.attempts - u32::from(job.worker().is_some()),
            is_buried: matches!(job.state, State::Buried),
        }
    }
}

#[cfg(test)]
mod tests;
