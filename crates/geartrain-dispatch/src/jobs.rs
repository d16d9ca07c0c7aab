//! All jobs that have not ended, found by slot, id and unique.

use std::hash::Hash;
use std::ops::{Index as At, IndexMut as AtMut};

use foldhash::fast::FixedState;

use crate::hash::{hasher, short_hash};
use crate::id_table::IdTable;
use crate::index::Index;
use crate::job::{Coalesce, Job};
use crate::slots::{Slot, Slots};
use crate::{FunctionId, JobId};

/// The table of jobs. By id a job takes 5 bytes among neighbours and some 170 alone, by unique
/// about 16.
pub(crate) struct Jobs {
    slots: Slots<Job>,
    by_id: IdTable,
    by_unique: Index,
    hasher: FixedState,
}

impl Jobs {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            slots: Slots::new(),
            by_id: IdTable::new(hasher(seed)),
            by_unique: Index::new(),
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
        self.by_id.insert(id, slot);
        if let Some(key) = stored(&self.slots, slot).coalesces_by() {
            self.by_unique.insert(self.hash(&key), slot);
        }
        slot
    }

    fn hash(&self, key: &impl Hash) -> u32 {
        short_hash(&self.hasher, key)
    }

    /// Further submissions with its unique are new jobs; does nothing the second time.
    pub(crate) fn release_unique(&mut self, slot: Slot) {
        if let Some(key) = stored(&self.slots, slot).coalesces_by() {
            self.by_unique.remove(self.hash(&key), slot);
        }
    }

    pub(crate) fn remove(&mut self, slot: Slot) -> Job {
        self.release_unique(slot);
        let id = stored(&self.slots, slot).id;
        let was_found = self.by_id.remove(id);
        assert!(was_found, "findable: every job is found by its id");
        self.slots.remove(slot).expect("the job was just looked at")
    }

    pub(crate) fn find(&self, id: JobId) -> Option<Slot> {
        self.by_id.find(id)
    }

    /// The active job that a submission of `function` joins.
    pub(crate) fn find_same(&self, function: FunctionId, key: Coalesce<'_>) -> Option<Slot> {
        let mut candidates = self.by_unique.iter_hash(self.hash(&key));
        candidates.find(|slot| {
            let job = &self[*slot];
            job.function == function && job.coalesces_by() == Some(key)
        })
    }

    /// Reads where [`find_same`](Self::find_same) will begin; what it gives means nothing.
    pub(crate) fn touch(&self, key: Coalesce<'_>) -> u32 {
        self.by_unique.touch(self.hash(&key))
    }

    /// The oldest active job with this unique, of whichever function: which one must not depend on
    /// where the table keeps them.
    pub(crate) fn find_unique(&self, unique: &[u8]) -> Option<Slot> {
        let key = Coalesce::Unique(unique);
        let candidates = self.by_unique.iter_hash(self.hash(&key));
        candidates
            .filter(|slot| self[*slot].coalesces_by() == Some(key))
            .min_by_key(|slot| self[*slot].id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, &Job)> {
        self.slots.iter()
    }

    /// Jobs in order of their slots, from this index on.
    pub(crate) fn iter_from(&self, index: usize) -> impl Iterator<Item = (Slot, &Job)> {
        self.slots.iter_from(index)
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

impl At<Slot> for Jobs {
    type Output = Job;

    fn index(&self, slot: Slot) -> &Job {
        stored(&self.slots, slot)
    }
}

impl AtMut<Slot> for Jobs {
    fn index_mut(&mut self, slot: Slot) -> &mut Job {
        self.slots
            .get_mut(slot)
            .expect("a slot in use has a living job")
    }
}
