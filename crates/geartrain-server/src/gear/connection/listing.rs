//! Listings, which take long where there is much to list.
//!
//! They take turns over all connections: however many are asked for, one is made at a time, and
//! jobs go on beside it.

use std::sync::Arc;
use std::task::{Context, Poll};

use geartrain_protocol::admin::AdminCommand;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::PollSemaphore;

/// A listing that was asked for and waits for its turn.
pub(super) struct Listing {
    command: AdminCommand,
    turn: PollSemaphore,
}

/// The turn of one listing, given on when it is dropped.
pub(super) type Turn = OwnedSemaphorePermit;

impl Listing {
    pub(super) fn new(command: AdminCommand, turns: Arc<Semaphore>) -> Self {
        Self {
            command,
            turn: PollSemaphore::new(turns),
        }
    }

    /// Hands out the command when it is time to answer it; later polls would wait again.
    pub(super) fn poll_turn(&mut self, cx: &mut Context<'_>) -> Poll<(Option<Turn>, AdminCommand)> {
        self.turn
            .poll_acquire(cx)
            .map(|turn| (turn, self.command.clone()))
    }
}
