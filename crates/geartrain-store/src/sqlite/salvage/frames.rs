//! The frames of a write-ahead log, each a page with a header, and the checksum that chains them.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

const MAGIC: u32 = 0x377f_0682;
const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
const PAGE_BYTES_MAX: usize = 65_536;
/// Bytes of a page in every file that was made here.
pub(crate) const PAGE_BYTES_USUAL: usize = 4_096;

/// A page image that is as it was written.
pub(crate) struct Frame {
    pub(crate) page: u32,
    /// Offset in the log.
    pub(crate) image_at: u64,
    /// Pages of the database, if a transaction ends with this frame.
    pub(crate) ends_with: Option<u32>,
}

/// What a log begins with.
pub(crate) enum Start {
    /// Nothing was written yet, as far as can be seen.
    Nothing,
    /// A header that is as it was written.
    Whole(Frames),
    /// A header that is not, and something behind it. The header is on the disk before anything
    /// follows it, so no crash leaves that.
    Damaged(Frames),
}

/// Walks over the frames.
pub(crate) struct Frames {
    at: u64,
    pub(crate) page_bytes: usize,
    salts: [u8; 8],
    sum: Sum,
    frame: Vec<u8>,
}

impl Frames {
    /// Begins behind the header.
    pub(crate) fn start(log: &File) -> io::Result<Start> {
        let mut header = [0; HEADER_BYTES];
        if !filled(log, &mut header, 0)? {
            return Ok(Start::Nothing);
        }
        if let Some(frames) = Self::behind(&header) {
            return Ok(Start::Whole(frames));
        }
        Ok(match find_salts(log)? {
            Some(salts) => Start::Damaged(Self::without_header(&salts)),
            None => Start::Nothing,
        })
    }

    fn behind(header: &[u8]) -> Option<Self> {
        let magic = be32(header, 0);
        let page_bytes = be32(header, 8) as usize;
        let mut sum = Sum::new(magic & 1 == 1);
        sum.add(&header[..24]);
        let is_good = magic & !1 == MAGIC && is_page_size(page_bytes) && sum.is(&header[24..]);
        is_good.then(|| Self::new(page_bytes, &header[16..24], sum))
    }

    /// What the header said is taken from the frames, and from what is usual here. The first frame
    /// cannot be told good from bad then.
    fn without_header(salts: &[u8]) -> Self {
        Self::new(PAGE_BYTES_USUAL, salts, Sum::native())
    }

    fn new(page_bytes: usize, salts: &[u8], sum: Sum) -> Self {
        Self {
            at: HEADER_BYTES as u64,
            page_bytes,
            salts: salts.try_into().expect("eight bytes"),
            sum,
            frame: vec![0; FRAME_HEADER_BYTES + page_bytes],
        }
    }

    /// The next frame, `Some(None)` if it is not as it was written; `None` at the end of the file.
    pub(crate) fn next(&mut self, log: &File) -> io::Result<Option<Option<Frame>>> {
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

/// What all frames of one run through the log carry, from the first one that continues the checksum
/// of the one before it: damage that covers several of them may well look like headers that agree.
/// Else what the first one says; `None` if there is none, or nothing but zeros.
fn find_salts(log: &File) -> io::Result<Option<[u8; 8]>> {
    let mut frame = [0; FRAME_HEADER_BYTES + PAGE_BYTES_USUAL];
    let (mut first, mut sum) = (None, Sum::native());
    let mut at = HEADER_BYTES as u64;
    while filled(log, &mut frame, at)? {
        let salts = frame[8..16].try_into().expect("eight bytes");
        sum.add(&frame[..8]);
        sum.add(&frame[FRAME_HEADER_BYTES..]);
        // Zeros continue zeros, but there is no such page.
        if be32(&frame, 0) != 0 && sum.is(&frame[16..]) {
            return Ok(Some(salts));
        }
        let is_written = frame[..FRAME_HEADER_BYTES].iter().any(|byte| *byte != 0);
        first = first.or(is_written.then_some(salts));
        sum.go_on_from(&frame[16..]);
        at += frame.len() as u64;
    }
    Ok(first)
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

    /// As it is written on this machine.
    fn native() -> Self {
        Self::new(cfg!(target_endian = "big"))
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
