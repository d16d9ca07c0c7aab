//! How times and counts are written, and what is said of those that make no sense.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Reads how many of something there are, at least one.
pub(crate) fn parse_count(text: &str) -> Result<usize, String> {
    at_least_one(text)
}

/// As [`parse_count`], for what need not fit into memory.
pub(super) fn parse_long_count(text: &str) -> Result<u64, String> {
    at_least_one(text)
}

fn at_least_one<N: FromStr + Default + PartialEq>(text: &str) -> Result<N, String> {
    match text.parse() {
        Ok(count) if count == N::default() => Err("must be 1 at least".to_owned()),
        Ok(count) => Ok(count),
        Err(_) => Err("is not a number".to_owned()),
    }
}

/// Reads how long something takes.
pub(crate) fn parse_span(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| "write it as 300ms, 5s, 2m or 1h".to_owned())
}

/// A shorter time would only be a load.
const INTERVAL_MIN: Duration = Duration::from_millis(100);

pub(super) fn parse_interval(text: &str) -> Result<Duration, String> {
    match parse_span(text)? {
        interval if interval < INTERVAL_MIN => Err("must be 100ms at least".to_owned()),
        interval => Ok(interval),
    }
}

/// The end of the year 9999, in seconds since 1970. Beyond it, what was written is milliseconds.
const MOMENT_MAX: u64 = 253_402_300_799;

/// Reads a moment.
pub(super) fn parse_time(text: &str) -> Result<SystemTime, String> {
    let Some(seconds) = text.strip_prefix('@') else {
        return humantime::parse_rfc3339_weak(text)
            .map_err(|_| "write it as 2030-01-31T08:00:00Z or @1900000000".to_owned());
    };
    match seconds.parse() {
        Ok(seconds) if seconds <= MOMENT_MAX => Ok(UNIX_EPOCH + Duration::from_secs(seconds)),
        Ok(_) => Err("too far in the future: @ takes seconds, not milliseconds".to_owned()),
        Err(_) => Err("no number after @".to_owned()),
    }
}
