//! What is counted for one function.

use std::sync::atomic::{AtomicU64, Ordering};

use geartrain_dispatch::{Change, EndReason, Event, PriorityClass};
use prometheus::proto::Histogram;

use super::durations::Durations;

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
#[derive(Default)]
pub(super) struct FunctionCounters {
    counts: [[AtomicU64; COUNTS]; 3],
    wait: Durations,
    run: Durations,
}

impl FunctionCounters {
    /// Counts what happened to one job.
    pub(super) fn count(&self, change: &Change) {
        let class = change.class;
        match change.event {
            Event::Submitted => self.add(class, Count::Submitted),
            Event::Joined => self.add(class, Count::Joined),
            Event::Started { waited_ms } => {
                self.add(class, Count::Started);
                self.wait.observe(waited_ms);
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
                self.run.observe(ran_ms);
            }
            EndReason::Failed { ran_ms } => {
                self.add(class, Count::Failed);
                self.run.observe(ran_ms);
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
    pub(super) fn wait(&self) -> Histogram {
        self.wait.histogram()
    }

    /// Seconds from started to completed or failed.
    pub(super) fn run(&self) -> Histogram {
        self.run.histogram()
    }
}
