//! Giving memory back to the system when many jobs have gone, or a busy server is quiet again.
//!
//! The C library keeps what was freed, since it does not know whether it is needed again soon. The
//! hub does: after a burst of jobs was worked off it asks for all that is free to be given back.

mod lull;

use tokio::select;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use self::lull::{LOOK_EVERY, Look, Lull};
use super::Hub;
use crate::allocator;

/// With fewer jobs at most there is little to give back.
const JOBS_MIN: usize = 10_000;

/// Memory is given back when of so many jobs one is left, and so on from there.
const FALL: usize = 4;

/// Sees when most of the jobs have gone.
#[derive(Debug, Default)]
pub(super) struct Ebb {
    /// Most jobs at a time since memory was last given back.
    jobs_max: usize,
}

impl Ebb {
    /// Looks at how many jobs there are now; whether memory should be given back.
    pub(super) fn note(&mut self, jobs: usize) -> bool {
        if jobs > self.jobs_max {
            self.jobs_max = jobs;
            return false;
        }
        let is_ebb = self.jobs_max >= JOBS_MIN && jobs <= self.jobs_max / FALL;
        if is_ebb {
            self.jobs_max = jobs;
        }
        is_ebb
    }
}

/// Gives memory back whenever there is much to give, until `stop`.
pub(crate) async fn run(hub: &Hub, stop: &CancellationToken) {
    let mut lull = Lull::default();
    lull.given_back(Look::now().unwrap_or_default());
    let mut next_look = Instant::now() + LOOK_EVERY;
    loop {
        select! {
            () = stop.cancelled() => return,
            () = hub.jobs_ebbed.notified() => {}
            () = sleep_until(next_look) => {
                next_look = Instant::now() + LOOK_EVERY;
                if !Look::now().is_some_and(|look| lull.note(look)) {
                    continue;
                }
            }
        }
        // That it panics is impossible.
        let _ = spawn_blocking(allocator::give_back).await;
        lull.given_back(Look::now().unwrap_or_default());
    }
}

#[cfg(test)]
mod tests;
