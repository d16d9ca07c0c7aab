//! A hash table of slots that grows and shrinks in small steps.
//!
//! A table that doubles in one go moves a million entries within one call, and whoever waits for the
//! lock meanwhile waits for all of them. Here the table consists of segments, and when there are too
//! many entries one segment after the other is cut in two (linear hashing): the work of one call is
//! bounded by the size of a segment, and so is that of shrinking again.
//!
//! Each entry keeps its hash. The values lie far apart in memory, so that asking them for their
//! hashes when a segment is cut costs more than all else.

mod segment;

use crate::slots::Slot;
use segment::{Entry, Segment};

/// Entries per segment, on average, from which on one more segment is made.
const FULL: usize = 1024;

/// Entries per segment, on average, below which a segment goes. Far from [`FULL`], so that a queue
/// that goes up and down does not move its entries each time.
const SPARSE: usize = FULL / 8;

/// As many segments are kept however few entries there are.
const KEPT_SEGMENTS: usize = 4;

/// Slots by a hash that the caller knows of each.
pub(crate) struct Index {
    segments: Vec<Segment>,
    len: usize,
}

impl Index {
    pub(crate) fn new() -> Self {
        Self {
            segments: vec![Segment::with_capacity(0)],
            len: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// All slots with this hash.
    pub(crate) fn iter_hash(&self, hash: u32) -> impl Iterator<Item = Slot> {
        self.segments[place(hash, self.segments.len())].iter_hash(hash)
    }

    /// Reads where a look-up begins; what it gives means nothing.
    pub(crate) fn touch(&self, hash: u32) -> u32 {
        self.segments[place(hash, self.segments.len())].touch(hash)
    }

    /// Takes a slot in.
    pub(crate) fn insert(&mut self, hash: u32, slot: Slot) {
        let number = place(hash, self.segments.len());
        self.segments[number].insert(Entry { hash, slot });
        self.len += 1;
        if self.len > self.segments.len() * FULL {
            self.split();
        }
    }

    /// Removes a slot; `false` if it was not there.
    pub(crate) fn remove(&mut self, hash: u32, slot: Slot) -> bool {
        let number = place(hash, self.segments.len());
        if !self.segments[number].remove(Entry { hash, slot }) {
            return false;
        }
        self.len -= 1;
        if self.segments.len() > KEPT_SEGMENTS && self.len < self.segments.len() * SPARSE {
            self.merge();
        }
        true
    }

    /// Cuts the segment in two whose turn it is.
    fn split(&mut self) {
        let number = self.segments.len();
        let half = &mut self.segments[buddy(number)];
        // Room for what most often comes, so that the halves do not grow step by step.
        let mut other = Segment::with_capacity(FULL);
        let whole = std::mem::replace(half, Segment::with_capacity(FULL));
        for entry in whole.entries() {
            let part = if place(entry.hash, number + 1) == number {
                &mut other
            } else {
                &mut *half
            };
            part.insert(entry);
        }
        self.segments.push(other);
    }

    /// Puts the newest segment back where it was cut off.
    fn merge(&mut self) {
        let newest = self.segments.pop().expect("some are always kept");
        let number = buddy(self.segments.len());
        let whole = &mut self.segments[number];
        for entry in newest.entries() {
            whole.insert(entry);
        }
        if self.segments.len() < self.segments.capacity() / 4 {
            self.segments.shrink_to(self.segments.len() * 2);
        }
    }
}

/// Which of `segments` segments has the entries of this hash. Takes the bits that a segment itself
/// makes no use of.
fn place(hash: u32, segments: usize) -> usize {
    let mask = segments.next_power_of_two() - 1;
    let bits = (hash >> 10) as usize;
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

#[cfg(test)]
mod tests;
