//! Rows on the leaves of tables: where they are on a page and how they go on elsewhere.

use super::frames::be32;
use super::page_file::PageFile;
use super::record::varint;

const FILE_HEADER_BYTES: usize = 100;
const LEAF_HEADER_BYTES: usize = 8;
const INDEX_BRANCH: u8 = 0x02;
const TABLE_BRANCH: u8 = 0x05;
const INDEX_LEAF: u8 = 0x0a;
const TABLE_LEAF: u8 = 0x0d;
const POINTER_BYTES: usize = 2;

/// The rows of a page.
pub(crate) enum Cells {
    /// The page is something else than the leaf of a table, and looks like it.
    Other,
    /// The page is no part of a table at all.
    Nothing,
    /// It is a leaf, but does not say where its rows are.
    Unreadable,
    /// Where the rows start.
    Rows(Vec<usize>),
}

/// A row as it is stored.
pub(crate) struct Cell {
    pub(crate) key: i64,
    pub(crate) payload: Vec<u8>,
}

pub(crate) fn leaf_cells(page: u32, content: &[u8]) -> Cells {
    let header = if page == 1 { FILE_HEADER_BYTES } else { 0 };
    match content[header] {
        TABLE_LEAF => {}
        TABLE_BRANCH | INDEX_BRANCH | INDEX_LEAF => return Cells::Other,
        _ => return Cells::Nothing,
    }
    let count = usize::from(be16(content, header + 3));
    let pointers = header + LEAF_HEADER_BYTES;
    let first_content = pointers + count * POINTER_BYTES;
    if first_content > content.len() {
        return Cells::Unreadable;
    }
    let starts =
        (0..count).map(|index| usize::from(be16(content, pointers + index * POINTER_BYTES)));
    let starts: Vec<usize> = starts.collect();
    if starts
        .iter()
        .any(|start| !(first_content..content.len()).contains(start))
    {
        return Cells::Unreadable;
    }
    Cells::Rows(starts)
}

/// The row that starts there, with what overflowed to other pages; `None` if it makes no sense.
pub(crate) fn read(pages: &PageFile, content: &[u8], start: usize) -> Option<Cell> {
    let (length, rest) = varint(&content[start..])?;
    let (key, rest) = varint(rest)?;
    let length = usize::try_from(length).ok()?;
    let here = bytes_here(length, pages.usable());
    let mut payload = rest.get(..here)?.to_vec();
    if here < length {
        let next = be32(rest.get(here..here + 4)?, 0);
        follow(pages, next, length, &mut payload)?;
    }
    Some(Cell {
        key: key.cast_signed(),
        payload,
    })
}

/// How much of a row stays on its leaf, by the rules of the file format.
fn bytes_here(length: usize, usable: usize) -> usize {
    let most = usable - 35;
    if length <= most {
        return length;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let fitting = least + (length - least) % (usable - 4);
    if fitting <= most { fitting } else { least }
}

/// Reads the chain of pages that holds the rest of a row. Memory grows with what is read, and the
/// chain is no longer than the file.
fn follow(pages: &PageFile, first: u32, length: usize, payload: &mut Vec<u8>) -> Option<()> {
    let mut next = first;
    for _ in pages.numbers() {
        if payload.len() == length {
            return Some(());
        }
        let content = pages
            .read(next)
            .filter(|_| pages.numbers().contains(&next))?;
        let wanted = (length - payload.len()).min(content.len() - 4);
        payload.extend_from_slice(&content[4..4 + wanted]);
        next = be32(&content, 0);
    }
    (payload.len() == length).then_some(())
}

fn be16(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}
