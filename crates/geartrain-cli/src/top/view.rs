//! What is shown of the last two looks.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use crate::functions::Function;
use crate::listing::{self, Column};

use super::metrics::Counts;
use super::sample::Sample;

pub(super) const COLUMNS: [Column; 7] = [
    Column::Text("FUNCTION", 29),
    Column::Number("WAITING", 8),
    Column::Number("RUNNING", 7),
    Column::Number("WORKERS", 7),
    Column::Number("IN/s", 7),
    Column::Number("OUT/s", 7),
    Column::Number("OLDEST", 7),
];

/// What the rows are ordered by; the largest first, but for names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Waiting,
    Rate,
    Oldest,
    Name,
}

impl Order {
    fn next(self) -> Self {
        match self {
            Self::Waiting => Self::Rate,
            Self::Rate => Self::Oldest,
            Self::Oldest => Self::Name,
            Self::Name => Self::Waiting,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting jobs",
            Self::Rate => "rate",
            Self::Oldest => "oldest job",
            Self::Name => "name",
        }
    }
}

/// One function between two looks. The names of the fields are what `--json` promises.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    #[serde(flatten)]
    function: Function,
    /// Jobs per second, from the second look on.
    #[serde(rename = "submitted_per_second")]
    submitted: Option<f64>,
    #[serde(rename = "ended_per_second")]
    ended: Option<f64>,
    /// How long the oldest waiting job has waited; 0 where none waits.
    #[serde(rename = "oldest_seconds")]
    oldest: Option<f64>,
}

/// The rows, in an order, from one of them on.
#[derive(Debug)]
pub(super) struct View {
    server: String,
    last: Option<Sample>,
    rows: Vec<Row>,
    order: Order,
    skipped: usize,
    /// Why the rows are those of an earlier look.
    trouble: Option<String>,
}

impl View {
    pub(super) fn new(server: String) -> Self {
        Self {
            server,
            last: None,
            rows: Vec::new(),
            order: Order::Waiting,
            skipped: 0,
            trouble: None,
        }
    }

    pub(super) fn add(&mut self, sample: Sample) {
        self.rows = rows(&sample, self.last.as_ref());
        self.last = Some(sample);
        self.trouble = None;
        self.sort();
    }

    /// Keeps what was seen last beside why nothing is seen now.
    pub(super) fn lose(&mut self, trouble: String) {
        self.trouble = Some(trouble);
    }

    pub(super) fn has_metrics(&self) -> bool {
        self.rows.iter().any(|row| row.oldest.is_some())
    }

    pub(super) fn sort_by_next(&mut self) {
        self.order = self.order.next();
        self.skipped = 0;
        self.sort();
    }

    pub(super) fn scroll_up(&mut self) {
        self.skipped = self.skipped.saturating_sub(1);
    }

    pub(super) fn scroll_down(&mut self) {
        self.skipped = (self.skipped + 1).min(self.rows.len().saturating_sub(1));
    }

    /// By name where the order says nothing else: rows stay where they are.
    fn sort(&mut self) {
        let order = self.order;
        self.rows.sort_by(|one, other| {
            let by_order = other.weight(order).total_cmp(&one.weight(order));
            by_order.then_with(|| one.function.function.cmp(&other.function.function))
        });
        self.skipped = self.skipped.min(self.rows.len().saturating_sub(1));
    }

    /// The whole server in two lines.
    pub(super) fn summary(&self) -> [String; 2] {
        let mut server = format!("{}  by {}", self.server, self.order.name());
        let stranded: u64 = self.rows.iter().map(Row::stranded).sum();
        if stranded > 0 {
            server += &format!("  {stranded} waiting without a worker");
        }
        match &self.trouble {
            Some(trouble) => [server, format!("no answer, trying again: {trouble}")],
            None => [server, self.sums()],
        }
    }

    fn sums(&self) -> String {
        let sum = |part: fn(&Function) -> u64| -> u64 {
            self.rows.iter().map(|row| part(&row.function)).sum()
        };
        let rate =
            |part: fn(&Row) -> Option<f64>| -> f64 { self.rows.iter().filter_map(part).sum() };
        let (submitted, ended) = (rate(|row| row.submitted), rate(|row| row.ended));
        let rates = match self.has_metrics() {
            true => format!("  in {}/s  out {}/s", amount(submitted), amount(ended)),
            false => "  (no rates and ages: see --metrics)".to_owned(),
        };
        format!(
            "{} functions  {} waiting  {} running{rates}",
            self.rows.len(),
            sum(|function| function.waiting),
            sum(|function| function.running),
        )
    }

