//! What pages are used for. Those that are free still hold the jobs that ended on them.

use std::collections::HashSet;

use super::frames::be32;
use super::page_file::PageFile;

const FIRST_TRUNK_AT: usize = 32;
/// Bytes per page in a pointer map: a kind and the number of another page.
const ENTRY_BYTES: usize = 5;
const KIND_ROOT: u8 = 1;
const KIND_FREE: u8 = 2;
const KIND_BRANCH_OR_LEAF: u8 = 5;

/// The free pages: those that the list of them and the pointer maps both call so. Where they disagree
/// one of them is damaged, and it is better that an ended job runs again than that a job is lost.
pub(crate) fn pages(pages: &PageFile) -> HashSet<u32> {
    let mut free = listed(pages);
    let mut maps = PointerMaps::new(pages);
    free.retain(|page| maps.calls_free(*page));
    free
}

/// Follows the list as far as it makes sense.
fn listed(pages: &PageFile) -> HashSet<u32> {
    let mut free = HashSet::new();
    let mut trunk = pages
        .read(1)
        .map_or(0, |first| be32(&first, FIRST_TRUNK_AT));
    while pages.numbers().contains(&trunk) && free.insert(trunk) {
        let Some(content) = pages.read(trunk) else {
            break;
        };
        let count = (be32(&content, 4) as usize).min(content.len() / 4 - 2);
        let leaves = (0..count).map(|index| be32(&content, 8 + 4 * index));
        free.extend(leaves.filter(|leaf| pages.numbers().contains(leaf)));
        trunk = be32(&content, 0);
    }
    free
}

/// The pages that say of each other page what it is used for; the last one read is kept.
pub(crate) struct PointerMaps<'a> {
    pages: &'a PageFile,
    last: Option<(u32, Option<Vec<u8>>)>,
}

impl<'a> PointerMaps<'a> {
    pub(crate) fn new(pages: &'a PageFile) -> Self {
        Self { pages, last: None }
    }

    /// Whether the page should hold rows, or show the way to those that do.
    pub(crate) fn calls_part_of_a_table(&mut self, page: u32) -> bool {
        matches!(self.kind(page), Some(KIND_ROOT | KIND_BRANCH_OR_LEAF))
    }

    fn calls_free(&mut self, page: u32) -> bool {
        self.kind(page) == Some(KIND_FREE)
    }

    /// The first page has no entry, and neither have the maps themselves.
    fn kind(&mut self, page: u32) -> Option<u8> {
        let pages_per_map = u32::try_from(self.pages.usable() / ENTRY_BYTES).ok()?;
        let index = page.checked_sub(2)? % (pages_per_map + 1);
        let entry = index.checked_sub(1)?;
        let map = self.map(page - index)?;
        map.get(entry as usize * ENTRY_BYTES).copied()
    }

    fn map(&mut self, map: u32) -> Option<&[u8]> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != map) {
            self.last = Some((map, self.pages.read(map)));
        }
        let (_, content) = self.last.as_ref()?;
        content.as_deref()
    }
}
