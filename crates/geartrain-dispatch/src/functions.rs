//! Functions: their ready jobs, their counters, who can run them.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use bytes::Bytes;

use crate::hash::{Map, hasher};
use crate::lanes::Lanes;
use crate::readiness::Readiness;
use crate::slots::{Slot, Slots};
use crate::{FunctionId, PeerId, QueueBound, Timestamp};

/// A function that has jobs or workers, had some lately, or was created by hand.
pub(crate) struct Function {
    pub(crate) name: Bytes,
    pub(crate) lanes: Lanes,
    /// Jobs that wait for their time, in each class of priority.
    pub(crate) delayed: [usize; 3],
    pub(crate) running: usize,
    pub(crate) buried: usize,
    /// Active jobs, which are delayed, ready or running, in each class of priority.
    pub(crate) active: [usize; 3],
    /// Connected peers that can run it.
    pub(crate) workers: usize,
    /// Peers to wake, by their place in the order. Every sleeping able worker is listed; one that
    /// was woken for another function may still be, and is passed over.
    pub(crate) sleepers: BTreeMap<u64, PeerId>,
    /// Workers that were woken for this function and have not answered yet.
    pub(crate) woken: usize,
    pub(crate) is_by_hand: bool,
    pub(crate) bound: QueueBound,
    /// Since when nobody needs it; a timer will look at it.
    pub(crate) idle_since: Option<Timestamp>,
}

impl Function {
    fn new(name: Bytes, bound: QueueBound) -> Self {
        Self {
            name,
            lanes: Lanes::default(),
            delayed: [0; 3],
            running: 0,
            buried: 0,
            active: [0; 3],
            workers: 0,
            sleepers: BTreeMap::new(),
            woken: 0,
            is_by_hand: false,
            bound,
            idle_since: None,
        }
    }

    /// Whether it has jobs, also buried ones, or workers.
    pub(crate) fn is_in_use(&self) -> bool {
        self.workers > 0 || self.buried > 0 || self.active.iter().any(|count| *count > 0)
    }

    /// Whether ready jobs outnumber the workers on their way to them.
    pub(crate) fn wants_wake(&self) -> bool {
        self.lanes.len() > self.woken
    }
}

/// The table of functions.
pub(crate) struct Functions {
    slots: Slots<Function>,
    by_name: Map<Bytes, FunctionId>,
    readiness: Readiness,
}

impl Functions {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            slots: Slots::new(),
            by_name: Map::with_hasher(hasher(seed)),
            readiness: Readiness::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn find(&self, name: &[u8]) -> Option<FunctionId> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn insert(&mut self, name: &[u8], bound: QueueBound) -> FunctionId {
        // A name may be a slice of a large read buffer, which it must not keep alive.
        let name = Bytes::copy_from_slice(name);
        let slot = self.slots.insert(Function::new(name.clone(), bound));
        let id = id(slot);
        self.by_name.insert(name, id);
        id
    }

    pub(crate) fn remove(&mut self, id: FunctionId) {
        let function = self
            .slots
            .remove(slot(id))
            .expect("only a living function is forgotten");
        self.by_name.remove(&function.name);
        self.readiness.note(id, None);
    }

    pub(crate) fn get(&self, id: FunctionId) -> Option<&Function> {
        self.slots.get(slot(id))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (FunctionId, &Function)> {
        self.iter_from(0)
    }

    /// Functions in order of their ids, from this one on.
    pub(crate) fn iter_from(&self, first: usize) -> impl Iterator<Item = (FunctionId, &Function)> {
        let functions = self.slots.iter_from(first);
        functions.map(|(slot, function)| (id(slot), function))
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.readiness
    }

    /// To be called after the lanes of a function changed.
    pub(crate) fn note_readiness(&mut self, id: FunctionId) {
        let most_urgent = self[id].lanes.most_urgent();
        self.readiness.note(id, most_urgent);
    }
}

fn id(slot: Slot) -> FunctionId {
    FunctionId(u32::try_from(slot.index()).expect("slots are numbered in 32 bits"))
}

fn slot(id: FunctionId) -> Slot {
    Slot::from_index(id.0 as usize)
}

impl Index<FunctionId> for Functions {
    type Output = Function;

    fn index(&self, id: FunctionId) -> &Function {
        self.get(id)
            .expect("jobs and abilities name living functions only")
    }
}

impl IndexMut<FunctionId> for Functions {
    fn index_mut(&mut self, id: FunctionId) -> &mut Function {
        let function = self.slots.get_mut(slot(id));
        function.expect("jobs and abilities name living functions only")
    }
}
