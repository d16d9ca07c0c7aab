//! The life of a worker: connect, work, connect again, stop.

use std::sync::Arc;

use geartrain_link::{Backoff, Link};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::limits::STEADY;
use crate::plan::Plan;
use crate::session::{End, Session};
use crate::{Error, WorkerBuilder};

/// Runs jobs of one server until it is stopped.
///
/// A lost connection is made again, after a pause that grows with every failed attempt and is
/// drawn at random; jobs that ran are dropped, since the server gives them to another worker.
#[derive(Debug)]
pub struct Worker {
    plan: Plan,
    stop: Stopper,
}

/// Stops a worker from anywhere; clones stop the same one.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<watch::Sender<bool>>);

/// What a worker did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Jobs that ended with a result.
    pub completed: u64,
    /// Jobs that failed or ended with an exception.
    pub failed: u64,
    /// Jobs that were dropped since the connection was lost or the grace time was over. The
    /// server gives them to another worker.
    pub dropped: u64,
}

impl Stopper {
    /// Takes no more jobs and lets those that run come to their end within the grace time.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Worker {
    /// Settings to choose from.
    pub fn builder() -> WorkerBuilder {
        WorkerBuilder::new()
    }

    pub(crate) fn new(plan: Plan) -> Self {
        Self {
            plan,
            stop: Stopper(Arc::new(watch::Sender::new(false))),
        }
    }

    /// What stops this worker.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.stop.clone()
    }

    /// Works until it is stopped or has done all the jobs that it may do. To be called inside a
    /// tokio runtime. Dropping the future drops all running jobs.
    ///
    /// # Errors
    /// [`Error::NotConnected`] when the very first attempt to connect fails.
    pub async fn run(self) -> Result<Summary, Error> {
        let mut stop = self.stop.0.subscribe();
        let mut summary = Summary::default();
        let mut next = self.first_link(&mut stop).await?;
        let mut backoff = Backoff::default();
        while let Some(link) = next {
            let start = Instant::now();
            let reason = match Session::new(&self.plan, link, &mut summary)
                .run(&mut stop)
                .await
            {
                End::Stopped => break,
                End::Lost(reason) => reason,
            };
            tracing::warn!(server = %self.plan.server, %reason, "connection lost");
            if start.elapsed() > STEADY {
                backoff.reset();
            }
            next = self.next_link(&mut stop, &mut backoff).await;
        }
        Ok(summary)
    }

    /// Fails at once, since an address that never worked is more likely wrong than down.
    async fn first_link(&self, stop: &mut watch::Receiver<bool>) -> Result<Option<Link>, Error> {
        tokio::select! {
            link = Link::connect(&self.plan.server, self.plan.connect_deadline) => {
                link.map(Some).map_err(|reason| Error::NotConnected {
                    server: self.plan.server.to_string(),
                    reason,
                })
            }
            () = stopped(stop) => Ok(None),
        }
    }

    /// Tries until it succeeds; `None` when the worker is stopped before.
    async fn next_link(
        &self,
        stop: &mut watch::Receiver<bool>,
        backoff: &mut Backoff,
    ) -> Option<Link> {
        tokio::select! {
            link = self.keep_trying(backoff) => Some(link),
            () = stopped(stop) => None,
        }
    }

    async fn keep_trying(&self, backoff: &mut Backoff) -> Link {
        loop {
            sleep(backoff.next_pause()).await;
            match Link::connect(&self.plan.server, self.plan.connect_deadline).await {
                Ok(link) => return link,
                Err(reason) => {
                    tracing::debug!(server = %self.plan.server, %reason, "cannot connect");
                }
            }
        }
    }
}

/// Waits for the wish to stop. The sender lives as long as the worker that waits.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|is_stopped| *is_stopped).await;
}
