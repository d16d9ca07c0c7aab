//! What the system accounts to the server's process.

use std::time::Duration;
use std::{fs, io};

/// The process of a server on this machine.
#[derive(Debug)]
pub(super) struct ServerProcess {
    pid: u32,
}

/// A reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Usage {
    /// CPU time of all threads that are there.
    pub(super) cpu: Duration,
    /// Resident memory.
    pub(super) memory_bytes: u64,
}

impl ServerProcess {
    pub(super) fn new(pid: u32) -> Self {
        Self { pid }
    }

    /// Reads `/proc`: the scheduler's nanoseconds of each thread, and the resident set.
    ///
    /// # Errors
    /// When there is no such process, or no such file system.
    pub(super) fn usage(&self) -> io::Result<Usage> {
        let usage = self.read().map_err(|error| {
            let text = format!("cannot look at server process {}: {error}", self.pid);
            io::Error::new(error.kind(), text)
        })?;
        Ok(usage)
    }

    fn read(&self) -> io::Result<Usage> {
        let mut cpu = Duration::ZERO;
        for thread in fs::read_dir(format!("/proc/{}/task", self.pid))? {
            let schedstat = fs::read_to_string(thread?.path().join("schedstat"))?;
            cpu += Duration::from_nanos(word(&schedstat, 0)?);
        }
        let smaps = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.pid))?;
        Ok(Usage {
            cpu,
            memory_bytes: resident_kib(&smaps)? * 1_024,
        })
    }
}

fn word(text: &str, position: usize) -> io::Result<u64> {
    let word = text.split_whitespace().nth(position);
    let number = word.and_then(|word| word.parse().ok());
    number.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no number where one belongs"))
}

fn resident_kib(smaps: &str) -> io::Result<u64> {
    let line = smaps
        .lines()
        .find(|line| line.starts_with("Rss:"))
        .unwrap_or_default();
    word(line, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_process_uses_memory() {
        let usage = ServerProcess::new(std::process::id()).usage().unwrap();
        assert!(usage.memory_bytes > 100_000);
    }

    #[test]
    fn a_process_that_is_not_there_is_named() {
        let error = ServerProcess::new(u32::MAX).usage().unwrap_err();
        assert!(error.to_string().contains("4294967295"), "{error}");
    }
}
