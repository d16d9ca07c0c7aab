//! Time for the dispatcher: milliseconds since the Unix epoch that never go back.
//!
//! The wall clock is read once, at start; from then on the monotonic clock moves time forward. A
//! wall clock that is stepped while the server runs is not followed: time limits and waits keep
//! their length, and a job that is to run at a given moment runs off by the step until the next
//! start. Following it would let one wrong second of a time server fire every delayed job at once.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use geartrain_dispatch::Timestamp;

/// How far ahead a sleep is planned at most; whoever sleeps looks again after it.
const SLEEP_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Tells the time of one server; copies tell the same time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started: Instant,
    started_unix: Duration,
}

impl Clock {
    /// A clock that goes on from the wall clock's present time.
    #[must_use]
    pub fn start() -> Self {
        Self::start_at(SystemTime::now())
    }

    fn start_at(wall: SystemTime) -> Self {
        Self {
            started: Instant::now(),
            // A machine whose clock stands before 1970 still gets a time that moves forward.
            started_unix: wall.duration_since(UNIX_EPOCH).unwrap_or_default(),
        }
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.at(Instant::now())
    }

    fn at(&self, moment: Instant) -> Timestamp {
        Timestamp(whole_ms(self.started_unix + (moment - self.started)))
    }

    /// The moment of the monotonic clock at which [`now`](Self::now) reaches `at`; at most a day
    /// ahead.
    #[must_use]
    pub fn instant_of(&self, at: Timestamp) -> Instant {
        let since_start = Duration::from_millis(at.0).saturating_sub(self.started_unix);
        let latest = self.started.elapsed() + SLEEP_MAX;
        self.started + since_start.min(latest)
    }

    /// Microseconds between the Unix epoch and the start of this clock.
    #[must_use]
    pub fn start_micros(&self) -> u64 {
        u64::try_from(self.started_unix.as_micros()).unwrap_or(u64::MAX)
    }
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
