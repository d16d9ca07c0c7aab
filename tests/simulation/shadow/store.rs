//! What outlives the process.
//!
//! Only background jobs do, with bounds and functions that operators set. They are recorded when
//! that changes; nothing is recorded when nothing is to be kept.

use std::collections::BTreeSet;

use bytes::Bytes;
use geartrain_dispatch::{Effect, EndReason, JobId, KeptJob, Mode, Outcome, Record, Timestamp};

use super::{Job, Place, Shadow};

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

    /// The process died. Background jobs come back in the order in which they were submitted, ready
    /// again or with their time; everybody is gone. Numbers of jobs go on, so that none comes twice.
    pub(super) fn restart(&mut self) {
        self.peers.clear();
        self.wall_ahead_ms = 0;
        self.jobs.retain(|_, job| job.mode == Mode::Background);
        self.recall_functions();
        for id in self.jobs.keys().copied().collect::<Vec<JobId>>() {
            let place = self.place_after_restart(&self.jobs[&id]);
            let end = self.at_the_end();
            let job = self.job(id);
            job.attempts = job.attempts_kept;
            job.clients.clear();
            job.place = place.unwrap_or(end);
        }
    }

    /// Functions created by hand come back, and those of the jobs.
    fn recall_functions(&mut self) {
        let by_hand = self
            .functions
            .iter()
            .filter(|(_, function)| function.is_by_hand);
        let by_hand: BTreeSet<Bytes> = by_hand.map(|(name, _)| name.clone()).collect();
        self.functions.clear();
        for name in &by_hand {
            self.know_function(name);
            self.functions
                .get_mut(name)
                .expect("it was just made known")
                .is_by_hand = true;
        }
        let of_jobs: Vec<Bytes> = self.jobs.values().map(|job| job.function.clone()).collect();
        for name in of_jobs {
            if !self.functions.contains_key(&name) {
                self.know_function(&name);
            }
        }
    }

    fn place_after_restart(&self, job: &Job) -> Option<Place> {
        match job.place {
            Place::Delayed { until } if until > self.wall() => Some(Place::Delayed { until }),
            Place::Buried => Some(Place::Buried),
            Place::Delayed { .. } | Place::Ready { .. } | Place::Running(_) => None,
        }
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
