//! What outlives the process.
//!
//! Only background jobs do, with bounds and functions that operators set. They are recorded when
//! that changes; nothing is recorded when nothing is to be kept.

use bytes::Bytes;
use geartrain_dispatch::{Effect, EndReason, JobId, KeptJob, Mode, Outcome, Record, Timestamp};

use super::{Function, Job, Place, Shadow};

impl Shadow {
    /// The job could not be kept after all, so it lives for its clients only, and goes at once if
    /// there are none. If it runs already, it goes on.
    pub(super) fn discard(&mut self, id: JobId) {
        let Some(job) = self.jobs.get_mut(&id) else {
            return;
        };
        job.mode = Mode::Foreground;
        if !job.is_wanted() && job.run().is_none() {
            self.end(id, EndReason::Abandoned, &Outcome::Fail);
        }
    }

    /// The process died, and this is left. Jobs come back in the order in which they were submitted,
    /// ready again or with their time; everybody is gone. Whether it is what must be left is checked
    /// by the ledger.
    pub(super) fn restart(&mut self, left: &[Record]) {
        self.peers.clear();
        self.wall_ahead_ms = 0;
        self.askers.clear();
        self.asker_count = 0;
        self.jobs.clear();
        self.functions.clear();
        self.bounds.clear();
        for record in left {
            match record {
                Record::Added(kept) => self.take_back(kept),
                Record::Bounded { function, bound } => {
                    self.bounds.insert(function.clone(), *bound);
                }
                Record::FunctionKept { function, .. } => self.recall(function).is_by_hand = true,
                Record::Patched { .. } | Record::Done { .. } => unreachable!("they are applied"),
            }
        }
    }

    fn recall(&mut self, name: &Bytes) -> &mut Function {
        if !self.functions.contains_key(name) {
            self.know_function(name);
        }
        self.functions.get_mut(name).expect("it is known now")
    }

    fn take_back(&mut self, kept: &KeptJob) {
        self.recall(&kept.function);
        let place = match kept.not_before {
            _ if kept.is_buried => Place::Buried,
            Some(until) if until > self.wall() => Place::Delayed { until },
            Some(_) | None => self.at_the_end(),
        };
        let attempts_max = self.config.attempts_max;
        let job = Job {
            function: kept.function.clone(),
            unique: kept.unique.clone(),
            workload: kept.workload.clone(),
            reducer: kept.reducer.clone(),
            priority: kept.priority,
            mode: Mode::Background,
            attempts: kept.attempts,
            attempts_kept: kept.attempts,
            is_excused: attempts_max.is_some_and(|max| kept.attempts >= max),
            clients: Vec::new(),
            place,
        };
        self.jobs.insert(kept.job, job);
    }

    /// A background job is to be kept from now on.
    pub(super) fn expect_added(&mut self, id: JobId) {
        let job = self.job(id);
        if job.mode == Mode::Background {
            job.attempts_kept = job.attempts - u32::from(job.run().is_some());
            let kept = self.jobs[&id].kept(id, self.now);
            self.expect_record(Record::Added(Box::new(kept)));
        }
    }

    /// What is kept of a job changed.
    pub(super) fn expect_patched(&mut self, id: JobId) {
        let job = self.job(id);
        if job.mode == Mode::Background {
            job.attempts_kept = job.attempts;
            let (attempts, is_buried) = (job.attempts, job.is_buried());
            self.expect_record(Record::Patched {
                job: id,
                attempts,
                is_buried,
            });
        }
    }

    /// A job need not be kept any more.
    pub(super) fn expect_done(&mut self, id: JobId) {
        if self.jobs[&id].mode == Mode::Background {
            self.expect_record(Record::Done { job: id });
        }
    }

    pub(super) fn expect_record(&mut self, record: Record) {
        if self.config.is_durable {
            self.expect(Effect::Record(record));
        }
    }
}

impl Job {
    fn kept(&self, id: JobId, now: Timestamp) -> KeptJob {
        KeptJob {
            job: id,
            function: self.function.clone(),
            unique: self.unique.clone(),
            workload: self.workload.clone(),
            reducer: self.reducer.clone(),
            priority: self.priority,
            submitted: now,
            not_before: match self.place {
                Place::Delayed { until } => Some(until),
                Place::Ready { .. } | Place::Running(_) | Place::Buried => None,
            },
            attempts: self.attempts_kept,
            is_buried: self.is_buried(),
        }
    }
}
