//! Signs of life for a service manager that restarts a server which gives none.

use std::convert::Infallible;
use std::future;

use tokio::time::{MissedTickBehavior, interval};

use crate::hub::Hub;
use crate::process::ServiceManager;

/// Signs in the time after which a missing one counts: two may come late.
const SIGNS: u32 = 3;

/// Gives signs of life for as long as it is polled and the hub can be had.
pub(super) async fn beat(manager: &ServiceManager, hub: &Hub) -> Infallible {
    let Some(silence_max) = manager.silence_max() else {
        return future::pending().await;
    };
    let mut signs = interval(silence_max / SIGNS);
    signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        signs.tick().await;
        // Whoever cannot have the lock cannot serve anybody: this waits then, and gives no sign.
        let peers = hub.peer_count();
        tracing::trace!(peers, "alive");
        manager.alive();
    }
}
