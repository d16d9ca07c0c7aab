//! A line on the terminal that says how far a job is.

use std::io::{IsTerminal, Write, stderr};

/// Columns of the bar itself.
const BAR_COLUMNS: u64 = 40;

/// Redraws one line of standard error, if that is a terminal.
#[derive(Debug)]
pub(crate) struct Progress {
    is_on: bool,
    is_shown: bool,
}

impl Progress {
    pub(crate) fn on_terminal() -> Self {
        Self {
            is_on: stderr().is_terminal(),
            is_shown: false,
        }
    }

    pub(crate) fn show(&mut self, numerator: u64, denominator: u64) {
        if !self.is_on {
            return;
        }
        self.is_shown = true;
        write_err(&format!("\r{}\x1b[K", line(numerator, denominator)));
    }

    /// Makes room for other output.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            write_err("\r\x1b[K");
        }
    }
}

fn line(numerator: u64, denominator: u64) -> String {
    if denominator == 0 {
        return format!("{numerator} done");
    }
    let parts = |whole: u64| {
        let parts = u128::from(numerator) * u128::from(whole) / u128::from(denominator);
        usize::try_from(parts.min(u128::from(whole))).unwrap_or(0)
    };
    let done = "#".repeat(parts(BAR_COLUMNS));
    format!(
        "[{done:<40}] {:>3}%  {numerator} of {denominator}",
        parts(100)
    )
}

fn write_err(text: &str) {
    let mut err = stderr().lock();
    // Without standard error there is nowhere to say that there is none.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_bar_grows_with_the_part_that_is_done() {
        assert_eq!(
            line(1, 2),
            format!("[{}{}]  50%  1 of 2", "#".repeat(20), " ".repeat(20))
        );
        assert_eq!(line(2, 2), format!("[{}] 100%  2 of 2", "#".repeat(40)));
    }

    #[test]
    fn odd_numbers_of_a_worker_stay_within_the_bar() {
        assert_eq!(line(7, 0), "7 done");
        let over = line(u64::MAX, 1);
        assert!(
            over.starts_with(&format!("[{}] 100%", "#".repeat(40))),
            "{over}"
        );
    }
}
