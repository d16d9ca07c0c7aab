//! Values at stable small numbers, in pages that are given back when they are empty.
//!
//! A queue that was once a million jobs deep leaves no memory behind: new values go to the lowest
//! page with room, so a queue served in order empties page after page.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

/// Values per page.
const PAGE_VALUES: usize = 256;

/// Where a value stands. Reused after the value is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot(NonZeroU32);

impl Slot {
    /// Counted from 0, for tables beside this one.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The inverse of [`index`](Self::index).
    pub(crate) fn from_index(index: usize) -> Self {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Self(number.expect("memory ends before 4 billion values"))
    }
}

struct Page<T> {
    values: Box<[Option<T>]>,
    /// Positions of `values` that are empty.
    free: Vec<u8>,
}

impl<T> Page<T> {
    fn new() -> Self {
        Self {
            values: std::iter::repeat_with(|| None).take(PAGE_VALUES).collect(),
            free: (0..=u8::MAX).rev().collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.free.len() == PAGE_VALUES
    }
}

/// A table of values by [`Slot`].
pub(crate) struct Slots<T> {
    pages: Vec<Option<Page<T>>>,
    /// Numbers of pages with room, and of pages that were given back.
    open: BTreeSet<usize>,
    /// One empty page is kept, so that a value that comes and goes costs no page each time.
    spare: Option<Page<T>>,
    len: usize,
}

impl<T> Slots<T> {
    pub(crate) fn new() -> Self {
        Self {
            pages: Vec::new(),
            open: BTreeSet::new(),
            spare: None,
            len: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn insert(&mut self, value: T) -> Slot {
        let number = self.open_page();
        let page = self.pages[number]
            .as_mut()
            .expect("an open page was just made sure of");
        let position = page.free.pop().expect("an open page has room");
        page.values[usize::from(position)] = Some(value);
        if page.free.is_empty() {
            self.open.remove(&number);
        }
        self.len += 1;
        Slot::from_index(number * PAGE_VALUES + usize::from(position))
    }

    fn open_page(&mut self) -> usize {
        let number = self.open.first().copied().unwrap_or(self.pages.len());
        if number == self.pages.len() {
            self.pages.push(None);
            self.open.insert(number);
        }
        if self.pages[number].is_none() {
            self.pages[number] = Some(self.spare.take().unwrap_or_else(Page::new));
        }
        number
    }

    pub(crate) fn remove(&mut self, slot: Slot) -> Option<T> {
        let (number, position) = place(slot);
        let page = self.pages.get_mut(number)?.as_mut()?;
        let value = page.values[usize::from(position)].take()?;
        if page.free.is_empty() {
            self.open.insert(number);
        }
        page.free.push(position);
        self.len -= 1;
        if page.is_empty() {
            self.spare = self.pages[number].take();
            self.forget_last_pages();
        }
        Some(value)
    }

    /// Gives the places of pages at the end back that were given back. A few in each call, so that
    /// none takes long.
    fn forget_last_pages(&mut self) {
        for _ in 0..4 {
            if self.pages.last().is_none_or(Option::is_some) {
                return;
            }
            self.pages.pop();
            self.open.remove(&self.pages.len());
        }
        if self.pages.len() < self.pages.capacity() / 4 {
            self.pages.shrink_to(self.pages.len() * 2);
        }
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&T> {
        let (number, position) = place(slot);
        self.pages.get(number)?.as_ref()?.values[usize::from(position)].as_ref()
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        let (number, position) = place(slot);
        self.pages.get_mut(number)?.as_mut()?.values[usize::from(position)].as_mut()
    }

    /// All values in order of their slots.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, &T)> {
        self.iter_from(0)
    }

    /// The values in order of their slots, from this index on.
    pub(crate) fn iter_from(&self, index: usize) -> impl Iterator<Item = (Slot, &T)> {
        let pages = self.pages.iter().enumerate().skip(index / PAGE_VALUES);
        let values = pages.flat_map(|(number, page)| {
            let values = page.iter().flat_map(|page| page.values.iter().enumerate());
            values.filter_map(move |(position, value)| {
                let slot = Slot::from_index(number * PAGE_VALUES + position);
                value.as_ref().map(|value| (slot, value))
            })
        });
        values.skip_while(move |(slot, _)| slot.index() < index)
    }
}

fn place(slot: Slot) -> (usize, u8) {
    let index = slot.index();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the remainder is below 256"
    )]
    let position = (index % PAGE_VALUES) as u8;
    (index / PAGE_VALUES, position)
}

#[cfg(test)]
mod tests;
