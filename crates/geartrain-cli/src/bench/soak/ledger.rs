//! Which background jobs are due, and what became of them.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::io;

use tokio::sync::Notify;

use super::super::party::wrong;

/// Kept by all clients and workers together.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    next: Cell<u64>,
    /// Background jobs that were submitted and have not run.
    outstanding: RefCell<HashSet<u64>>,
    /// Jobs at which a worker left, and which must come again.
    left: RefCell<HashSet<u64>>,
    completed: Cell<u64>,
    departures: Cell<u64>,
    found: Cell<u64>,
    changed: Notify,
}

impl Ledger {
    /// A number that no other job has.
    pub(super) fn new_number(&self) -> u64 {
        self.next.replace(self.next.get() + 1)
    }

    /// A background job is about to be submitted.
    pub(super) fn expect(&self, number: u64) {
        self.outstanding.borrow_mut().insert(number);
    }

    /// A background job runs and will end with this worker.
    ///
    /// # Errors
    /// When it ran before.
    pub(super) fn complete(&self, number: u64) -> io::Result<()> {
        if !self.outstanding.borrow_mut().remove(&number) {
            return Err(wrong(&format!("background job {number} ran twice")));
        }
        self.completed.set(self.completed.get() + 1);
        self.changed.notify_waiters();
        Ok(())
    }

    /// The worker of this job leaves, unless another one did so before.
    pub(super) fn leaves(&self, number: u64) -> bool {
        let leaves = self.left.borrow_mut().insert(number);
        if leaves {
            self.departures.set(self.departures.get() + 1);
        } else {
            self.left.borrow_mut().remove(&number);
        }
        leaves
    }

    pub(super) fn outstanding(&self) -> usize {
        self.outstanding.borrow().len()
    }

    /// Waits until a background job has run.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    pub(super) fn completed(&self) -> u64 {
        self.completed.get()
    }

    pub(super) fn departures(&self) -> u64 {
        self.departures.get()
    }

    /// A job of an earlier run came.
    pub(super) fn find(&self) {
        self.found.set(self.found.get() + 1);
    }

    pub(super) fn found(&self) -> u64 {
        self.found.get()
    }
}

#[cfg(test)]
mod tests;
