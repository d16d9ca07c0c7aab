//! A bound on how fast a stranger can fill the log.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// Length of the window in which lines are counted.
const WINDOW: Duration = Duration::from_secs(60);

/// Lines in a window: enough to see each of a few troubles, some 20 MB a day at worst.
const LINES_MAX: u32 = 100;

/// Lets some lines through in each window and counts the others.
pub(crate) struct LogLimit {
    window: Mutex<Window>,
}

struct Window {
    began: Instant,
    lines: u32,
    left_out: u64,
}

impl LogLimit {
    pub(crate) fn new() -> Self {
        Self {
            window: Mutex::new(Window {
                began: Instant::now(),
                lines: 0,
                left_out: 0,
            }),
        }
    }

    /// Whether a line may be written now; if so, how many were left out since the last one.
    pub(crate) fn admit(&self) -> Option<u64> {
        self.window.lock().admit(Instant::now())
    }
}

impl Window {
    fn admit(&mut self, now: Instant) -> Option<u64> {
        if now.duration_since(self.began) >= WINDOW {
            self.began = now;
            self.lines = 0;
        }
        if self.lines == LINES_MAX {
            self.left_out += 1;
            return None;
        }
        self.lines += 1;
        Some(std::mem::take(&mut self.left_out))
    }
}

#[cfg(test)]
mod tests;
