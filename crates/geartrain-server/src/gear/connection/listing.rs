//! Listings, which take long where there is much to list.
//!
//! They take turns over all connections: however many are asked for, one is made at a time. A long
//! one is made beside the threads that serve connections, so that jobs go on meanwhile.

use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio_util::sync::PollSemaphore;

use super::end::End;
use crate::gear::admin::List;
use crate::gear::handles::Handles;
use crate::gear::message::Message;
use crate::hub::Hub;

/// Rows that are listed at once; a millisecond or so. For fewer of them another thread would be the
/// larger part of the cost.
const ROWS_AT_ONCE: usize = 2_000;

/// A listing that was asked for.
pub(super) struct Listing {
    list: List,
    hub: Arc<Hub>,
    handles: Handles,
    turn: PollSemaphore,
    /// It has its turn, and is being made elsewhere.
    making: Option<JoinHandle<Message>>,
}

impl Listing {
    pub(super) fn new(list: List, hub: Arc<Hub>, handles: Handles) -> Self {
        Self {
            list,
            turn: PollSemaphore::new(Arc::clone(hub.listings())),
            hub,
            handles,
            making: None,
        }
    }

    /// Hands out the listing once; later polls would make it again.
    pub(super) fn poll_made(&mut self, cx: &mut Context<'_>) -> Poll<Result<Message, End>> {
        if self.making.is_none() {
            let turn = ready!(self.turn.poll_acquire(cx));
            if self.list.rows_max(&self.hub) <= ROWS_AT_ONCE {
                return Poll::Ready(Ok(self.list.make(&self.hub, &self.handles)));
            }
            self.making = Some(self.make_elsewhere(turn));
        }
        let making = self.making.as_mut().expect("it was just begun");
        let made = ready!(Pin::new(making).poll(cx));
        self.making = None;
        Poll::Ready(made.map_err(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime ends before the listing was begun.
            Err(_) => End::Cut,
        }))
    }

    /// Leaves the turn, or the place in the queue for it, to others: the connection has no room for
    /// the listing and may not have any for long. One that is being made already goes on.
    pub(super) fn give_way(&mut self) {
        if self.making.is_none() {
            self.turn = PollSemaphore::new(Arc::clone(self.hub.listings()));
        }
    }

    /// Keeps the turn until it is made, also if nobody waits for it any more.
    fn make_elsewhere(&self, turn: Option<OwnedSemaphorePermit>) -> JoinHandle<Message> {
        let (list, hub, handles) = (self.list, Arc::clone(&self.hub), self.handles.clone());
        spawn_blocking(move || {
            let made = list.make(&hub, &handles);
            drop(turn);
            made
        })
    }
}

#[cfg(test)]
mod tests;
