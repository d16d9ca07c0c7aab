//! Many submissions at once, without waiting for one answer before the next is sent.

use std::collections::VecDeque;

use geartrain_protocol::SubmitMode;

use crate::fleet::{Accepted, Pending, SUBMISSION};
use crate::limits::PIPELINED_MAX;
use crate::{Client, Error, Job, JobHandle, RunningJob};

type Outcome = (Job, Result<Accepted, Error>);

/// A job of a batch that waits for its answer.
struct Sent {
    job: Job,
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
        let mut sent = VecDeque::new();
        let mut outcomes = Vec::new();
        for job in jobs {
            if sent.len() >= PIPELINED_MAX
                && let Some(oldest) = sent.pop_front()
            {
                outcomes.push(self.settle(oldest, mode).await);
            }
            let pending = self.begin(job.clone(), mode).await;
            sent.push_back(Sent { job, pending });
        }
        for oldest in sent {
            outcomes.push(self.settle(oldest, mode).await);
        }
        outcomes
    }

    async fn begin(&self, job: Job, mode: SubmitMode) -> Result<Pending, Error> {
        let submit = job.into_submit(mode, &self.settings)?;
        self.fleet
            .within(SUBMISSION, self.fleet.begin(submit))
            .await
    }

    /// Waits for the answer. What was certainly not submitted for want of its server is taken to
    /// another one.
    async fn settle(&self, sent: Sent, mode: SubmitMode) -> Outcome {
        let Sent { job, pending } = sent;
        let outcome = match pending {
            Ok(pending) => {
                let accepted = self.fleet.accepted(pending);
                self.fleet.within(SUBMISSION, accepted).await
            }
            Err(error) => Err(error),
        };
        let outcome = match outcome {
            Err(Error::NotConnected { .. }) => self.create(job.clone(), mode).await,
            Err(error) if job.is_idempotent && error.leaves_open() => {
                self.create(job.clone(), mode).await
            }
            outcome => outcome,
        };
        (job, outcome)
    }
}
