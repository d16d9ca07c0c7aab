//! What a run shows.

use std::io;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use super::process::{ServerProcess, Usage};

/// Longest time that is told apart, in microseconds.
const LATENCY_US_MAX: u64 = 600_000_000;

/// Figures of one run.
#[derive(Debug)]
pub(crate) struct Report {
    load: &'static str,
    jobs: u64,
    elapsed: Duration,
    latencies: Option<Histogram<u64>>,
    usage: Option<(Usage, Usage)>,
}

/// A run that is going on.
pub(super) struct Measurement<'a> {
    load: &'static str,
    process: Option<&'a ServerProcess>,
    before: Option<Usage>,
    began: Instant,
}

impl<'a> Measurement<'a> {
    /// Reads the server's usage and starts the clock.
    ///
    /// # Errors
    /// When the server's process cannot be looked at.
    pub(super) fn begin(
        load: &'static str,
        process: Option<&'a ServerProcess>,
    ) -> io::Result<Self> {
        let before = process.map(ServerProcess::usage).transpose()?;
        Ok(Self {
            load,
            process,
            before,
            began: Instant::now(),
        })
    }

    /// Stops the clock and reads the usage again. Latencies are in microseconds.
    ///
    /// # Errors
    /// When the server's process cannot be looked at.
    pub(super) fn end(self, jobs: u64, latencies: Option<Histogram<u64>>) -> io::Result<Report> {
        let elapsed = self.began.elapsed();
        let after = self.process.map(ServerProcess::usage).transpose()?;
        let usage = self.before.zip(after);
        Ok(Report {
            load: self.load,
            jobs,
            elapsed,
            latencies,
            usage,
        })
    }
}

/// An empty histogram of microseconds.
pub(super) fn latencies() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LATENCY_US_MAX, 3).expect("the bounds are valid constants")
}

/// Microseconds since `began`, at least 1.
pub(super) fn micros_since(began: Instant) -> u64 {
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(LATENCY_US_MAX);
    micros.clamp(1, LATENCY_US_MAX)
}

impl Report {
    fn jobs_per_second(&self) -> f64 {
        self.jobs as f64 / self.elapsed.as_secs_f64()
    }

    fn cpu_us_per_job(&self) -> Option<f64> {
        let (before, after) = self.usage?;
        let cpu = after.cpu.saturating_sub(before.cpu);
        Some(cpu.as_secs_f64() * 1e6 / self.jobs as f64)
    }

    fn quantile_us(&self, quantile: f64) -> Option<u64> {
        self.latencies
            .as_ref()
            .map(|latencies| latencies.value_at_quantile(quantile))
    }

    /// For people: one line a figure.
    pub(crate) fn to_text(&self) -> String {
        let mut lines = vec![format!(
            "{}: {} jobs in {:.2} s, {:.0} jobs/s",
            self.load,
            self.jobs,
            self.elapsed.as_secs_f64(),
            self.jobs_per_second()
        )];
        if let [Some(p50), Some(p99), Some(p999)] = [0.5, 0.99, 0.999].map(|q| self.quantile_us(q))
        {
            lines.push(format!(
                "latency: p50 {p50} us, p99 {p99} us, p99.9 {p999} us"
            ));
        }
        if let (Some(cpu), Some((before, after))) = (self.cpu_us_per_job(), self.usage) {
            let [before, after] = [before, after].map(|usage| usage.memory_bytes / 1_024);
            lines.push(format!(
                "server: {cpu:.2} us CPU per job, {before} -> {after} KiB resident"
            ));
        }
        lines.join("\n")
    }

    /// For programs: one object with the same figures.
    pub(crate) fn to_json(&self) -> String {
        let memory = self
            .usage
            .map(|(before, after)| [before.memory_bytes, after.memory_bytes]);
        serde_json::json!({
            "load": self.load,
            "jobs": self.jobs,
            "seconds": self.elapsed.as_secs_f64(),
            "jobs_per_second": self.jobs_per_second(),
            "p50_us": self.quantile_us(0.5),
            "p99_us": self.quantile_us(0.99),
            "p999_us": self.quantile_us(0.999),
            "server_cpu_us_per_job": self.cpu_us_per_job(),
            "server_memory_bytes_before": memory.map(|[before, _]| before),
            "server_memory_bytes_after": memory.map(|[_, after]| after),
        })
        .to_string()
    }
}
