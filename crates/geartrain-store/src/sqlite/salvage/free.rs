//! Pages that are not in use. They still hold the jobs that ended on them.

use std::collections::HashSet;

use super::overlay::be32;
use super::page_file::PageFile;

const FIRST_TRUNK_AT: usize = 32;
/// Bytes per page in a pointer map: a kind and the number of another page.
const ENTRY_BYTES: usize = 5;
const KIND_FREE: u8 = 2;

/// The pages that the list of free pages and the pointer map both call free. Where they disagree one
/// of them is damaged, and it is better that an ended job runs again than that a job is lost.
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
        free.extend((0..count).map(|index| be32(&content, 8 + 4 * index)));
        trunk = be32(&content, 0);
    }
    free
}

/// The pages that say of each other page what it is used for; the last one read is kept.
struct PointerMaps<'a> {
    pages: &'a PageFile,
    last: Option<(u32, Option<Vec<u8>>)>,
}

impl<'a> PointerMaps<'a> {
    fn new(pages: &'a PageFile) -> Self {
        Self { pages, last: None }
    }

    fn calls_free(&mut self, page: u32) -> bool {
        let Some(behind_first) = page.checked_sub(2) else {
            return false;
        };
        let pages_per_map = u32::try_from(self.pages.usable() / ENTRY_BYTES).unwrap_or(u32::MAX);
        let index = behind_first % (pages_per_map + 1);
        let Some(index) = index.checked_sub(1) else {
            return false;
        };
        let map = page - index - 1;
        let entry = self
            .map(map)
            .and_then(|map| map.get(index as usize * ENTRY_BYTES));
        entry == Some(&KIND_FREE)
    }

    fn map(&mut self, map: u32) -> Option<&[u8]> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != map) {
            self.last = Some((map, self.pages.read(map)));
        }
        self.last
            .as_ref()
            .and_then(|(_, content)| content.as_deref())
    }
}
