//! When the connections are woken for which something new waits.
//!
//! What several peers have for one connection should leave in one write. So a connection is woken
//! behind all that are ready, not next: by then the others have handed in what they read. The
//! runtime of one thread keeps that order by itself. The one of several threads runs whom a task
//! wakes before everything else that is ready, unless that happens at the end of the round.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::yield_now;

/// Wakes the tasks once those that are ready now have had their turn.
pub(super) fn wake_all(wakers: impl ExactSizeIterator<Item = Waker>) {
    if wakers.len() == 0 {
        return;
    }
    if keeps_order() {
        wakers.for_each(Waker::wake);
    } else {
        wakers.for_each(|waker| wake_after_round(&waker));
    }
}

fn keeps_order() -> bool {
    match Handle::try_current() {
        Ok(handle) => handle.runtime_flavor() == RuntimeFlavor::CurrentThread,
        // Called from outside, as by the journal's thread: nothing is ready here.
        Err(_) => true,
    }
}

/// Leaves the task to the runtime as one that yields: the first poll hands the waker over, and
/// nothing is left to be dropped.
fn wake_after_round(waker: &Waker) {
    let yields = pin!(yield_now());
    let _ = yields.poll(&mut Context::from_waker(waker));
}

#[cfg(test)]
mod tests;
