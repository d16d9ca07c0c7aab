//! The write-ahead log: newer images of pages, as far as they belong to finished transactions.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

const MAGIC: u32 = 0x377f_0682;
const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
const PAGE_BYTES_MAX: usize = 65_536;

/// Where in the log the newest image of each page is.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    /// Bytes of a page, if the log says so.
    pub(crate) page_bytes: Option<usize>,
    /// Pages that the database has after the last transaction.
    pub(crate) page_count: Option<u32>,
    images: HashMap<u32, u64>,
}

impl Overlay {
    /// Reads the log up to where it was torn. A log that is none counts as empty.
    pub(crate) fn read(log: &File) -> io::Result<Self> {
        let mut header = [0; HEADER_BYTES];
        match log.read_exact_at(&mut header, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(Self::default());
            }
            read => read?,
        }
        let Some(mut frames) = Frames::start(&header) else {
            return Ok(Self::default());
        };
        let mut overlay = Self {
            page_bytes: Some(frames.page_bytes),
            ..Self::default()
        };
        overlay.take_transactions(&mut frames, log)?;
        Ok(overlay)
    }

    /// Offset in the log at which the newest image of the page starts.
    pub(crate) fn image(&self, page: u32) -> Option<u64> {
        self.images.get(&page).copied()
    }

    fn take_transactions(&mut self, frames: &mut Frames, log: &File) -> io::Result<()> {
        let mut unfinished = Vec::new();
        while let Some(frame) = frames.next(log)? {
            unfinished.push((frame.page, frame.image_at));
            if let Some(page_count) = frame.commits {
                self.page_count = Some(page_count);
                self.images.extend(unfinished.drain(..));
            }
        }
        Ok(())
    }
}

struct Frame {
    page: u32,
    image_at: u64,
    /// Pages of the database, if a transaction ends with this frame.
    commits: Option<u32>,
}

/// Walks over the frames, whose checksums form a chain.
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
        (sum.is(&header[24..])).then(|| Self {
            at: HEADER_BYTES as u64,
            page_bytes,
            salts: header[16..24].try_into().expect("eight bytes"),
            sum,
            frame: vec![0; FRAME_HEADER_BYTES + page_bytes],
        })
    }

    /// The next frame; `None` at the end of the chain.
    fn next(&mut self, log: &File) -> io::Result<Option<Frame>> {
        match log.read_exact_at(&mut self.frame, self.at) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let (header, image) = self.frame.split_at(FRAME_HEADER_BYTES);
        self.sum.add(&header[..8]);
        self.sum.add(image);
        if header[8..16] != self.salts || !self.sum.is(&header[16..]) {
            return Ok(None);
        }
        let page_count = be32(header, 4);
        let frame = Frame {
            page: be32(header, 0),
            image_at: self.at + FRAME_HEADER_BYTES as u64,
            commits: (page_count > 0).then_some(page_count),
        };
        self.at += self.frame.len() as u64;
        Ok(Some(frame))
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
