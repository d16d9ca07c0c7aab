//! A hash table of slots that grows and shrinks in small steps.
//!
//! A table that doubles in one go moves a million entries within one call, and whoever waits for the
//! lock meanwhile waits for all of them. Here the table consists of segments, and when there are too
//! many entries one segment after the other is cut in two (linear hashing): the work of one call is
//! bounded by the size of a segment, and so is that of shrinking again.

use hashbrown::HashTable;

use crate::slots::Slot;

/// Entries per segment, on average, from which on one more segment is made.
const FULL: usize = 96;

/// Entries per segment, on average, below which a segment goes. Far from [`FULL`], so that a queue
/// that goes up and down does not move its entries each time.
const SPARSE: usize = FULL / 8;

/// As many segments are kept however few entries there are.
const KEPT_SEGMENTS: usize = 8;

/// Room that a segment keeps however few entries it has.
const KEPT_ENTRIES: usize = 16;

/// Slots by a hash that the caller knows of each.
pub(crate) struct Index {
    segments: Vec<HashTable<Slot>>,
    len: usize,
}

impl Index {
    pub(crate) fn new() -> Self {
        Self {
            segments: vec![HashTable::new()],
            len: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// A slot with this hash that is the one meant.
    pub(crate) fn find(&self, hash: u64, is_meant: impl FnMut(&Slot) -> bool) -> Option<Slot> {
        self.segment(hash).find(hash, is_meant).copied()
    }

    /// All slots with this hash, and perhaps others.
    pub(crate) fn iter_hash(&self, hash: u64) -> impl Iterator<Item = Slot> {
        self.segment(hash).iter_hash(hash).copied()
    }

    /// Takes a slot in; `hash_of` gives the hash of any that is in here.
    pub(crate) fn insert(&mut self, hash: u64, slot: Slot, hash_of: impl Fn(Slot) -> u64) {
        let number = place(hash, self.segments.len());
        self.segments[number].insert_unique(hash, slot, |slot| hash_of(*slot));
        self.len += 1;
        if self.len > self.segments.len() * FULL {
            self.split(&hash_of);
        }
    }

    /// Removes a slot; `false` if it was not there.
    pub(crate) fn remove(&mut self, hash: u64, slot: Slot, hash_of: impl Fn(Slot) -> u64) -> bool {
        let number = place(hash, self.segments.len());
        let segment = &mut self.segments[number];
        let Ok(entry) = segment.find_entry(hash, |candidate| *candidate == slot) else {
            return false;
        };
        entry.remove();
        self.len -= 1;
        shrink(segment, &hash_of);
        if self.segments.len() > KEPT_SEGMENTS && self.len < self.segments.len() * SPARSE {
            self.merge(&hash_of);
        }
        true
    }

    fn segment(&self, hash: u64) -> &HashTable<Slot> {
        &self.segments[place(hash, self.segments.len())]
    }

    /// Cuts the segment in two whose turn it is.
    fn split(&mut self, hash_of: &impl Fn(Slot) -> u64) {
        let number = self.segments.len();
        let half = &mut self.segments[buddy(number)];
        // Room for what most often comes, so that the halves do not grow step by step.
        let mut other = HashTable::with_capacity(FULL);
        let whole = std::mem::replace(half, HashTable::with_capacity(FULL));
        for slot in whole {
            let hash = hash_of(slot);
            let part = if place(hash, number + 1) == number {
                &mut other
            } else {
                &mut *half
            };
            part.insert_unique(hash, slot, |slot| hash_of(*slot));
        }
        self.segments.push(other);
    }

    /// Puts the newest segment back where it was cut off.
    fn merge(&mut self, hash_of: &impl Fn(Slot) -> u64) {
        let newest = self.segments.pop().expect("some are always kept");
        let number = buddy(self.segments.len());
        let whole = &mut self.segments[number];
        for slot in newest {
            whole.insert_unique(hash_of(slot), slot, |slot| hash_of(*slot));
        }
        if self.segments.len() < self.segments.capacity() / 4 {
            self.segments.shrink_to(self.segments.len() * 2);
        }
    }
}

/// Which of `segments` segments has the entries of this hash. Takes the bits that a segment itself
/// makes no use of.
fn place(hash: u64, segments: usize) -> usize {
    let mask = segments.next_power_of_two() - 1;
    let bits = (hash >> 24) as usize;
    let wide = bits & mask;
    if wide < segments {
        wide
    } else {
        bits & (mask >> 1)
    }
}

/// The segment that segment `number` was cut off from.
fn buddy(number: usize) -> usize {
    number - (1 << number.ilog2())
}

/// Gives the room of a segment back that has few entries left.
fn shrink(segment: &mut HashTable<Slot>, hash_of: &impl Fn(Slot) -> u64) {
    if segment.capacity() > KEPT_ENTRIES && segment.len() < segment.capacity() / 8 {
        segment.shrink_to(segment.len() * 2, |slot| hash_of(*slot));
    }
}

#[cfg(test)]
mod tests;