    /// All functions as they are ordered.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Cells of the rows that are to be seen.
    pub(super) fn cells(&self) -> Vec<[String; 7]> {
        self.rows[self.skipped.min(self.rows.len())..]
            .iter()
            .map(Row::cells)
            .collect()
    }

    /// Which of those rows have jobs that wait for a worker to come.
    pub(super) fn stranded(&self) -> impl Iterator<Item = bool> {
        let rows = self.rows[self.skipped.min(self.rows.len())..].iter();
        rows.map(|row| row.stranded() > 0)
    }

    /// All as text, for pipes and files.
    pub(super) fn text(&self) -> String {
        let [server, sums] = self.summary();
        let table = listing::table(&COLUMNS, &self.cells());
        format!("{server}\n{sums}\n\n{table}")
    }
}

fn rows(sample: &Sample, last: Option<&Sample>) -> Vec<Row> {
    let before: HashMap<&str, Counts> = last
        .into_iter()
        .flat_map(|last| &last.functions)
        .filter_map(|(function, counts)| Some((function.function.as_str(), (*counts)?)))
        .collect();
    let elapsed = last.map(|last| sample.at.duration_since(last.at));
    let row = |(function, counts): &(Function, Option<Counts>)| {
        let rates = counts.zip(elapsed).map(|(counts, elapsed)| {
            let before = before.get(function.function.as_str());
            rates(counts, before.copied().unwrap_or_default(), elapsed)
        });
        Row {
            function: function.clone(),
            submitted: rates.map(|(submitted, _)| submitted),
            ended: rates.map(|(_, ended)| ended),
            oldest: counts.map(|counts| counts.oldest),
        }
    };
    sample.functions.iter().map(row).collect()
}

/// A server that was started anew counts from zero again: then there is no rate for a moment.
fn rates(now: Counts, before: Counts, elapsed: Duration) -> (f64, f64) {
    let rate = |now: f64, before: f64| (now - before).max(0.0) / elapsed.as_secs_f64().max(1e-3);
    (
        rate(now.submitted, before.submitted),
        rate(now.ended, before.ended),
    )
}

impl Row {
    fn weight(&self, order: Order) -> f64 {
        match order {
            // Beyond 2^53 jobs the order of two rows may be wrong.
            #[expect(clippy::cast_precision_loss, reason = "only compared")]
            Order::Waiting => self.function.waiting as f64,
            Order::Rate => self.submitted.unwrap_or(0.0) + self.ended.unwrap_or(0.0),
            Order::Oldest => self.oldest.unwrap_or(0.0),
            Order::Name => 0.0,
        }
    }

    /// Jobs that wait though nobody can run them.
    fn stranded(&self) -> u64 {
        match self.function.workers {
            0 => self.function.waiting,
            _ => 0,
        }
    }

    fn cells(&self) -> [String; 7] {
        let none = || "-".to_owned();
        [
            self.function.function.clone(),
            self.function.waiting.to_string(),
            self.function.running.to_string(),
            self.function.workers.to_string(),
            self.submitted.map_or_else(none, amount),
            self.ended.map_or_else(none, amount),
            self.oldest
                .filter(|_| self.function.waiting > 0)
                .map_or_else(none, age),
        ]
    }
}

fn amount(number: f64) -> String {
    match number {
        0.0 => "0".to_owned(),
        small if small < 100.0 => format!("{small:.1}"),
        medium if medium < 100_000.0 => format!("{medium:.0}"),
        large => format!("{:.0}k", large / 1e3),
    }
}

/// In the two largest units: `5s`, `3m12s`, `2h05m`, `4d03h`.
fn age(seconds: f64) -> String {
    let seconds = Duration::try_from_secs_f64(seconds)
        .unwrap_or_default()
        .as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m{:02}s", seconds % 60),
        (0, _, _) => format!("{hours}h{:02}m", minutes % 60),
        _ => format!("{days}d{:02}h", hours % 24),
    }
}

#[cfg(test)]
mod tests;
