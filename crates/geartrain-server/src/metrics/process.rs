//! What the system says about this process, under the names that every exporter uses.
//!
//! Read from `/proc` when somebody asks; where that is not there, the metrics are not there either.

use std::{fs, process};

use nix::sys::resource::{Resource, getrlimit};
use nix::unistd::{SysconfVar, sysconf};
use prometheus::proto::{Metric, MetricFamily, MetricType};

use super::family::{counter, family, float, gauge};

/// What there is to tell at the moment.
pub(super) fn families() -> Vec<MetricFamily> {
    [vec![id()], cpu_and_memory(), files()].concat()
}

/// Tells whose metrics these are where several servers share a machine.
fn id() -> MetricFamily {
    single(
        "geartrain_process_id",
        "The number that the admin command getpid answers.",
        float(process::id().into()),
    )
}

/// Fields of `/proc/self/stat`, counted from the one after the command's name.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    user_ticks: u64,
    system_ticks: u64,
    threads: u64,
    started_ticks: u64,
    virtual_bytes: u64,
    resident_pages: u64,
}

impl Stat {
    fn parse(line: &str) -> Option<Self> {
        // The command stands in brackets and may hold blanks and brackets itself.
        let (_, rest) = line.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        let field = |index: usize| fields.get(index)?.parse().ok();
        Some(Self {
            user_ticks: field(11)?,
            system_ticks: field(12)?,
            threads: field(17)?,
            started_ticks: field(19)?,
            virtual_bytes: field(20)?,
            resident_pages: field(21)?,
        })
    }
}

fn cpu_and_memory() -> Vec<MetricFamily> {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let Some(stat) = Stat::parse(&line) else {
        return Vec::new();
    };
    let ticks_per_second = system_number(SysconfVar::CLK_TCK).unwrap_or(100.0);
    let page_bytes = system_number(SysconfVar::PAGE_SIZE).unwrap_or(4_096.0);
    let cpu_seconds = float(stat.user_ticks + stat.system_ticks) / ticks_per_second;
    let mut families = vec![
        cpu(cpu_seconds),
        single(
            "process_resident_memory_bytes",
            "Memory in use.",
            float(stat.resident_pages) * page_bytes,
        ),
        single(
            "process_virtual_memory_bytes",
            "Address space in use.",
            float(stat.virtual_bytes),
        ),
        single("process_threads", "Threads.", float(stat.threads)),
    ];
    families.extend(boot_time_seconds().map(|boot| {
        single(
            "process_start_time_seconds",
            "When the process started, in seconds since the Unix epoch.",
            boot + float(stat.started_ticks) / ticks_per_second,
        )
    }));
    families
}

fn files() -> Vec<MetricFamily> {
    let open = fs::read_dir("/proc/self/fd").map(Iterator::count);
    // One of them is the directory that is being read.
    let open = open.map(|count| {
        single(
            "process_open_fds",
            "Open file descriptors.",
            float(count.saturating_sub(1) as u64),
        )
    });
    let limit = getrlimit(Resource::RLIMIT_NOFILE).map(|(soft, _)| {
        single(
            "process_max_fds",
            "File descriptors that may be open.",
            float(soft),
        )
    });
    open.into_iter().chain(limit).collect()
}

fn cpu(seconds: f64) -> MetricFamily {
    family(
        "process_cpu_seconds_total",
        "Processor time spent.",
        MetricType::COUNTER,
        vec![counter(&[], seconds)],
    )
}

fn single(name: &str, help: &str, value: f64) -> MetricFamily {
    let metric: Metric = gauge(&[], value);
    family(name, help, MetricType::GAUGE, vec![metric])
}

/// When the system booted, in seconds since the Unix epoch.
fn boot_time_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("btime "))?;
    line.trim().parse().ok()
}

fn system_number(variable: SysconfVar) -> Option<f64> {
    let value = sysconf(variable).ok()??;
    u64::try_from(value).ok().map(float)
}

#[cfg(test)]
mod tests;
