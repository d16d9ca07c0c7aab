//! What the journal's writer does to the store, and how the store is.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use geartrain_store::Group;
use prometheus::{Histogram, IntCounter, IntGauge, Registry};

use super::registered::{counter, gauge, histogram};

/// Upper bounds in seconds: a sync takes microseconds on a disk with a battery and seconds on one
/// that is about to fail.
const COMMIT_BOUNDS: [f64; 14] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// Whether durable submissions are accepted at the moment.
type IsUp = Box<dyn Fn() -> bool + Send + Sync>;

/// Counters of one store.
pub(crate) struct StoreMetrics {
    is_up: IsUp,
    /// The file and what belongs to it.
    files: [PathBuf; 2],
    up: IntGauge,
    bytes: IntGauge,
    commits: IntCounter,
    failures: IntCounter,
    records: IntCounter,
    jobs: IntCounter,
    spared: IntCounter,
    took: Histogram,
}

impl StoreMetrics {
    pub(super) fn register(registry: &Registry, file: &Path, is_up: IsUp) -> Self {
        let count = |name, help| counter(registry, name, help);
        Self {
            is_up,
            files: [file.to_owned(), write_ahead_log(file)],
            up: gauge(
                registry,
                "geartrain_store_up",
                "Whether background jobs can be kept.",
            ),
            bytes: gauge(
                registry,
                "geartrain_store_file_bytes",
                "Size of the store's files.",
            ),
            commits: count("geartrain_store_commits_total", "Groups committed."),
            failures: count(
                "geartrain_store_commit_failures_total",
                "Groups that could not be committed.",
            ),
            records: count(
                "geartrain_store_records_written_total",
                "Changes committed: jobs added, changed and ended, and what is kept of functions.",
            ),
            jobs: count("geartrain_store_jobs_written_total", "Jobs written."),
            spared: count(
                "geartrain_store_jobs_spared_total",
                "Jobs never written because they ended first.",
            ),
            took: histogram(
                registry,
                "geartrain_store_commit_seconds",
                "Time of a commit with its sync.",
                &COMMIT_BOUNDS,
            ),
        }
    }

    /// A group was committed in this time. One that holds nothing costs no commit, but tells of
    /// jobs that were spared one.
    pub(crate) fn committed(&self, group: &Group, took: Duration) {
        self.spared.inc_by(group.spared());
        if group.is_empty() {
            return;
        }
        self.commits.inc();
        self.records.inc_by(group.records() as u64);
        self.jobs.inc_by(group.added().len() as u64);
        self.took.observe(took.as_secs_f64());
    }

    /// A group could not be committed.
    pub(crate) fn commit_failed(&self) {
        self.failures.inc();
    }

    /// Reads what has a present value.
    pub(super) fn refresh(&self) {
        self.up.set(i64::from((self.is_up)()));
        // A file that is not there, as the log may be, takes no room.
        let sizes = self.files.iter().flat_map(fs::metadata);
        let bytes: u64 = sizes.map(|file| file.len()).sum();
        self.bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }
}

/// Where SQLite writes first.
fn write_ahead_log(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push("-wal");
    name.into()
}
