//! How long things took, spread over buckets.
//!
//! Two additions for each value, where a histogram of the `prometheus` crate makes five and keeps
//! everything twice: there may be a thousand functions, and each job is counted in two of these.

use std::sync::atomic::{AtomicU64, Ordering};

use prometheus::proto::{Bucket, Histogram};

use super::family::float;

/// Upper bounds in milliseconds: jobs run from a millisecond to hours.
const BOUNDS_MS: [u64; 14] = [
    1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 7_200_000,
];

/// Counts of durations and their sum.
#[derive(Default)]
pub(super) struct Durations {
    /// One for each bound, and one for what is longer.
    counts: [AtomicU64; BOUNDS_MS.len() + 1],
    sum_ms: AtomicU64,
}

impl Durations {
    pub(super) fn observe(&self, ms: u64) {
        let place = BOUNDS_MS.iter().position(|bound| ms <= *bound);
        self.counts[place.unwrap_or(BOUNDS_MS.len())].fetch_add(1, Ordering::Relaxed);
        self.sum_ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// What was observed so far. A value that comes meanwhile may be in the counts and not yet in the
    /// sum.
    pub(super) fn histogram(&self) -> Histogram {
        let counts = self
            .counts
            .iter()
            .map(|count| count.load(Ordering::Relaxed));
        let mut totals = counts.scan(0, |total, count| {
            *total += count;
            Some(*total)
        });
        let buckets = BOUNDS_MS.iter().zip(&mut totals);
        let buckets = buckets
            .map(|(bound, total)| bucket(*bound, total))
            .collect();
        let mut histogram = Histogram::default();
        histogram.set_bucket(buckets);
        histogram.set_sample_count(totals.next().unwrap_or_default());
        histogram.set_sample_sum(seconds(self.sum_ms.load(Ordering::Relaxed)));
        histogram
    }
}

fn bucket(bound_ms: u64, total: u64) -> Bucket {
    let mut bucket = Bucket::default();
    bucket.set_upper_bound(seconds(bound_ms));
    bucket.set_cumulative_count(total);
    bucket
}

fn seconds(ms: u64) -> f64 {
    float(ms) / 1_000.0
}

#[cfg(test)]
mod tests;
