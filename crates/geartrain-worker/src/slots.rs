//! How many jobs may run at a time, and how many at all.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bounds that a question for a job has to keep: each job holds one place in each of them.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// Of the worker, over all its connections.
    pub(crate) worker: Arc<Semaphore>,
    /// Of a function that has a bound of its own.
    pub(crate) function: Option<Arc<Semaphore>>,
    /// Jobs that may still be taken before the worker stops.
    pub(crate) budget: Option<Arc<Semaphore>>,
}

/// A place for one job. The place is free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _worker: OwnedSemaphorePermit,
    _function: Option<OwnedSemaphorePermit>,
    budget: Option<OwnedSemaphorePermit>,
}

/// A place in line for a permit.
pub(crate) type Acquiring = Pin<Box<dyn Future<Output = Permit> + Send>>;

impl Slots {
    /// A permit if there is one at once and nobody waits for it.
    pub(crate) fn try_acquire(&self) -> Option<Permit> {
        Some(Permit {
            _function: try_one(self.function.as_ref())?,
            _worker: Arc::clone(&self.worker).try_acquire_owned().ok()?,
            budget: try_one(self.budget.as_ref())?,
        })
    }

    /// Waits for a permit, behind those who wait already.
    pub(crate) fn acquire(&self) -> Acquiring {
        let slots = self.clone();
        Box::pin(async move {
            Permit {
                // What fewer want is waited for first, so that nobody holds a place of the worker
                // while it waits.
                _function: one(slots.function).await,
                _worker: acquired(slots.worker).await,
                budget: one(slots.budget).await,
            }
        })
    }
}

impl Permit {
    /// A job was taken with it: the budget is smaller for good.
    pub(crate) fn spend(&mut self) {
        if let Some(budget) = self.budget.take() {
            budget.forget();
        }
    }
}

/// `None` when it is bounded and full.
#[expect(clippy::option_option, reason = "no bound and no place are two things")]
fn try_one(bound: Option<&Arc<Semaphore>>) -> Option<Option<OwnedSemaphorePermit>> {
    match bound {
        None => Some(None),
        Some(bound) => Arc::clone(bound).try_acquire_owned().ok().map(Some),
    }
}

async fn one(bound: Option<Arc<Semaphore>>) -> Option<OwnedSemaphorePermit> {
    match bound {
        None => None,
        Some(bound) => Some(acquired(bound).await),
    }
}

async fn acquired(bound: Arc<Semaphore>) -> OwnedSemaphorePermit {
    bound
        .acquire_owned()
        .await
        .expect("bounds are never closed")
}
