//! The present state of the dispatcher as gauges.

use std::collections::BTreeMap;
use std::sync::Arc;

use geartrain_dispatch::PriorityClass;
use prometheus::proto::{Metric, MetricFamily, MetricType};

use super::family::{family, float, gauge};
use super::functions::{FunctionTable, class_name};
use crate::hub::FunctionRow;

/// A gauge per function: its name, the explanation, how its value follows from the numbers.
type Gauge = (&'static str, &'static str, fn(&Totals) -> f64);

/// The first four are known to dashboards of the Gearman exporter, which computes waiting jobs as
/// all jobs less running ones.
const GAUGES: [Gauge; 7] = [
    ("gearman_jobs", "Jobs queued or running.", |totals| {
        count(totals.waiting() + totals.running)
    }),
    ("gearman_jobs_running", "Jobs running.", |totals| {
        count(totals.running)
    }),
    (
        "gearman_jobs_waiting",
        "Jobs waiting for a worker or for their time.",
        |totals| count(totals.waiting()),
    ),
    ("gearman_workers", "Capable workers.", |totals| {
        count(totals.workers)
    }),
    (
        "geartrain_jobs_delayed",
        "Jobs waiting for their time.",
        |totals| count(totals.delayed),
    ),
    (
        "geartrain_jobs_buried",
        "Jobs set aside because their attempts were used up.",
        |totals| count(totals.buried),
    ),
    (
        "geartrain_oldest_ready_job_age_seconds",
        "How long the oldest ready job has waited for a worker; 0 without one.",
        |totals| float(totals.oldest_ready_ms) / 1_000.0,
    ),
];

/// What is there whatever the functions are.
pub(super) fn server_families(is_up: bool) -> Vec<MetricFamily> {
    let up = gauge(&[], f64::from(u8::from(is_up)));
    let version = gauge(&[("version", env!("CARGO_PKG_VERSION"))], 1.0);
    vec![
        single("gearman_up", "Whether jobs are served.", up),
        single("gearman_version_info", "Version of the server.", version),
    ]
}

fn single(name: &str, help: &str, metric: Metric) -> MetricFamily {
    family(name, help, MetricType::GAUGE, vec![metric])
}

/// Numbers of one label.
#[derive(Default)]
struct Totals {
    ready: [usize; 3],
    delayed: usize,
    running: usize,
    buried: usize,
    workers: usize,
    oldest_ready_ms: u64,
}

/// Numbers of all labels.
pub(super) struct RowTotals {
    functions: usize,
    by_label: BTreeMap<Arc<str>, Totals>,
}

impl RowTotals {
    /// Adds up the rows that share a label.
    pub(super) fn sum(rows: &[FunctionRow], table: &FunctionTable) -> Self {
        let mut by_label: BTreeMap<_, Totals> = BTreeMap::new();
        for row in rows {
            by_label.entry(table.label(row.id)).or_default().add(row);
        }
        Self {
            functions: rows.len(),
            by_label,
        }
    }

    /// One gauge after the other, each with all labels.
    pub(super) fn families(&self) -> Vec<MetricFamily> {
        let functions = gauge(&[], count(self.functions));
        let mut families = vec![
            single("geartrain_functions", "Known functions.", functions),
            self.ready(),
        ];
        families.extend(GAUGES.iter().map(|gauge| self.gauge(gauge)));
        families
    }

    fn gauge(&self, (name, help, value): &Gauge) -> MetricFamily {
        let metrics = self
            .by_label
            .iter()
            .map(|(label, totals)| gauge(&[("function", &**label)], value(totals)));
        family(name, help, MetricType::GAUGE, metrics.collect())
    }

    fn ready(&self) -> MetricFamily {
        family(
            "geartrain_jobs_ready",
            "Jobs waiting for a worker.",
            MetricType::GAUGE,
            self.by_label.iter().flat_map(ready).collect(),
        )
    }
}

fn ready<'a>(
    (label, totals): (&'a Arc<str>, &'a Totals),
) -> impl Iterator<Item = Metric> + use<'a> {
    PriorityClass::ALL.into_iter().map(move |class| {
        let labels = [("function", &**label), ("priority", class_name(class))];
        gauge(&labels, count(totals.ready[class.index()]))
    })
}

impl Totals {
    fn add(&mut self, row: &FunctionRow) {
        for (sum, ready) in self.ready.iter_mut().zip(row.ready) {
            *sum += ready;
        }
        self.delayed += row.delayed.iter().sum::<usize>();
        self.running += row.running;
        self.buried += row.buried;
        self.workers += row.workers;
        self.oldest_ready_ms = self.oldest_ready_ms.max(row.oldest_ready_ms.unwrap_or(0));
    }

    fn waiting(&self) -> usize {
        self.ready.iter().sum::<usize>() + self.delayed
    }
}

fn count(value: usize) -> f64 {
    float(value as u64)
}
