//! The task that lets time pass for the dispatcher.

use std::future;
use std::time::Instant;

use tokio::select;
use tokio::time::sleep_until;
use tokio_util::sync::CancellationToken;

use super::Hub;

/// Calls the dispatcher whenever something is due, until `stop`.
pub(crate) async fn run(hub: &Hub, stop: &CancellationToken) {
    loop {
        select! {
            () = stop.cancelled() => return,
            () = reached(hub.plan_tick()) => hub.tick(),
            () = hub.deadline_moved.notified() => {}
        }
    }
}

async fn reached(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment.into()).await,
        None => future::pending().await,
    }
}
