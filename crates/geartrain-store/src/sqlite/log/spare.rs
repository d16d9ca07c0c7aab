//! Space of the log ahead of what is written to it.
//!
//! A sync of a file that grew writes the file's new length as well, a third of the whole time of a
//! small commit. So a log that grows is made longer in large steps, with zeros, which no reader
//! takes for frames. It gets no longer than it stays anyway once it starts over.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::limits::{LOG_BYTES_KEPT, LOG_SPARE_AHEAD, LOG_SPARE_FROM, LOG_SPARE_STEP};

/// How far the log reaches and may be filled without growing.
#[derive(Debug)]
pub(super) struct Spare {
    log: PathBuf,
    /// Up to here nothing is to be done.
    enough_until: u64,
}

impl Spare {
    pub(super) fn new(log: PathBuf) -> Self {
        Self {
            log,
            enough_until: LOG_SPARE_FROM,
        }
    }

    /// Looks ahead when so many bytes are used. A log that cannot be made longer is left as it is
    /// for a step: commits still make it grow by themselves.
    pub(super) fn look_ahead(&mut self, used: u64) {
        if used < self.enough_until {
            return;
        }
        let longest = LOG_BYTES_KEPT.unsigned_abs();
        let end = (used + LOG_SPARE_STEP).min(longest);
        let is_longer = lengthen(&self.log, end).is_ok();
        self.enough_until = match is_longer {
            _ if end == longest => u64::MAX,
            true => end - LOG_SPARE_AHEAD,
            false => end,
        };
    }
}

/// Appends zeros until the file has this length. Only ever appends: what stands in it is not touched.
fn lengthen(log: &Path, end: u64) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(log)?;
    let length = file.metadata()?.len();
    append_zeros(&mut file, end.saturating_sub(length)).inspect_err(|_| {
        // The disk may be full: others need what little was got.
        let _ = file.set_len(length);
    })
}

fn append_zeros(file: &mut File, mut count: u64) -> io::Result<()> {
    static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
    while count > 0 {
        let part = count.min(ZEROS.len() as u64);
        file.write_all(&ZEROS[..usize::try_from(part).unwrap_or(ZEROS.len())])?;
        count -= part;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
