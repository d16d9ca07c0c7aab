//! What workers say of their jobs, and how jobs end.

use bytes::Bytes;
use geartrain_dispatch::{
    Change, Effect, EndReason, Event, JobId, Mode, Outcome, PeerId, Refusal, Reply, Report,
};

use super::{Place, Shadow};

impl Shadow {
    /// News go to everyone who waits, if the job is with the worker that sends them.
    pub(super) fn report(&mut self, from: PeerId, id: JobId, report: &Report) {
        if !self.is_running_on(id, from) {
            let refusal = match report {
                Report::Progress { .. } => Refusal::ProgressForUnknownJob,
                Report::Data(_) | Report::Warning(_) => Refusal::DataForUnknownJob,
            };
            return self.expect_refusal(from, refusal);
        }
        if let (
            Report::Progress {
                numerator,
                denominator,
            },
            Place::Running(run),
        ) = (report, &mut self.job(id).place)
        {
            (run.numerator, run.denominator) = (number(numerator), number(denominator));
        }
        for client in self.jobs[&id].clients.clone() {
            self.expect_reply(client, reply_to_report(id, report));
        }
    }

    /// The worker that has the job ends it, however it does so. From any other the answer is
    /// refused, but for one failure that follows the worker's own exception.
    pub(super) fn finish(&mut self, from: PeerId, id: JobId, outcome: &Outcome) {
        if !self.is_running_on(id, from) {
            return self.finish_too_late(from, id, outcome);
        }
        if let Outcome::Exception(_) = outcome {
            self.peer(from).threw = Some(id);
        }
        let run = self.jobs[&id].run().expect("the job runs");
        let ran_ms = self.now.ms_since(run.since);
        let reason = match outcome {
            Outcome::Complete(_) => EndReason::Completed { ran_ms },
            Outcome::Fail | Outcome::Exception(_) => EndReason::Failed { ran_ms },
        };
        self.end(id, reason, outcome);
    }

    fn finish_too_late(&mut self, from: PeerId, id: JobId, outcome: &Outcome) {
        let peer = self.peer(from);
        if *outcome == Outcome::Fail && peer.threw == Some(id) {
            peer.threw = None;
            return;
        }
        self.expect_refusal(
            from,
            match outcome {
                Outcome::Complete(_) | Outcome::Fail => Refusal::ResultForUnknownJob,
                Outcome::Exception(_) => Refusal::ExceptionForUnknownJob,
            },
        );
    }

    /// Any job can be cancelled, whatever its place.
    pub(super) fn cancel(&mut self, from: PeerId, id: JobId) {
        if !self.jobs.contains_key(&id) {
            return self.expect_refusal(from, Refusal::JobUnknown);
        }
        self.end(id, EndReason::Cancelled, &Outcome::Fail);
        self.expect_reply(from, Reply::Cancelled { job: id });
    }

    /// A job whose worker left or took too long is ready again, at the end of its priority. It ends
    /// instead when nobody wants it, or when its attempts are used up: then those who wait are told
    /// that it failed, and a background job is kept for a person to look at.
    pub(super) fn give_back(&mut self, id: JobId) {
        let job = &self.jobs[&id];
        let is_used_up = self
            .config
            .attempts_max
            .is_some_and(|max| job.attempts >= max);
        match job.mode {
            _ if !job.is_wanted() => self.end(id, EndReason::Abandoned, &Outcome::Fail),
            Mode::Foreground if is_used_up => self.end(id, EndReason::Exhausted, &Outcome::Fail),
            Mode::Background if is_used_up => self.bury(id),
            Mode::Foreground | Mode::Background => {
                self.expect_change(id, Event::Returned);
                self.expect_patched(id);
                self.job(id).place = self.at_the_end();
                let function = self.jobs[&id].function.clone();
                self.serve_askers(&function);
            }
        }
    }

    /// When there are too many buried jobs, the one that was submitted first goes.
    fn bury(&mut self, id: JobId) {
        self.expect_change(id, Event::Buried);
        self.tell_end(id, &Outcome::Fail);
        let job = self.job(id);
        job.clients.clear();
        job.place = Place::Buried;
        self.expect_patched(id);
        let buried = self
            .jobs
            .iter()
            .filter(|(_, job)| job.is_buried())
            .map(|(id, _)| *id);
        let buried: Vec<JobId> = buried.collect();
        // More than one too many there are after a start: the ends of earlier ones were not kept.
        let too_many = buried.len().saturating_sub(self.config.buried_max);
        for id in &buried[..too_many] {
            self.end(*id, EndReason::Evicted, &Outcome::Fail);
        }
    }

    /// Everyone who waits is told once per submission, and the job is gone.
    pub(super) fn end(&mut self, id: JobId, reason: EndReason, outcome: &Outcome) {
        self.expect_change(id, Event::Ended(reason));
        self.expect_done(id);
        self.tell_end(id, outcome);
        self.jobs.remove(&id);
    }

    fn tell_end(&mut self, id: JobId, outcome: &Outcome) {
        for client in self.jobs[&id].clients.clone() {
            let wants_exceptions = self.peers[&client].wants_exceptions;
            self.expect_reply(client, reply_to_outcome(id, outcome, wants_exceptions));
        }
    }

    pub(super) fn expect_change(&mut self, id: JobId, event: Event) {
        let job = &self.jobs[&id];
        let function = self.functions[&job.function].id;
        let (class, mode) = (job.priority.class(), job.mode);
        self.expect(Effect::Changed(Change {
            job: id,
            function,
            class,
            mode,
            event,
        }));
    }

    fn is_running_on(&self, id: JobId, peer: PeerId) -> bool {
        self.jobs.get(&id).is_some_and(|job| job.runs_on(peer))
    }
}

fn reply_to_report(job: JobId, report: &Report) -> Reply {
    match report.clone() {
        Report::Progress {
            numerator,
            denominator,
        } => Reply::Progress {
            job,
            numerator,
            denominator,
        },
        Report::Data(data) => Reply::Data { job, data },
        Report::Warning(data) => Reply::Warning { job, data },
    }
}

/// An exception reaches those who asked for exceptions; for all others it is a failure.
fn reply_to_outcome(job: JobId, outcome: &Outcome, wants_exceptions: bool) -> Reply {
    match outcome.clone() {
        Outcome::Complete(data) => Reply::Complete { job, data },
        Outcome::Exception(data) if wants_exceptions => Reply::Exception { job, data },
        Outcome::Exception(_) | Outcome::Fail => Reply::Failed { job },
    }
}

/// What is not a number counts as 0.
fn number(word: &Bytes) -> u64 {
    std::str::from_utf8(word)
        .ok()
        .and_then(|word| word.parse().ok())
        .unwrap_or(0)
}
