//! Many submissions at once, without waiting for one answer before the next is sent.

use std::collections::VecDeque;
use std::time::Duration;

use geartrain_protocol::SubmitMode;
use tokio::time::Instant;

use crate::fleet::{Accepted, Pending};
use crate::late::Late;
use crate::limits::PIPELINED_MAX;
use crate::{Client, Error, Job, JobHandle, RunningJob};

type Outcome = (Job, Result<Accepted, Error>);

/// A job of a batch that waits for its answer.
struct Sent {
    job: Job,
    at: Instant,
    pending: Result<Pending, Error>,
}

impl Client {
    /// Submits background jobs one behind the other on the line, which takes a fraction of the time
    /// that as many calls of [`submit_background`](Self::submit_background) take. What became of
    /// each stands at its place.
    ///
    /// Up to 4,096 jobs are under way at a time. The submit deadline begins anew with each answer;
    /// once it has passed, all jobs that the server was sent until then end with
    /// [`Error::TimedOut`]. So a server that hangs is waited for once for every 4,096 jobs, and an
    /// idempotent job is submitted again where another server may answer.
    ///
    /// Dropping the future leaves open which jobs run.
    ///
    /// ```no_run
    /// use geartrain_client::{Client, Job};
    ///
    /// # async fn example() -> Result<(), geartrain_client::Error> {
    /// let client = Client::connect("localhost:4730").await?;
    /// let jobs = (0..1000).map(|number| Job::new("resize", format!("picture {number}")));
    /// for handle in client.submit_background_batch(jobs).await {
    ///     println!("{}", handle?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn submit_background_batch(
        &self,
        jobs: impl IntoIterator<Item = Job>,
    ) -> Vec<Result<JobHandle, Error>> {
        let outcomes = self.batch(jobs, SubmitMode::Background).await;
        let handle = |(_, outcome): Outcome| outcome.map(|accepted| accepted.handle);
        outcomes.into_iter().map(handle).collect()
    }

    /// As [`submit_background_batch`](Self::submit_background_batch), with results that are waited
    /// for.
    pub async fn submit_batch(
        &self,
        jobs: impl IntoIterator<Item = Job>,
    ) -> Vec<Result<RunningJob, Error>> {
        let outcomes = self.batch(jobs, SubmitMode::Foreground).await;
        let running = |(job, outcome): Outcome| {
            outcome.map(|accepted| {
                let again = job.is_idempotent.then_some(job);
                RunningJob::new(self.clone(), accepted, again)
            })
        };
        outcomes.into_iter().map(running).collect()
    }

    async fn batch(&self, jobs: impl IntoIterator<Item = Job>, mode: SubmitMode) -> Vec<Outcome> {
        let mut batch = Batch::new(self, mode);
        for job in jobs {
            batch.submit(job).await;
        }
        batch.settle_all().await
    }
}

/// A batch under way.
struct Batch<'a> {
    client: &'a Client,
    mode: SubmitMode,
    sent: VecDeque<Sent>,
    outcomes: Vec<Outcome>,
    late: Late,
}

impl<'a> Batch<'a> {
    fn new(client: &'a Client, mode: SubmitMode) -> Self {
        Self {
            client,
            mode,
            sent: VecDeque::new(),
            outcomes: Vec::new(),
            late: Late::none(),
        }
    }

    async fn submit(&mut self, job: Job) {
        if self.sent.len() >= PIPELINED_MAX
            && let Some(oldest) = self.sent.pop_front()
        {
            self.settle(oldest).await;
        }
        let pending = self.begin(job.clone()).await;
        let at = Instant::now();
        self.sent.push_back(Sent { job, at, pending });
    }

    async fn settle_all(mut self) -> Vec<Outcome> {
        while let Some(oldest) = self.sent.pop_front() {
            self.settle(oldest).await;
        }
        self.outcomes
    }

    async fn begin(&mut self, job: Job) -> Result<Pending, Error> {
        let fleet = &self.client.fleet;
        let submit = job.into_submit(self.mode, &self.client.settings)?;
        let line = fleet.choose(&submit)?;
        let patience = match self.late.has(line) {
            true => Duration::ZERO,
            false => fleet.deadline(),
        };
        let handed = fleet.hand_to(line, submit);
        let pending = fleet.within(patience, line, handed).await;
        self.note_late(line, patience, &pending);
        pending
    }

    /// Waits for the answer. What was certainly not submitted for want of its server is taken to
    /// another one, and so is what may run twice.
    async fn settle(&mut self, sent: Sent) {
        let Sent { job, at, pending } = sent;
        let outcome = match pending {
            Ok(pending) => self.answer(pending, at).await,
            Err(error) => Err(error),
        };
        let outcome = match outcome {
            Err(error @ Error::NotConnected { .. }) => self.again(job.clone(), error).await,
            Err(error) if job.is_idempotent && error.leaves_open() => {
                self.again(job.clone(), error).await
            }
            outcome => outcome,
        };
        self.outcomes.push((job, outcome));
    }

    async fn again(&mut self, job: Job, last: Error) -> Result<Accepted, Error> {
        if self.client.fleet.is_late(&self.late) {
            return Err(last);
        }
        let (client, late) = (self.client, &mut self.late);
        match client.create_beside(job, self.mode, late).await {
            // The first one may run, so this is not the whole truth.
            Err(Error::NotConnected { .. }) if last.leaves_open() => Err(last),
            outcome => outcome,
        }
    }

    async fn answer(&mut self, pending: Pending, sent_at: Instant) -> Result<Accepted, Error> {
        let fleet = &self.client.fleet;
        let line = pending.line;
        let patience = match self.late.has_waited(line, sent_at) {
            true => Duration::ZERO,
            false => fleet.deadline(),
        };
        let accepted = fleet.within(patience, line, fleet.accepted(pending)).await;
        if accepted.is_ok() {
            self.late.end(line);
        }
        self.note_late(line, patience, &accepted);
        accepted
    }

    /// What was given no time tells nothing.
    fn note_late<T>(&mut self, line: usize, patience: Duration, outcome: &Result<T, Error>) {
        if matches!(outcome, Err(Error::TimedOut { .. })) && !patience.is_zero() {
            self.late.begin(line);
        }
    }
}
