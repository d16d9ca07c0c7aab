//! Work that begins when it is due, however long earlier work takes.

use std::time::{Duration, Instant};

use tokio::task::yield_now;

/// The moments at which one of several clients begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    due: Instant,
    interval: Duration,
}

impl Schedule {
    /// The schedule of client `number` of `clients`, who begin `rate` times a second together.
    pub(super) fn new(rate: f64, number: usize, clients: usize) -> Self {
        let together = Duration::from_secs_f64(1.0 / rate);
        let clients = u32::try_from(clients).unwrap_or(u32::MAX);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            due: Instant::now() + together * number,
            interval: together * clients,
        }
    }

    /// Takes the next moment, if it has come.
    pub(super) fn take(&mut self) -> Option<Instant> {
        let due = self.due;
        (Instant::now() >= due).then(|| {
            self.due += self.interval;
            due
        })
    }

    /// Waits for the next moment without taking it. It asks the clock again and again: the
    /// runtime's timers are too coarse by a hundred times.
    pub(super) async fn wait(&self) {
        while Instant::now() < self.due {
            yield_now().await;
        }
    }
}

/// Reads a rate from the command line.
pub(super) fn parse_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.001 => Ok(rate),
        _ => Err("is not a number of jobs each second".to_owned()),
    }
}

#[cfg(test)]
mod tests;
