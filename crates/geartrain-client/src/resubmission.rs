//! Sending a running job again after its connection was lost, for jobs that may run twice.

use std::task::{Context, Poll, ready};

use geartrain_link::Backoff;
use geartrain_protocol::SubmitMode;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::fleet::Accepted;
use crate::limits::RESUBMISSIONS_MAX;
use crate::{Client, Error, Job};

/// The job, and the attempt that is under way. Dropping it gives the attempt up.
#[derive(Debug)]
pub(crate) struct Resubmission {
    job: Job,
    left: u32,
    attempt: JoinSet<Option<Accepted>>,
}

impl Resubmission {
    pub(crate) fn new(job: Job) -> Self {
        Self {
            job,
            left: RESUBMISSIONS_MAX,
            attempt: JoinSet::new(),
        }
    }

    /// Submits the job again; `None` when no server took it, or when it was lost too often.
    pub(crate) fn poll_accepted(
        &mut self,
        client: &Client,
        context: &mut Context<'_>,
    ) -> Poll<Option<Accepted>> {
        if self.attempt.is_empty() {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            self.left -= 1;
            self.attempt.spawn(submit(client.clone(), self.job.clone()));
        }
        let accepted = ready!(self.attempt.poll_join_next(context));
        let accepted = accepted.and_then(Result::ok).flatten();
        if accepted.is_none() {
            self.left = 0;
        }
        Poll::Ready(accepted)
    }
}

/// A server that restarts is waited for.
async fn submit(client: Client, job: Job) -> Option<Accepted> {
    let mut backoff = Backoff::default();
    for _ in 0..RESUBMISSIONS_MAX {
        sleep(backoff.next_pause()).await;
        match client.create(job.clone(), SubmitMode::Foreground).await {
            Ok(accepted) => return Some(accepted),
            Err(Error::NotConnected { .. }) => {}
            Err(_) => return None,
        }
    }
    None
}
