//! Time for the dispatcher: milliseconds since the Unix epoch that never go back.
//!
//! The wall clock is read at start; from then on the monotonic clock moves time forward, so that time
//! limits and waits keep their length whatever happens to the wall clock. It may be set while the
//! server runs, and goes on while the machine sleeps, which the monotonic clock does not. Jobs that
//! are to run at a given moment go by it: the hub hears how far the two are apart.

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

    /// How far the wall clock is ahead of [`now`](Self::now); below 0 if it is behind.
    #[must_use]
    pub fn wall_ahead_ms(&self) -> i64 {
        self.ahead_ms(SystemTime::now(), Instant::now())
    }

    fn ahead_ms(&self, wall: SystemTime, moment: Instant) -> i64 {
        let signed = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
        let wall = whole_ms(wall.duration_since(UNIX_EPOCH).unwrap_or_default());
        signed(wall) - signed(self.at(moment).0)
    }

    /// What the wall clock shows.
    #[must_use]
    pub fn wall_now(&self) -> Timestamp {
        Timestamp(self.now().0.saturating_add_signed(self.wall_ahead_ms()))
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
