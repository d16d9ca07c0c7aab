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
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::directory::with_suffix;

const MAGIC: u32 = 0x377f_0682;
const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
const PAGE_BYTES_MAX: usize = 65_536;

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
        let mut header = [0; HEADER_BYTES];
        if !filled(log, &mut header, 0)? {
            return Ok(Self::default());
        }
        let Some(mut frames) = Frames::start(&header) else {
            return Ok(Self::default());
        };
        let mut overlay = Self {
            page_bytes: Some(frames.page_bytes),
            ..Self::default()
        };
        overlay.take_frames(&mut frames, log)?;
        Ok(overlay)
    }

    /// Whether the log is worse than a crash leaves it.
    pub(crate) fn is_damaged(&self) -> bool {
        self.ends_behind_bad >= ENDS_OF_DAMAGE
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
        let mut unfinished = Vec::new();
        let mut behind_bad = Vec::new();
        let mut page_count = None;
        let mut bad_frames = 0;
        while let Some(frame) = frames.next(log)? {
            let Some(frame) = frame else {
                bad_frames += 1;
                continue;
            };
            unfinished.push((frame.page, frame.image_at));
            let Some(count) = frame.ends_with else {
                continue;
            };
            self.bad_frames = bad_frames;
            if bad_frames == 0 {
                self.page_count = Some(count);
                self.images.extend(unfinished.drain(..));
            } else {
                self.ends_behind_bad += 1;
                page_count = Some(count);
                behind_bad.append(&mut unfinished);
            }
        }
        if self.is_damaged() {
            self.images.extend(behind_bad);
            self.page_count = page_count;
        }
        Ok(())
    }
}

struct Frame {
    page: u32,
    image_at: u64,
    /// Pages of the database, if a transaction ends with this frame.
    ends_with: Option<u32>,
}

/// Walks over the frames.
struct Frames {
    at: u64,
    page_bytes: usize,
    salts: [u8; 8],
    sum: Sum,
    frame: Vec<u8>,
}

impl Frames {
    fn start(header: &[u8; HEADER_BYTES]) -> Option<Self> {
        let magic = be32(header, 0);
        let page_bytes = be32(header, 8) as usize;
        if magic & !1 != MAGIC || !is_page_size(page_bytes) {
            return None;
        }
        let mut sum = Sum::new(magic & 1 == 1);
        sum.add(&header[..24]);
        sum.is(&header[24..]).then(|| Self {
            at: HEADER_BYTES as u64,
            page_bytes,
            salts: header[16..24].try_into().expect("eight bytes"),
            sum,
            frame: vec![0; FRAME_HEADER_BYTES + page_bytes],
        })
    }

    /// The next frame, `Some(None)` if it is not as it was written; `None` at the end of the file.
    fn next(&mut self, log: &File) -> io::Result<Option<Option<Frame>>> {
        if !filled(log, &mut self.frame, self.at)? {
            return Ok(None);
        }
        let (header, image) = self.frame.split_at(FRAME_HEADER_BYTES);
        self.sum.add(&header[..8]);
        self.sum.add(image);
        let is_good = header[8..16] == self.salts && self.sum.is(&header[16..]);
        let page_count = be32(header, 4);
        let frame = is_good.then(|| Frame {
            page: be32(header, 0),
            image_at: self.at + FRAME_HEADER_BYTES as u64,
            ends_with: (page_count > 0).then_some(page_count),
        });
        self.sum.go_on_from(&header[16..]);
        self.at += self.frame.len() as u64;
        Ok(Some(frame))
    }
}

/// Fills the buffer from the file; false if the file ends before.
fn filled(file: &File, buffer: &mut [u8], at: u64) -> io::Result<bool> {
    match file.read_exact_at(buffer, at) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

/// The checksum that SQLite chains through its log.
struct Sum {
    is_big_endian: bool,
    first: u32,
    second: u32,
}

impl Sum {
    fn new(is_big_endian: bool) -> Self {
        Self {
            is_big_endian,
            first: 0,
            second: 0,
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            self.first = self
                .first
                .wrapping_add(self.word(&pair[..4]))
                .wrapping_add(self.second);
            self.second = self
                .second
                .wrapping_add(self.word(&pair[4..]))
                .wrapping_add(self.first);
        }
    }

    fn word(&self, bytes: &[u8]) -> u32 {
        let bytes = bytes.try_into().expect("four bytes");
        if self.is_big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    }

    fn go_on_from(&mut self, stored: &[u8]) {
        (self.first, self.second) = (be32(stored, 0), be32(stored, 4));
    }

    fn is(&self, stored: &[u8]) -> bool {
        self.first == be32(stored, 0) && self.second == be32(stored, 4)
    }
}

/// Whether pages can have this many bytes.
pub(crate) fn is_page_size(bytes: usize) -> bool {
    (512..=PAGE_BYTES_MAX).contains(&bytes) && bytes.is_power_of_two()
}

/// A number of four bytes as SQLite stores it. Panics if it is not within `bytes`.
pub(crate) fn be32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}
