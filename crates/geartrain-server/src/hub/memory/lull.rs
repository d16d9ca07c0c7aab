//! Seeing from outside when memory that was freed is better given back: little is done, and more
//! is resident than was after the last time. A few large payloads leave as much behind as many jobs.

use std::fs;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};

/// How often is looked.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(5);

/// CPU time between two looks up to which the server counts as quiet: a twentieth.
const CPU_QUIET: Duration = Duration::from_millis(250);

/// Growth that is worth the work (16 MiB of pages of 4 KiB), or a quarter if that is more.
const GROWTH_PAGES_MIN: u64 = 4_096;

/// What a look sees of the process.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) resident_pages: u64,
    pub(super) cpu: Duration,
}

impl Look {
    /// `None` where the system does not say.
    pub(super) fn now() -> Option<Self> {
        let line = fs::read_to_string("/proc/self/statm").ok()?;
        let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
        let micros = |time: nix::sys::time::TimeVal| {
            let micros = nix::sys::time::TimeValLike::num_microseconds(&time);
            Duration::from_micros(micros.unsigned_abs())
        };
        Some(Self {
            resident_pages: line.split_ascii_whitespace().nth(1)?.parse().ok()?,
            cpu: micros(usage.user_time()) + micros(usage.system_time()),
        })
    }
}

/// Remembers what it saw.
#[derive(Debug, Default)]
pub(super) struct Lull {
    last: Look,
    /// The least that was resident since memory was given back.
    least_pages: u64,
}

impl Lull {
    /// Whether memory should be given back.
    pub(super) fn note(&mut self, look: Look) -> bool {
        let used = look.cpu.saturating_sub(self.last.cpu);
        self.last = look;
        self.least_pages = self.least_pages.min(look.resident_pages);
        let growth = GROWTH_PAGES_MIN.max(self.least_pages / 4);
        used <= CPU_QUIET && look.resident_pages > self.least_pages + growth
    }

    /// That is what stayed: it is in use.
    pub(super) fn given_back(&mut self, look: Look) {
        self.last = look;
        self.least_pages = look.resident_pages;
    }
}

#[cfg(test)]
mod tests;
