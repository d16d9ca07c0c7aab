//! What the system accounts to a process: the server's, and this one.

use std::time::Duration;
use std::{fs, io};

use nix::time::{ClockId, clock_getcpuclockid};
use nix::unistd::Pid;

/// What Linux wants written to `clear_refs` to count the memory's peak anew.
const RESET_PEAK: &str = "5";

/// A process on this machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Process {
    pid: u32,
    cpu_clock: ClockId,
}

/// A reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Usage {
    /// CPU time of all threads, those that ended included.
    pub(super) cpu: Duration,
    /// Resident memory.
    pub(super) memory_bytes: u64,
    /// The most memory that was resident since the peak was last reset.
    pub(super) memory_peak_bytes: u64,
}

impl Process {
    /// The process with this id.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn new(pid: u32) -> io::Result<Self> {
        let number = i32::try_from(pid).unwrap_or(-1);
        let clock = clock_getcpuclockid(Pid::from_raw(number));
        let cpu_clock = clock.map_err(|error| cannot_look(pid, &error.into()))?;
        Ok(Self { pid, cpu_clock })
    }

    /// This process.
    pub(super) fn own() -> Self {
        Self {
            pid: std::process::id(),
            cpu_clock: ClockId::CLOCK_PROCESS_CPUTIME_ID,
        }
    }

    /// CPU time so far; cheap enough to ask for in the middle of a run.
    ///
    /// # Errors
    /// When the process ended.
    pub(super) fn cpu(&self) -> io::Result<Duration> {
        let time = self.cpu_clock.now();
        let time = time.map_err(|error| cannot_look(self.pid, &error.into()))?;
        Ok(time.into())
    }

    /// Reads CPU time, the resident set and its peak.
    ///
    /// # Errors
    /// When the process ended, or may not be looked at.
    pub(super) fn usage(&self) -> io::Result<Usage> {
        let cpu = self.cpu()?;
        let [memory_bytes, memory_peak_bytes] = self
            .memory()
            .map_err(|error| cannot_look(self.pid, &error))?;
        Ok(Usage {
            cpu,
            memory_bytes,
            memory_peak_bytes,
        })
    }

    /// Starts counting the peak of the memory anew. Without the right to do so it stays the peak
    /// since the process began, which is never too low.
    pub(super) fn reset_peak(&self) {
        let _ = fs::write(format!("/proc/{}/clear_refs", self.pid), RESET_PEAK);
    }

    /// The exact resident set, which `status` is not, and its peak, which only `status` has.
    fn memory(&self) -> io::Result<[u64; 2]> {
        let smaps = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.pid))?;
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let resident = kib(&smaps, "Rss:")? * 1_024;
        let peak = kib(&status, "VmHWM:")? * 1_024;
        Ok([resident, peak.max(resident)])
    }
}

fn cannot_look(pid: u32, error: &io::Error) -> io::Error {
    let text = format!(
        "cannot look at server process {pid}: {error}: give --pid of a server on this machine"
    );
    io::Error::new(error.kind(), text)
}

/// The number on the line that begins with `name`.
fn kib(text: &str, name: &str) -> io::Result<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let word = line.and_then(|line| line.split_whitespace().next());
    let number = word.and_then(|word| word.parse().ok());
    number.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("no line {name}")))
}

#[cfg(test)]
mod tests;
