//! One connection of a worker and those that follow when it is lost: connect, work, connect again.

use std::io;
use std::sync::Arc;

use geartrain_link::{Backoff, Link, ServerAddress};
use parking_lot::Mutex;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

use crate::Summary;
use crate::attempts::Attempts;
use crate::limits::STEADY;
use crate::plan::{Group, Plan};
use crate::session::{End, Session};
use crate::slots::Slots;
use crate::worker::Stopper;

/// What all connections of a worker have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) plan: Arc<Plan>,
    pub(crate) stopper: Stopper,
    pub(crate) progress: Mutex<Progress>,
}

/// What the worker has done so far.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(crate) summary: Summary,
    pub(crate) attempts: Attempts,
    /// Jobs that were given to it.
    pub(crate) taken: u64,
}

/// A server, and the functions that are worked for it over this connection.
pub(crate) struct Line {
    pub(crate) shared: Arc<Shared>,
    pub(crate) server: ServerAddress,
    pub(crate) group: Group,
    pub(crate) slots: Slots,
}

impl Line {
    /// Works until the worker is stopped. How the very first attempt to connect went is told.
    pub(crate) async fn run(self, first_attempt: mpsc::Sender<io::Result<()>>) {
        let mut stop = self.shared.stopper.subscribe();
        let mut backoff = Backoff::default();
        let mut next = tokio::select! {
            link = self.connect() => Some(link),
            () = stopped(&mut stop) => None,
        };
        // Nobody minds when the worker runs already, or was given up.
        match next.take() {
            Some(Ok(link)) => {
                let _ = first_attempt.send(Ok(())).await;
                self.work(link, &mut stop, &mut backoff).await;
            }
            Some(Err(reason)) => {
                tracing::debug!(server = %self.server, %reason, "cannot connect");
                let _ = first_attempt.send(Err(reason)).await;
            }
            None => return,
        }
        drop(first_attempt);
        while let Some(link) = self.next_link(&mut stop, &mut backoff).await {
            self.work(link, &mut stop, &mut backoff).await;
        }
    }

    /// Works over one connection, to its end.
    async fn work(&self, link: Link, stop: &mut watch::Receiver<bool>, backoff: &mut Backoff) {
        let start = Instant::now();
        match Session::new(self, link).run(stop).await {
            // The next link is not asked for any more.
            End::Stopped => {}
            End::Lost(reason) => {
                tracing::warn!(server = %self.server, %reason, "connection lost");
                if start.elapsed() > STEADY {
                    backoff.reset();
                }
            }
        }
    }

    /// Tries until it succeeds; `None` when the worker is stopped before.
    async fn next_link(
        &self,
        stop: &mut watch::Receiver<bool>,
        backoff: &mut Backoff,
    ) -> Option<Link> {
        tokio::select! {
            biased;
            () = stopped(stop) => None,
            link = self.keep_trying(backoff) => Some(link),
        }
    }

    async fn keep_trying(&self, backoff: &mut Backoff) -> Link {
        loop {
            sleep(backoff.next_pause()).await;
            match self.connect().await {
                Ok(link) => return link,
                Err(reason) => {
                    tracing::debug!(server = %self.server, %reason, "cannot connect");
                }
            }
        }
    }

    async fn connect(&self) -> io::Result<Link> {
        self.shared.plan.connector.link(&self.server).await
    }
}

/// Waits for the wish to stop. The sender lives as long as the worker that waits.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|is_stopped| *is_stopped).await;
}
