//! What a run shows.

use std::io;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

use super::Conditions;
use super::process::{Process, Usage};
use super::tally::{Pace, Tally};

/// Longest time that is told apart, in microseconds.
const LATENCY_US_MAX: u64 = 600_000_000;

/// Figures of one run.
#[derive(Debug)]
pub(crate) struct Report {
    load: &'static str,
    jobs: u64,
    elapsed: Duration,
    latencies: Option<Histogram<u64>>,
    server: Option<(Usage, Usage)>,
    generator_cpu: Duration,
    tenths: Option<[Pace; 2]>,
    figures: Vec<(&'static str, f64)>,
}

/// A run that is going on.
pub(super) struct Measurement {
    load: &'static str,
    process: Option<Process>,
    before: Option<Usage>,
    generator_before: Duration,
    tally: Tally,
}

impl Measurement {
    /// Reads what has been used so far and starts the clock.
    ///
    /// # Errors
    /// When the server's process cannot be looked at.
    pub(super) fn begin(load: &'static str, conditions: &Conditions) -> io::Result<Self> {
        let process = conditions.process;
        let before = process.map(|process| process.usage()).transpose()?;
        if let Some(process) = process {
            process.reset_peak();
        }
        Ok(Self {
            load,
            process,
            before,
            generator_before: Process::own().cpu()?,
            tally: Tally::begin(process, conditions.at_most),
        })
    }

    /// Where to count what is done.
    pub(super) fn tally(&self) -> Tally {
        self.tally.clone()
    }

    /// Stops the clock and reads again what was used. Latencies are in microseconds.
    ///
    /// # Errors
    /// When the server's process cannot be looked at, or nothing was done.
    pub(super) fn end(self, latencies: Option<Histogram<u64>>) -> io::Result<Report> {
        let elapsed = self.tally.elapsed();
        let generator_cpu = Process::own().cpu()? - self.generator_before;
        let tenths = self.tally.tenths();
        let after = self.process.map(|process| process.usage()).transpose()?;
        let server = self.before.zip(after);
        let jobs = self.tally.done();
        if jobs == 0 {
            return Err(io::Error::other(
                "nothing was done: there is nothing to report",
            ));
        }
        Ok(Report {
            load: self.load,
            jobs,
            elapsed,
            latencies,
            server,
            generator_cpu,
            tenths,
            figures: Vec::new(),
        })
    }
}

/// An empty histogram of microseconds.
pub(super) fn latencies() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LATENCY_US_MAX, 3).expect("the bounds are valid constants")
}

/// Puts together what each task of a run measured; the first error ends it.
pub(super) fn merge(histograms: Vec<io::Result<Histogram<u64>>>) -> io::Result<Histogram<u64>> {
    let mut all = latencies();
    for histogram in histograms {
        all.add(histogram?).map_err(io::Error::other)?;
    }
    Ok(all)
}

/// Microseconds since `began`, at least 1.
pub(super) fn micros_since(began: Instant) -> u64 {
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(LATENCY_US_MAX);
    micros.clamp(1, LATENCY_US_MAX)
}

impl Report {
    /// Adds a figure that only this load has.
    pub(super) fn with(mut self, name: &'static str, value: f64) -> Self {
        self.figures.push((name, value));
        self
    }

    fn jobs_per_second(&self) -> f64 {
        self.jobs as f64 / self.elapsed.as_secs_f64()
    }

    fn us_per_job(&self, cpu: Duration) -> f64 {
        cpu.as_secs_f64() * 1e6 / self.jobs as f64
    }

    /// Microseconds from one job to the next.
    pub(super) fn us_each(&self) -> f64 {
        self.us_per_job(self.elapsed)
    }

    /// CPU microseconds that the server spent on each job.
    pub(super) fn server_us_per_job(&self) -> Option<f64> {
        let (before, after) = self.server?;
        Some(self.us_per_job(after.cpu.saturating_sub(before.cpu)))
    }

