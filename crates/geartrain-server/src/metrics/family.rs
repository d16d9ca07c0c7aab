//! Building metrics whose rows come and go with functions.
//!
//! The vectors of the `prometheus` crate keep a row until it is removed by name, which loses to a
//! late increment; here a row exists exactly as long as the function's entry.

use prometheus::proto::{Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType};

/// A family of `metrics` under one name.
pub(super) fn family(
    name: &str,
    help: &str,
    kind: MetricType,
    metrics: Vec<Metric>,
) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(name.to_owned());
    family.set_help(help.to_owned());
    family.set_field_type(kind);
    family.set_metric(metrics);
    family
}

/// A value that goes up and down.
pub(super) fn gauge(labels: &[(&str, &str)], value: f64) -> Metric {
    let mut gauge = Gauge::default();
    gauge.set_value(value);
    let mut metric = Metric::from_gauge(gauge);
    metric.set_label(pairs(labels));
    metric
}

/// A value that only goes up.
pub(super) fn counter(labels: &[(&str, &str)], value: f64) -> Metric {
    let mut counter = Counter::default();
    counter.set_value(value);
    let mut metric = Metric::from_label(pairs(labels));
    metric.set_counter(counter);
    metric
}

/// How values are spread.
pub(super) fn histogram(labels: &[(&str, &str)], value: Histogram) -> Metric {
    let mut metric = Metric::from_label(pairs(labels));
    metric.set_histogram(value);
    metric
}

/// Prometheus knows floats only; they are exact up to 2^53.
#[allow(clippy::cast_precision_loss, reason = "that is how Prometheus counts")]
pub(super) fn float(value: u64) -> f64 {
    value as f64
}

fn pairs(labels: &[(&str, &str)]) -> Vec<LabelPair> {
    labels
        .iter()
        .map(|(name, value)| pair(name, value))
        .collect()
}

fn pair(name: &str, value: &str) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.to_owned());
    pair.set_value(value.to_owned());
    pair
}
