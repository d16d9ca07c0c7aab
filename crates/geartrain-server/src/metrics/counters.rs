//! What is counted for one function.

use std::sync::atomic::{AtomicU64, Ordering};

use geartrain_dispatch::{Change, EndReason, Event, PriorityClass};
use prometheus::core::Metric as _;
use prometheus::proto::Metric;
use prometheus::{Histogram, HistogramOpts};

/// Upper bounds in seconds: jobs run from a millisecond to hours.
const BUCKETS: [f64; 14] = [
    0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0,
];

/// The things that are counted by priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Submitted,
    Joined,
    Started,
    Retried,
    Completed,
    Failed,
    Buried,
    Exhausted,
    Cancelled,
    Abandoned,
    Evicted,
}

const COUNTS: usize = Count::Evicted as usize + 1;

/// Counters and histograms of one function, or of all functions without a label of their own.
pub(super) struct FunctionCounters {
    counts: [[AtomicU64; COUNTS]; 3],
    wait: Histogram,
    run: Histogram,
}

impl FunctionCounters {
    pub(super) fn new() -> Self {
        Self {
            counts: Default::default(),
            wait: histogram(),
            run: histogram(),
        }
    }

    /// Counts what happened to one job.
    pub(super) fn count(&self, change: &Change) {
        let class = change.class;
        match change.event {
            Event::Submitted => self.add(class, Count::Submitted),
            Event::Joined => self.add(class, Count::Joined),
            Event::Started { waited_ms } => {
                self.add(class, Count::Started);
                self.wait.observe(seconds(waited_ms));
            }
            Event::Returned => self.add(class, Count::Retried),
            Event::Buried => self.add(class, Count::Buried),
            Event::Ended(reason) => self.count_end(class, reason),
        }
    }

    fn count_end(&self, class: PriorityClass, reason: EndReason) {
        match reason {
            EndReason::Completed { ran_ms } => {
                self.add(class, Count::Completed);
                self.run.observe(seconds(ran_ms));
            }
            EndReason::Failed { ran_ms } => {
                self.add(class, Count::Failed);
                self.run.observe(seconds(ran_ms));
            }
            EndReason::Exhausted => self.add(class, Count::Exhausted),
            EndReason::Cancelled => self.add(class, Count::Cancelled),
            EndReason::Abandoned => self.add(class, Count::Abandoned),
            EndReason::Evicted => self.add(class, Count::Evicted),
        }
    }

    fn add(&self, class: PriorityClass, count: Count) {
        self.counts[class.index()][count as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How often it happened to jobs of this priority.
    pub(super) fn value(&self, class: PriorityClass, count: Count) -> u64 {
        self.counts[class.index()][count as usize].load(Ordering::Relaxed)
    }

    /// Whether a job of this priority was ever seen: only then its rows are worth their place.
    pub(super) fn has_seen(&self, class: PriorityClass) -> bool {
        self.counts[class.index()]
            .iter()
            .any(|count| count.load(Ordering::Relaxed) > 0)
    }

    /// Whether a job was ever seen.
    pub(super) fn is_used(&self) -> bool {
        PriorityClass::ALL
            .into_iter()
            .any(|class| self.has_seen(class))
    }

    /// Seconds from ready to started.
    pub(super) fn wait(&self) -> Metric {
        self.wait.metric()
    }

    /// Seconds from started to completed or failed.
    pub(super) fn run(&self) -> Metric {
        self.run.metric()
    }
}

fn seconds(ms: u64) -> f64 {
    super::family::float(ms) / 1_000.0
}

/// Never registered: its name and text are those of the family that it is put into.
fn histogram() -> Histogram {
    let options = HistogramOpts::new("seconds", "Seconds.").buckets(BUCKETS.to_vec());
    Histogram::with_opts(options).expect("the buckets ascend")
}
