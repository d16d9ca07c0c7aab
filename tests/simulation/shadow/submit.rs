//! How jobs come.

use geartrain_dispatch::{
    Event, JobId, Mode, PeerId, PriorityClass, QueueBound, Refusal, Reply, Submission,
};

use super::{Job, Place, Shadow};

impl Shadow {
    /// A submission joins the living job that it is the same as; else it is a new job, unless the
    /// queue is full.
    pub(super) fn submit(&mut self, from: PeerId, submission: &Submission) {
        if !self.need_function(&submission.function) {
            return self.expect_refusal(from, Refusal::TooManyFunctions);
        }
        if let Some(job) = self.same_as(submission) {
            return self.join(from, job, submission.mode);
        }
        if self.is_full(&submission.function, submission.priority.class()) {
            return self.expect_refusal(from, Refusal::QueueFull);
        }
        self.accept(from, submission);
    }

    fn same_as(&self, submission: &Submission) -> Option<JobId> {
        let Submission {
            function,
            unique,
            workload,
            ..
        } = submission;
        let mut same = self
            .jobs
            .iter()
            .filter(|(_, job)| job.is_joined_by(function, unique, workload));
        let found = same.next().map(|(id, _)| *id);
        assert_eq!(
            same.next().map(|(id, _)| id),
            None,
            "coalescing: two jobs are the same"
        );
        found
    }

    /// The first job's workload and priority stay. One background submission keeps the job alive
    /// whoever leaves; each foreground submission gets the result once.
    fn join(&mut self, from: PeerId, id: JobId, mode: Mode) {
        let was = self.jobs[&id].mode;
        match mode {
            Mode::Background => self.job(id).mode = Mode::Background,
            Mode::Foreground => self.job(id).clients.push(from),
        }
        if was != self.jobs[&id].mode {
            self.expect_added(id);
        }
        self.expect_change(id, Event::Joined);
        self.expect_reply(from, Reply::JobCreated { job: id });
    }

    /// A job waits for its time, or is ready when that has come.
    fn accept(&mut self, from: PeerId, submission: &Submission) {
        let id = JobId(self.next_job);
        self.next_job += 1;
        let place = match submission.not_before.as_deref().copied() {
            Some(until) if until > self.wall() => Place::Delayed { until },
            Some(_) | None => self.at_the_end(),
        };
        let clients = match submission.mode {
            Mode::Foreground => vec![from],
            Mode::Background => Vec::new(),
        };
        self.jobs.insert(id, new_job(submission, clients, place));
        self.expect_change(id, Event::Submitted);
        self.expect_added(id);
        self.expect_reply(from, Reply::JobCreated { job: id });
        self.serve_askers(&submission.function);
    }

    /// Behind all ready jobs of the same priority.
    pub(super) fn at_the_end(&mut self) -> Place {
        Place::Ready {
            since: self.now,
            moved: self.next_move(),
        }
    }

    /// Delayed, ready and running jobs count. One size bounds all priorities together, three sizes
    /// bound each for itself.
    fn is_full(&self, function: &[u8], class: PriorityClass) -> bool {
        let living = self.jobs_of(function).filter(|job| !job.is_buried());
        let total = living.clone().count();
        let of_class = living.filter(|job| job.priority.class() == class).count();
        let is_reached = |bound: Option<u32>, count| bound.is_some_and(|max| count >= max as usize);
        match self.bounds.get(function).unwrap_or(&QueueBound::Default) {
            QueueBound::Default => is_reached(self.config.queue_bound, total),
            QueueBound::Total(bound) => is_reached(*bound, total),
            QueueBound::PerClass(bounds) => is_reached(bounds[class.index()], of_class),
        }
    }
}

fn new_job(submission: &Submission, clients: Vec<PeerId>, place: Place) -> Job {
    Job {
        function: submission.function.clone(),
        unique: submission.unique.clone(),
        workload: submission.workload.clone(),
        reducer: submission.reducer.as_deref().cloned(),
        priority: submission.priority,
        mode: submission.mode,
        attempts: 0,
        attempts_kept: 0,
        is_excused: false,
        clients,
        place,
    }
}
