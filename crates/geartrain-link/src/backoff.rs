//! How long to wait before the next attempt.

use std::time::Duration;

use crate::limits::{PAUSE_FIRST, PAUSE_MAX};

/// Pauses that double up to a bound, each drawn from its upper half, so that a thousand peers of a
/// server that restarted do not come back in the same moment.
#[derive(Clone, Debug)]
pub struct Backoff {
    whole: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { whole: PAUSE_FIRST }
    }
}

impl Backoff {
    /// The pause after one more failure.
    pub fn next_pause(&mut self) -> Duration {
        let whole = self.whole;
        self.whole = (whole * 2).min(PAUSE_MAX);
        whole.mul_f64(rand::random_range(0.5..=1.0))
    }

    /// Begins again with the shortest pause, after a success.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests;
