//! The pages of a file that SQLite cannot read any more.

use std::fs::File;
use std::io;
use std::ops::RangeInclusive;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::frames::{PAGE_BYTES_USUAL, be32, is_page_size};
use super::overlay::Overlay;
use crate::sqlite::verify::MAGIC;

const HEADER_BYTES: usize = 100;

/// The database file with its log laid over it. While it is open SQLite must not have the file open
/// in this process: closing this would free SQLite's locks.
#[derive(Debug)]
pub(crate) struct PageFile {
    file: File,
    log: Option<File>,
    overlay: Overlay,
    page_bytes: usize,
    page_count: u32,
}

impl PageFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let (overlay, log) = Overlay::open(path)?;
        let length = file.metadata()?.len();
        let mut pages = Self {
            file,
            log,
            overlay,
            page_bytes: PAGE_BYTES_USUAL,
            page_count: 0,
        };
        pages.page_bytes = pages.find_page_bytes();
        pages.page_count = pages.find_page_count(length);
        Ok(pages)
    }

    /// Images of pages in the log that could not be read.
    pub(crate) fn images_lost(&self) -> u32 {
        self.overlay.frames_lost()
    }

    pub(crate) fn numbers(&self) -> RangeInclusive<u32> {
        1..=self.page_count
    }

    /// Bytes of a page that hold content. Our files reserve none.
    pub(crate) fn usable(&self) -> usize {
        self.page_bytes
    }

    /// The newest image of a page; `None` if the disk does not give it.
    pub(crate) fn read(&self, page: u32) -> Option<Vec<u8>> {
        let mut content = vec![0; self.page_bytes];
        let before = u64::from(page.checked_sub(1)?);
        let read = match (self.overlay.image(page), &self.log) {
            (Some(at), Some(log)) => log.read_exact_at(&mut content, at),
            _ => self
                .file
                .read_exact_at(&mut content, before * self.page_bytes as u64),
        };
        read.ok().map(|()| content)
    }

    /// The log's checksum covers what it says about the size of pages, so it is asked first.
    fn find_page_bytes(&self) -> usize {
        let mut header = [0; HEADER_BYTES];
        let said = match self.file.read_exact_at(&mut header, 0) {
            Ok(()) => usize::from(u16::from_be_bytes([header[16], header[17]])),
            Err(_) => 0,
        };
        let said = if said == 1 { 65_536 } else { said };
        let said = Some(said).filter(|bytes| is_page_size(*bytes));
        self.overlay.page_bytes.or(said).unwrap_or(PAGE_BYTES_USUAL)
    }

    /// As many as are said to be there, so that those cut off are counted as lost; what is said may
    /// be wrong, so no more than twice as many as there are.
    fn find_page_count(&self, length: u64) -> u32 {
        if let Some(count) = self.overlay.page_count {
            return count;
        }
        let there = length.div_ceil(self.page_bytes as u64);
        let there = u32::try_from(there).unwrap_or(u32::MAX);
        let first = self.read(1).filter(|first| first.starts_with(MAGIC));
        let said = first.map_or(there, |first| be32(&first, 28));
        said.clamp(there, there.saturating_mul(2))
    }
}
