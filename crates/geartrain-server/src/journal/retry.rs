//! When a store that failed is tried again.

use std::time::{Duration, Instant};

/// Wait before the first try: space often comes back at once, when something else is deleted.
const PAUSE_MIN: Duration = Duration::from_millis(50);

/// Longest wait, after which somebody who repaired the disk should see that it is noticed.
const PAUSE_MAX: Duration = Duration::from_secs(2);

/// A store that worked for so long is not the one that failed before.
const FORGIVEN_AFTER: Duration = Duration::from_secs(30);

/// The pauses of one store: each is twice the one before, until the store has worked for a while.
#[derive(Debug, Default)]
pub(super) struct Retry {
    /// When the store failed last, and how long it was left alone then.
    last: Option<(Instant, Duration)>,
}

impl Retry {
    /// The store failed.
    pub(super) fn note_failure(&mut self, now: Instant) {
        let pause = match self.last {
            Some((failed, pause)) if now.duration_since(failed) < FORGIVEN_AFTER => {
                (2 * pause).min(PAUSE_MAX)
            }
            Some(_) | None => PAUSE_MIN,
        };
        self.last = Some((now, pause));
    }

    /// How long a store that fails is to be left alone yet.
    pub(super) fn pause(&self, now: Instant) -> Duration {
        self.last.map_or(Duration::ZERO, |(failed, pause)| {
            (failed + pause).saturating_duration_since(now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_bound_and_start_over_later() {
        let (mut retry, mut now) = (Retry::default(), Instant::now());
        assert_eq!(retry.pause(now), Duration::ZERO);
        let mut pauses = Vec::new();
        for _ in 0..8 {
            retry.note_failure(now);
            let pause = retry.pause(now);
            pauses.push(pause.as_millis());
            now += pause;
            assert_eq!(retry.pause(now), Duration::ZERO);
        }
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
        now += FORGIVEN_AFTER;
        retry.note_failure(now);
        assert_eq!(retry.pause(now), PAUSE_MIN);
    }
}
