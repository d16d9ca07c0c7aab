//! The task that lets time pass for the dispatcher.

use std::future;
use std::time::{Duration, Instant};

use tokio::select;
use tokio::task::yield_now;
use tokio::time::{MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::Hub;

/// How often somebody looks whether the wall clock was set, or went on while the machine slept. The
/// times of jobs are whole seconds.
const LOOK: Duration = Duration::from_secs(1);

/// Differences that are not followed: a clock that is kept right moves that much.
const SLACK_MS: u64 = 10;

/// Differences that an operator hears of.
const STEP_MS: u64 = 2_000;

/// Calls the dispatcher whenever something is due, until `stop`.
pub(crate) async fn run(hub: &Hub, stop: &CancellationToken) {
    let mut wall = WallWatch::new(LOOK);
    loop {
        select! {
            () = stop.cancelled() => return,
            () = reached(hub.plan_tick()) => {
                hub.tick();
                // Of very much at once a part is left over, and the others come first.
                yield_now().await;
            }
            () = hub.deadline_moved.notified() => {}
            step = wall.moved(|| hub.clock.wall_ahead_ms()) => {
                hub.follow_wall(step.ahead_ms);
                // Who reads it may rely on it.
                step.tell();
            }
        }
    }
}

async fn reached(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment.into()).await,
        None => future::pending().await,
    }
}

/// The wall clock was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    ahead_ms: i64,
    ahead_before_ms: i64,
}

impl Step {
    fn tell(self) {
        let by = self.ahead_ms.abs_diff(self.ahead_before_ms);
        if by >= STEP_MS {
            let seconds = by / 1_000;
            let is_forward = self.ahead_ms > self.ahead_before_ms;
            let direction = if is_forward { "forward" } else { "back" };
            tracing::warn!("the system's clock went {direction} by {seconds} s");
        }
    }
}

/// Notices when the wall clock and the hub's clock go apart.
struct WallWatch {
    looks: tokio::time::Interval,
    ahead_ms: i64,
}

impl WallWatch {
    fn new(every: Duration) -> Self {
        let mut looks = interval(every);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { looks, ahead_ms: 0 }
    }

    /// Waits until the wall clock is another distance ahead than before. Dropping the future loses
    /// nothing.
    async fn moved(&mut self, ahead_ms: impl Fn() -> i64) -> Step {
        loop {
            self.looks.tick().await;
            let now = ahead_ms();
            if now.abs_diff(self.ahead_ms) >= SLACK_MS {
                return Step {
                    ahead_ms: now,
                    ahead_before_ms: std::mem::replace(&mut self.ahead_ms, now),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests;
