//! How long to wait before the next attempt.

use std::time::Duration;

use crate::limits::{PAUSE_FIRST, PAUSE_MAX};

/// Pauses that double up to a bound, each drawn from its upper half, so that a thousand peers of a
/// server that restarted do not come back in the same moment.
///
/// ```
/// use geartrain_link::Backoff;
///
/// let mut backoff = Backoff::default();
/// let first = backoff.next_pause();
/// assert!((50..=100).contains(&first.as_millis()));
/// ```
#[derive(Clone, Debug)]
pub struct Backoff {
    first: Duration,
    whole: Duration,
    max: Duration,
}

/// From 100 milliseconds to 10 seconds.
impl Default for Backoff {
    fn default() -> Self {
        Self::between(PAUSE_FIRST, PAUSE_MAX)
    }
}

impl Backoff {
    /// Begins with `first` and ends with `max`.
    #[must_use]
    pub fn between(first: Duration, max: Duration) -> Self {
        Self {
            first,
            whole: first,
            max,
        }
    }

    /// The pause after one more failure.
    pub fn next_pause(&mut self) -> Duration {
        let whole = self.whole;
        self.whole = (whole * 2).min(self.max);
        whole.mul_f64(rand::random_range(0.5..=1.0))
    }

    /// Begins again with the shortest pause, after a success.
    pub fn reset(&mut self) {
        self.whole = self.first;
    }
}

#[cfg(test)]
mod tests;
