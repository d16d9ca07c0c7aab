//! All jobs that have not ended, found by slot, id and unique.

use std::hash::BuildHasher;
use std::ops::{Index, IndexMut};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::hash::hasher;
use crate::job::{Coalesce, Job};
use crate::slots::{Slot, Slots};
use crate::{FunctionId, JobId};

/// The table of jobs. The two indexes hold slots only: 4 and 8 bytes a job.
pub(crate) struct Jobs {
    slots: Slots<Job>,
    by_id: HashTable<Slot>,
    by_unique: HashTable<(FunctionId, Slot)>,
    hasher: FixedState,
}

impl Jobs {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            slots: Slots::new(),
            by_id: HashTable::new(),
            by_unique: HashTable::new(),
            hasher: hasher(seed),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Takes a job in; it is found by its unique from now on.
    pub(crate) fn insert(&mut self, job: Job) -> Slot {
        let id = job.id;
        let slot = self.slots.insert(job);
        let (slots, hasher) = (&self.slots, &self.hasher);
        let rehash = |slot: &Slot| hasher.hash_one(stored(slots, *slot).id);
        self.by_id.insert_unique(hasher.hash_one(id), slot, rehash);
        self.link_unique(slot);
        slot
    }

    fn link_unique(&mut self, slot: Slot) {
        let (slots, hasher) = (&self.slots, &self.hasher);
        let job = stored(slots, slot);
        let Some(key) = job.coalesces_by() else {
            return;
        };
        let rehash = |(_, slot): &(FunctionId, Slot)| hasher.hash_one(indexed_key(slots, *slot));
        self.by_unique
            .insert_unique(hasher.hash_one(key), (job.function, slot), rehash);
    }

    /// Further submissions with its unique are new jobs; does nothing the second time.
    pub(crate) fn release_unique(&mut self, slot: Slot) {
        let job = stored(&self.slots, slot);
        let Some(key) = job.coalesces_by() else {
            return;
        };
        let entry = (job.function, slot);
        if let Ok(found) = self
            .by_unique
            .find_entry(self.hasher.hash_one(key), |candidate| *candidate == entry)
        {
            found.remove();
            shrink(&mut self.by_unique, |(_, slot)| {
                self.hasher.hash_one(indexed_key(&self.slots, *slot))
            });
        }
    }

    pub(crate) fn remove(&mut self, slot: Slot) -> Job {
        self.release_unique(slot);
        let hash = self.hasher.hash_one(stored(&self.slots, slot).id);
        let entry = self.by_id.find_entry(hash, |candidate| *candidate == slot);
        entry
            .unwrap_or_else(|_| panic!("every job is found by its id"))
            .remove();
        shrink(&mut self.by_id, |slot| {
            self.hasher.hash_one(stored(&self.slots, *slot).id)
        });
        self.slots.remove(slot).expect("the job was just looked at")
    }

    pub(crate) fn find(&self, id: JobId) -> Option<Slot> {
        let found = self
            .by_id
            .find(self.hasher.hash_one(id), |slot| self[*slot].id == id);
        found.copied()
    }

    /// The living job that a submission of `function` joins.
    pub(crate) fn find_same(&self, function: FunctionId, key: Coalesce<'_>) -> Option<Slot> {
        let is_same = |candidate: &(FunctionId, Slot)| {
            candidate.0 == function && self[candidate.1].coalesces_by() == Some(key)
        };
        self.by_unique
            .find(self.hasher.hash_one(key), is_same)
            .map(|(_, slot)| *slot)
    }

    /// The oldest job with this unique, of whichever function: which one must not depend on where
    /// the table keeps them.
    pub(crate) fn find_unique(&self, unique: &[u8]) -> Option<Slot> {
        let key = Coalesce::Unique(unique);
        let candidates = self.by_unique.iter_hash(self.hasher.hash_one(key));
        candidates
            .map(|(_, slot)| *slot)
            .filter(|slot| self[*slot].coalesces_by() == Some(key))
            .min_by_key(|slot| self[*slot].id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, &Job)> {
        self.slots.iter()
    }

    /// Entries of the two indexes, for the invariants.
    pub(crate) fn index_lens(&self) -> (usize, usize) {
        (self.by_id.len(), self.by_unique.len())
    }
}

fn stored(slots: &Slots<Job>, slot: Slot) -> &Job {
    slots
        .get(slot)
        .expect("an index points at living jobs only")
}

fn indexed_key(slots: &Slots<Job>, slot: Slot) -> Coalesce<'_> {
    stored(slots, slot)
        .coalesces_by()
        .expect("the index holds jobs that can be joined only")
}

/// Gives memory back once an index is mostly empty, so that a long queue does not cost for ever.
fn shrink<T>(table: &mut HashTable<T>, rehash: impl Fn(&T) -> u64) {
    const SMALL: usize = 1_024;
    if table.capacity() > SMALL && table.len() < table.capacity() / 8 {
        table.shrink_to(table.len() * 2, rehash);
    }
}

impl Index<Slot> for Jobs {
    type Output = Job;

    fn index(&self, slot: Slot) -> &Job {
        stored(&self.slots, slot)
    }
}

impl IndexMut<Slot> for Jobs {
    fn index_mut(&mut self, slot: Slot) -> &mut Job {
        self.slots
            .get_mut(slot)
            .expect("a slot in use has a living job")
    }
}
