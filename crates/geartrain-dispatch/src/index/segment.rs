//! One segment of an index: a hash table of which a look-up most often reads a single line of the
//! processor's cache, since hashes and slots stand together.

use crate::slots::Slot;

/// Entries in a line: with the two counters they fill it.
const LINE_ENTRIES: usize = 7;

/// As many lines are kept however few entries there are.
const KEPT_LINES: usize = 4;

/// What a processor fetches at a time.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Line {
    hashes: [u32; LINE_ENTRIES],
    slots: [Option<Slot>; LINE_ENTRIES],
    len: u32,
    /// Entries that should stand here, or before, and stand behind since there was no room: a
    /// look-up goes on while there are any.
    passed: u32,
}

impl Line {
    fn entries(&self) -> impl Iterator<Item = Entry> {
        (0..self.len as usize).filter_map(|position| {
            let (hash, slot) = (self.hashes[position], self.slots[position]?);
            Some(Entry { hash, slot })
        })
    }

    /// A bit for each entry with this hash. Without a branch for each, since any may be the one.
    fn matches(&self, hash: u32) -> u32 {
        let hashes = self.hashes.iter().enumerate();
        let equal = hashes.fold(0, |bits, (position, other)| {
            bits | u32::from(*other == hash) << position
        });
        equal & ((1 << self.len) - 1)
    }

    fn push(&mut self, entry: Entry) {
        self.hashes[self.len as usize] = entry.hash;
        self.slots[self.len as usize] = Some(entry.slot);
        self.len += 1;
    }

    fn remove(&mut self, position: usize) {
        self.len -= 1;
        self.hashes[position] = self.hashes[self.len as usize];
        self.slots[position] = self.slots[self.len as usize];
    }
}

/// A slot and its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) hash: u32,
    pub(super) slot: Slot,
}

/// The table; its number of lines is a power of two.
pub(super) struct Segment {
    lines: Box<[Line]>,
    len: usize,
}

impl Segment {
    /// One with room for so many entries.
    pub(super) fn with_capacity(entries: usize) -> Self {
        Self::with_lines(lines_for(entries))
    }

    fn with_lines(lines: usize) -> Self {
        Self {
            lines: vec![Line::default(); lines].into_boxed_slice(),
            len: 0,
        }
    }

    /// Entries that there is room for.
    pub(super) fn capacity(&self) -> usize {
        // Fuller ones have many entries that stand behind their line.
        self.lines.len() * LINE_ENTRIES * 4 / 5
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> {
        self.lines.iter().flat_map(Line::entries)
    }

    pub(super) fn iter_hash(&self, hash: u32) -> impl Iterator<Item = Slot> {
        self.walk(hash).map(|(_, slot)| slot)
    }

    fn walk(&self, hash: u32) -> Walk<'_> {
        let line = self.first_line(hash);
        Walk {
            lines: &self.lines,
            hash,
            line,
            steps: 0,
            left: self.lines[line].matches(hash),
        }
    }

    /// Reads where a look-up begins; what it gives means nothing.
    pub(super) fn touch(&self, hash: u32) -> u32 {
        self.lines[self.first_line(hash)].len
    }

    fn first_line(&self, hash: u32) -> usize {
        hash as usize & (self.lines.len() - 1)
    }

    pub(super) fn insert(&mut self, entry: Entry) {
        if self.len == self.capacity() {
            self.rebuild(self.lines.len() * 2);
        }
        let mut line = self.first_line(entry.hash);
        while self.lines[line].len as usize == LINE_ENTRIES {
            self.lines[line].passed += 1;
            line = behind(line, &self.lines);
        }
        self.lines[line].push(entry);
        self.len += 1;
    }

    /// Removes an entry; `false` if it was not there.
    pub(super) fn remove(&mut self, entry: Entry) -> bool {
        let found = self.walk(entry.hash).find(|(_, slot)| *slot == entry.slot);
        let Some((place, _)) = found else {
            return false;
        };
        let mut line = self.first_line(entry.hash);
        while line != place.line {
            self.lines[line].passed -= 1;
            line = behind(line, &self.lines);
        }
        self.lines[line].remove(place.position);
        self.len -= 1;
        if self.lines.len() > KEPT_LINES && self.len < self.capacity() / 8 {
            self.rebuild(lines_for(self.len * 2));
        }
        true
    }

    fn rebuild(&mut self, lines: usize) {
        let before = std::mem::replace(self, Self::with_lines(lines));
        for entry in before.entries() {
            self.insert(entry);
        }
    }
}

/// Where an entry stands.
struct Place {
    line: usize,
    position: usize,
}

/// All entries of one hash.
struct Walk<'a> {
    lines: &'a [Line],
    hash: u32,
    line: usize,
    /// Lines that were walked over.
    steps: usize,
    /// A bit for each entry of this line that is still to come.
    left: u32,
}

impl Iterator for Walk<'_> {
    type Item = (Place, Slot);

    fn next(&mut self) -> Option<Self::Item> {
        while self.left == 0 {
            self.steps += 1;
            if self.lines[self.line].passed == 0 || self.steps == self.lines.len() {
                return None;
            }
            self.line = behind(self.line, self.lines);
            self.left = self.lines[self.line].matches(self.hash);
        }
        let (line, position) = (self.line, self.left.trailing_zeros() as usize);
        self.left &= self.left - 1;
        let slot = self.lines[line].slots[position]?;
        Some((Place { line, position }, slot))
    }
}

/// The next line; behind the last one, the first.
fn behind(line: usize, lines: &[Line]) -> usize {
    (line + 1) & (lines.len() - 1)
}

/// How many lines have room for so many entries.
fn lines_for(entries: usize) -> usize {
    let lines = (entries * 5 / 4).div_ceil(LINE_ENTRIES);
    lines.next_power_of_two().max(KEPT_LINES)
}

#[cfg(test)]
mod tests;
