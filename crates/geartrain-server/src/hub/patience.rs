//! How long workers wait that asked for a job when there was none.
//!
//! As long as the server has other things to do: then a job may be about to come, and telling the
//! worker that there is none would cost three more messages for it. A server that has nothing else
//! to do answers at once. Time is counted in rounds, in each of which everybody who is ready has
//! had a turn, so the wait is about what an answer takes anyway when so much is going on.

use std::sync::atomic::Ordering;

use tokio::select;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use super::Hub;

/// Rounds that a worker waits at least while others are served; at most it is twice as many.
const ROUNDS: usize = 8;

/// Turns workers away that wait in vain, until `stop`.
pub(crate) async fn run(hub: &Hub, stop: &CancellationToken) {
    loop {
        select! {
            () = stop.cancelled() => return,
            () = hub.somebody_asks.notified() => turn_away_all(hub).await,
        }
    }
}

async fn turn_away_all(hub: &Hub) {
    while let Some(last) = hub.last_asker() {
        pass_rounds(hub).await;
        hub.turn_away(last);
    }
}

/// Waits some rounds, or until there is one in which nobody asked anything.
async fn pass_rounds(hub: &Hub) {
    for _ in 0..ROUNDS {
        let before = hub.calls.load(Ordering::Relaxed);
        yield_now().await;
        if hub.calls.load(Ordering::Relaxed) == before {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
