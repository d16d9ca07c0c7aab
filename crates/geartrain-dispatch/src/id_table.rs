//! Slots by the ids of their jobs.
//!
//! Ids are counted, so jobs that come together have ids that stand together: they share a page here,
//! and finding the next one touches memory that the one before has just brought near. A table by
//! hashes would look for each somewhere else.

use foldhash::fast::FixedState;

use crate::JobId;
use crate::hash::short_hash;
use crate::index::Index;
use crate::slots::{Slot, Slots};

/// Ids per page.
const PAGE_IDS: usize = 32;

/// The slots of jobs with neighbouring ids.
struct Page {
    number: u64,
    slots: [Option<Slot>; PAGE_IDS],
    len: u32,
}

/// A table of slots by id.
pub(crate) struct IdTable {
    pages: Slots<Page>,
    by_number: Index,
    hasher: FixedState,
    /// The page that an id was added to last: most often the next one goes there, too.
    newest: Option<(u64, Slot)>,
    len: usize,
}

impl IdTable {
    pub(crate) fn new(hasher: FixedState) -> Self {
        Self {
            pages: Slots::new(),
            by_number: Index::new(),
            hasher,
            newest: None,
            len: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn find(&self, id: JobId) -> Option<Slot> {
        let (number, position) = place(id);
        let page = self.find_page(number)?;
        self.pages.get(page)?.slots[position]
    }

    /// Takes in an id that was not there.
    pub(crate) fn insert(&mut self, id: JobId, slot: Slot) {
        let (number, position) = place(id);
        let found = self.find_page(number);
        let at = found.unwrap_or_else(|| self.add_page(number));
        let page = self.pages.get_mut(at).expect("a page that was found");
        page.slots[position] = Some(slot);
        page.len += 1;
        self.len += 1;
        self.set_newest((number, at));
    }

    /// Removes an id; `false` if it was not there.
    pub(crate) fn remove(&mut self, id: JobId) -> bool {
        let (number, position) = place(id);
        let found = self.find_page(number);
        let Some((at, page)) = found.and_then(|at| Some((at, self.pages.get_mut(at)?))) else {
            return false;
        };
        if page.slots[position].take().is_none() {
            return false;
        }
        page.len -= 1;
        self.len -= 1;
        if page.len == 0 && self.newest != Some((number, at)) {
            self.remove_page(number, at);
        }
        true
    }

    fn find_page(&self, number: u64) -> Option<Slot> {
        match self.newest {
            Some((newest, at)) if newest == number => Some(at),
            _ => {
                let mut candidates = self.by_number.iter_hash(self.hash(number));
                candidates.find(|at| {
                    self.pages
                        .get(*at)
                        .is_some_and(|page| page.number == number)
                })
            }
        }
    }

    fn add_page(&mut self, number: u64) -> Slot {
        let at = self.pages.insert(Page {
            number,
            slots: [None; PAGE_IDS],
            len: 0,
        });
        self.by_number.insert(self.hash(number), at);
        at
    }

    /// The newest page stays while it is empty, so that jobs that come and go one at a time do not
    /// make a page each.
    fn set_newest(&mut self, newest: (u64, Slot)) {
        let before = self.newest.replace(newest);
        let Some((number, at)) = before.filter(|before| *before != newest) else {
            return;
        };
        if self.pages.get(at).is_some_and(|page| page.len == 0) {
            self.remove_page(number, at);
        }
    }

    fn remove_page(&mut self, number: u64, at: Slot) {
        self.by_number.remove(self.hash(number), at);
        self.pages.remove(at);
    }

    fn hash(&self, number: u64) -> u32 {
        short_hash(&self.hasher, &number)
    }
}

/// The number of the page with an id, and its position there.
fn place(id: JobId) -> (u64, usize) {
    let ids = PAGE_IDS as u64;
    #[expect(clippy::cast_possible_truncation, reason = "a remainder that is small")]
    let position = (id.0 % ids) as usize;
    (id.0 / ids, position)
}

#[cfg(test)]
mod tests;
