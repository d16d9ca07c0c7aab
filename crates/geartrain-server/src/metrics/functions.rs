//! Which function has which counters, and which label.
//!
//! At most `labels_max` functions have a label of their own; the rest, and one whose label is taken
//! by another name, are counted together. A function that is forgotten takes its rows along: it was
//! idle for long by then, so every scraper has seen its last values. Its label becomes free for the
//! next function that appears.

use std::collections::HashSet;
use std::sync::Arc;

use dashmap::DashMap;
use foldhash::fast::RandomState;
use geartrain_dispatch::{FunctionId, PriorityClass};
use parking_lot::Mutex;
use prometheus::proto::{Histogram, Metric, MetricFamily, MetricType};

use super::counters::{Count, FunctionCounters};
use super::family::{counter, family, float, histogram};
use super::label;

/// Counters per function and priority: what is counted, the name, the explanation.
const COUNTERS: [(Count, &str, &str); 7] = [
    (
        Count::Submitted,
        "geartrain_jobs_submitted_total",
        "Jobs queued.",
    ),
    (
        Count::Joined,
        "geartrain_jobs_joined_total",
        "Submissions that joined a living job with the same unique.",
    ),
    (
        Count::Started,
        "geartrain_jobs_started_total",
        "Jobs given to a worker.",
    ),
    (
        Count::Retried,
        "geartrain_jobs_retried_total",
        "Jobs queued again because their worker left or ran out of time.",
    ),
    (
        Count::Completed,
        "geartrain_jobs_completed_total",
        "Jobs completed by a worker.",
    ),
    (
        Count::Failed,
        "geartrain_jobs_failed_total",
        "Jobs failed by a worker, with or without exception.",
    ),
    (
        Count::Buried,
        "geartrain_job_burials_total",
        "Jobs set aside because their attempts were used up.",
    ),
];

/// Jobs that ended without a worker's word, by reason.
const DROPS: [(Count, &str); 4] = [
    (Count::Exhausted, "exhausted"),
    (Count::Cancelled, "cancelled"),
    (Count::Abandoned, "abandoned"),
    (Count::Evicted, "evicted"),
];

/// A label and what is counted under it.
#[derive(Clone)]
struct Row {
    label: Arc<str>,
    counters: Arc<FunctionCounters>,
}

/// The counters of all functions.
pub(super) struct FunctionTable {
    labels_max: usize,
    /// Functions that have a label of their own.
    by_id: DashMap<FunctionId, Row, RandomState>,
    /// Labels in use. Locked before `by_id` is changed, so that the two agree.
    labels: Mutex<HashSet<Arc<str>>>,
    /// The rest.
    other: Row,
}

impl FunctionTable {
    pub(super) fn new(labels_max: usize) -> Self {
        let other = Row::new(Arc::from(label::OTHER));
        Self {
            labels_max,
            by_id: DashMap::with_hasher(RandomState::default()),
            labels: Mutex::new(HashSet::from([Arc::clone(&other.label)])),
            other,
        }
    }

    /// Gives `function` a label if one is free; an id that comes back starts from zero.
    pub(super) fn insert(&self, function: FunctionId, name: &[u8]) {
        let mut labels = self.labels.lock();
        self.release(function, &mut labels);
        let label = label::of(name);
        // The set also holds the label of the rest.
        if labels.len() <= self.labels_max && labels.insert(Arc::clone(&label)) {
            self.by_id.insert(function, Row::new(label));
        }
    }

    /// Takes label and rows of `function` away.
    pub(super) fn remove(&self, function: FunctionId) {
        self.release(function, &mut self.labels.lock());
    }

    fn release(&self, function: FunctionId, labels: &mut HashSet<Arc<str>>) {
        if let Some((_, row)) = self.by_id.remove(&function) {
            labels.remove(&row.label);
        }
    }

    /// Where to count for `function`.
    pub(super) fn counters(&self, function: FunctionId) -> Arc<FunctionCounters> {
        let own = self.by_id.get(&function);
        Arc::clone(&own.as_deref().unwrap_or(&self.other).counters)
    }

    /// What `function` is called in labels.
    pub(super) fn label(&self, function: FunctionId) -> Arc<str> {
        let own = self.by_id.get(&function);
        Arc::clone(&own.as_deref().unwrap_or(&self.other).label)
    }

    /// All counters and histograms, rows in order of their labels.
    pub(super) fn families(&self) -> Vec<MetricFamily> {
        let rows = self.rows();
        let mut families: Vec<_> = COUNTERS
            .iter()
            .map(|(count, name, help)| {
                let metrics = rows.iter().flat_map(|row| row.counts(*count)).collect();
                family(name, help, MetricType::COUNTER, metrics)
            })
            .collect();
        families.push(drops(&rows));
        families.extend(histograms(&rows));
        families
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<_> = self.by_id.iter().map(|entry| entry.clone()).collect();
        if self.other.counters.is_used() {
            rows.push(self.other.clone());
        }
        rows.sort_unstable_by(|a, b| a.label.cmp(&b.label));
        rows
    }
}

impl Row {
    fn new(label: Arc<str>) -> Self {
        Self {
            label,
            counters: Arc::new(FunctionCounters::default()),
        }
    }

    /// One metric for each priority that the function uses.
    fn counts(&self, count: Count) -> impl Iterator<Item = Metric> + '_ {
        self.classes().map(move |class| {
            let labels = [("function", &*self.label), ("priority", class_name(class))];
            counter(&labels, float(self.counters.value(class, count)))
        })
    }

    fn drops(&self) -> impl Iterator<Item = Metric> + '_ {
        self.classes().flat_map(move |class| {
            DROPS.iter().map(move |(count, reason)| {
                let labels = [
                    ("function", &*self.label),
                    ("priority", class_name(class)),
                    ("reason", reason),
                ];
                counter(&labels, float(self.counters.value(class, *count)))
            })
        })
    }

    fn classes(&self) -> impl Iterator<Item = PriorityClass> + '_ {
        PriorityClass::ALL
            .into_iter()
            .filter(|class| self.counters.has_seen(*class))
    }
}

/// The value of the label `priority`.
pub(super) fn class_name(class: PriorityClass) -> &'static str {
    match class {
        PriorityClass::High => "high",
        PriorityClass::Normal => "normal",
        PriorityClass::Low => "low",
    }
}

fn drops(rows: &[Row]) -> MetricFamily {
    family(
        "geartrain_jobs_dropped_total",
        "Jobs that ended without a worker's word, by reason.",
        MetricType::COUNTER,
        rows.iter().flat_map(Row::drops).collect(),
    )
}

fn histograms(rows: &[Row]) -> [MetricFamily; 2] {
    [
        family(
            "geartrain_job_wait_seconds",
            "Time from ready to given to a worker.",
            MetricType::HISTOGRAM,
            histogram_rows(rows, FunctionCounters::wait),
        ),
        family(
            "geartrain_job_run_seconds",
            "Time from given to a worker to completed or failed.",
            MetricType::HISTOGRAM,
            histogram_rows(rows, FunctionCounters::run),
        ),
    ]
}

fn histogram_rows(rows: &[Row], read: fn(&FunctionCounters) -> Histogram) -> Vec<Metric> {
    rows.iter()
        .map(|row| histogram(&[("function", &*row.label)], read(&row.counters)))
        .collect()
}
