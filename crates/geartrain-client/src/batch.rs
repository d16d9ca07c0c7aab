//! Many submissions at once, without waiting for one answer before the next is sent.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use geartrain_protocol::SubmitMode;
use tokio::time::Instant;

use crate::fleet::{Accepted, Pending};
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
    /// each stands at its place. The submit deadline holds for each answer after the one before.
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
    /// Connections on which the deadline of an answer has passed, and when: what was sent before
    /// has waited as long, and is not waited for once more.
    late: HashMap<usize, Instant>,
}

impl<'a> Batch<'a> {
    fn new(client: &'a Client, mode: SubmitMode) -> Self {
        Self {
            client,
            mode,
            sent: VecDeque::new(),
            outcomes: Vec::new(),
            late: HashMap::new(),
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
        let patience = match self.late.contains_key(&line) {
            true => Duration::ZERO,
            false => fleet.deadline(),
        };
        let handed = fleet.hand_to(line, submit);
        let pending = fleet.within(patience, line, handed).await;
        self.note_late(line, patience, &pending);
        pending
    }

    /// Waits for the answer. What was certainly not submitted for want of its server is taken to
    /// another one.
    async fn settle(&mut self, sent: Sent) {
        let Sent { job, at, pending } = sent;
        let outcome = match pending {
            Ok(pending) => self.answer(pending, at).await,
            Err(error) => Err(error),
        };
        let outcome = match outcome {
            Err(Error::NotConnected { .. }) => self.client.create(job.clone(), self.mode).await,
            Err(error) if job.is_idempotent && error.leaves_open() => {
                self.client.create(job.clone(), self.mode).await
            }
            outcome => outcome,
        };
        self.outcomes.push((job, outcome));
    }

    async fn answer(&mut self, pending: Pending, sent_at: Instant) -> Result<Accepted, Error> {
        let fleet = &self.client.fleet;
        let line = pending.line;
        let patience = match self.late.get(&line) {
            Some(late) if sent_at < *late => Duration::ZERO,
            _ => fleet.deadline(),
        };
        let accepted = fleet.within(patience, line, fleet.accepted(pending)).await;
        if accepted.is_ok() {
            self.late.remove(&line);
        }
        self.note_late(line, patience, &accepted);
        accepted
    }

    /// What was given no time tells nothing.
    fn note_late<T>(&mut self, line: usize, patience: Duration, outcome: &Result<T, Error>) {
        if matches!(outcome, Err(Error::TimedOut { .. })) && !patience.is_zero() {
            self.late.insert(line, Instant::now());
        }
    }
}
