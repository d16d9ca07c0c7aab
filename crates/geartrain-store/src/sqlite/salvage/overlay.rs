//! The write-ahead log: newer images of pages, as far as they belong to finished transactions.
//!
//! SQLite reads the log up to the first frame that is not as it was written, and takes all behind it
//! for an unfinished end. That is right after a crash: each transaction is synced before the next
//! one begins, so at most one is torn. Two whole ends of transactions behind a bad frame say that
//! the frame was good once. Each frame continues the checksum that the one before it carries, so the
//! frames behind a bad one can still be told good from bad.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

use super::frames::{Frames, Start};
use crate::directory::with_suffix;

/// Ends of transactions behind a bad frame that a crash cannot leave.
const ENDS_OF_DAMAGE: u32 = 2;

/// Where in the log the newest image of each page is.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    /// Bytes of a page, if the log says so.
    pub(crate) page_bytes: Option<usize>,
    /// Pages that the database has after the last transaction.
    pub(crate) page_count: Option<u32>,
    images: HashMap<u32, u64>,
    /// The header is not what was written, but something follows it.
    is_headless: bool,
    bad_frames: u32,
    ends_behind_bad: u32,
}

impl Overlay {
    /// Reads the log beside the database at `path`. One that is missing or no log counts as empty.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Option<File>)> {
        match File::open(with_suffix(path, "-wal")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((Self::default(), None)),
            log => {
                let log = log?;
                Ok((Self::read(&log)?, Some(log)))
            }
        }
    }

    fn read(log: &File) -> io::Result<Self> {
        let (mut frames, mut overlay) = match Frames::start(log)? {
            Start::Nothing => return Ok(Self::default()),
            Start::Whole(frames) => {
                let overlay = Self {
                    page_bytes: Some(frames.page_bytes),
                    ..Self::default()
                };
                (frames, overlay)
            }
            Start::Damaged(frames) => {
                let overlay = Self {
                    is_headless: true,
                    ..Self::default()
                };
                (frames, overlay)
            }
        };
        overlay.take_frames(&mut frames, log)?;
        Ok(overlay)
    }

    /// Whether the log is worse than a crash leaves it.
    pub(crate) fn is_damaged(&self) -> bool {
        self.is_headless || self.ends_behind_bad >= ENDS_OF_DAMAGE
    }

    /// Bad frames, if they are damage and not just the end of the log.
    pub(crate) fn frames_lost(&self) -> u32 {
        if self.is_damaged() {
            self.bad_frames
        } else {
            0
        }
    }

    /// Offset in the log at which the newest image of the page starts.
    pub(crate) fn image(&self, page: u32) -> Option<u64> {
        self.images.get(&page).copied()
    }

    /// What follows bad frames is used only if there is too much of it for a torn end.
    fn take_frames(&mut self, frames: &mut Frames, log: &File) -> io::Result<()> {
        let mut bad_frames = 0;
        let mut images = Vec::new();
        let mut behind_bad = Vec::new();
        while let Some(frame) = frames.next(log)? {
            let Some(frame) = frame else {
                bad_frames += 1;
                continue;
            };
            images.push((frame.page, frame.image_at));
            match frame.ends_with {
                None => {}
                Some(page_count) if bad_frames == 0 => self.take(&mut images, page_count),
                Some(page_count) => {
                    self.bad_frames = bad_frames;
                    self.ends_behind_bad += 1;
                    behind_bad.push((std::mem::take(&mut images), page_count));
                }
            }
        }
        if self.is_headless {
            self.bad_frames = bad_frames.max(1);
        }
        if self.is_damaged() {
            for (mut images, page_count) in behind_bad {
                self.take(&mut images, page_count);
            }
        }
        Ok(())
    }

    /// Takes a whole transaction.
    fn take(&mut self, images: &mut Vec<(u32, u64)>, page_count: u32) {
        self.images.extend(images.drain(..));
        self.page_count = Some(page_count);
    }
}