    /// Bytes of memory by which the server grew.
    pub(super) fn server_growth_bytes(&self) -> Option<f64> {
        let (before, after) = self.server?;
        Some(after.memory_bytes as f64 - before.memory_bytes as f64)
    }

    /// For people: a line for each thing measured.
    pub(crate) fn to_text(&self) -> String {
        let mut lines = vec![format!(
            "{}: {} jobs in {:.2} s, {:.0} jobs/s",
            self.load,
            self.jobs,
            self.elapsed.as_secs_f64(),
            self.jobs_per_second()
        )];
        lines.extend(self.latency_line());
        lines.extend(self.server_lines());
        lines.push(format!(
            "generator: {:.2} us CPU per job",
            self.us_per_job(self.generator_cpu)
        ));
        lines.extend(self.growth_line());
        lines.extend(self.figures.iter().map(|(name, value)| {
            let name = name.replace('_', " ");
            format!("{name}: {value:.2}")
        }));
        lines.join("\n")
    }

    fn latency_line(&self) -> Option<String> {
        let latencies = self.latencies.as_ref()?;
        let [p50, p99, p999] = [0.5, 0.99, 0.999].map(|q| latencies.value_at_quantile(q));
        let max = latencies.max();
        Some(format!(
            "latency: p50 {p50} us, p99 {p99} us, p99.9 {p999} us, most {max} us"
        ))
    }

    fn server_lines(&self) -> Vec<String> {
        let (Some(cpu), Some((before, after))) = (self.server_us_per_job(), self.server) else {
            return Vec::new();
        };
        let kib = [
            before.memory_bytes,
            after.memory_peak_bytes,
            after.memory_bytes,
        ];
        let [before, peak, after] = kib.map(|bytes| bytes / 1_024);
        vec![
            format!("server: {cpu:.2} us CPU per job"),
            format!("server memory: {before} KiB before, {peak} at the peak, {after} after"),
        ]
    }

    fn growth_line(&self) -> Option<String> {
        let [first, last] = self.tenths?.map(|pace| {
            let cpu = pace.cpu_us_each.map(|cpu| format!(" at {cpu:.2} us CPU"));
            format!("{:.0} jobs/s{}", pace.per_second, cpu.unwrap_or_default())
        });
        Some(format!("first tenth: {first}, last tenth: {last}"))
    }

    /// For programs: one object with the same figures.
    pub(crate) fn to_json(&self) -> String {
        let quantile = |q| self.latencies.as_ref().map(|all| all.value_at_quantile(q));
        let before = self.server.map(|(before, _)| before);
        let after = self.server.map(|(_, after)| after);
        let figures: Map<String, Value> = self
            .figures
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({
            "load": self.load,
            "jobs": self.jobs,
            "seconds": self.elapsed.as_secs_f64(),
            "jobs_per_second": self.jobs_per_second(),
            "p50_us": quantile(0.5),
            "p99_us": quantile(0.99),
            "p999_us": quantile(0.999),
            "max_us": self.latencies.as_ref().map(Histogram::max),
            "server_cpu_us_per_job": self.server_us_per_job(),
            "server_memory_bytes_before": before.map(|usage| usage.memory_bytes),
            "server_memory_bytes_peak": after.map(|usage| usage.memory_peak_bytes),
            "server_memory_bytes_after": after.map(|usage| usage.memory_bytes),
            "generator_cpu_us_per_job": self.us_per_job(self.generator_cpu),
            "first_tenth": self.tenths.map(|[first, _]| pace(first)),
            "last_tenth": self.tenths.map(|[_, last]| pace(last)),
            "figures": figures,
        })
        .to_string()
    }
}

fn pace(pace: Pace) -> Value {
    json!({
        "jobs_per_second": pace.per_second,
        "server_cpu_us_per_job": pace.cpu_us_each,
    })
}
