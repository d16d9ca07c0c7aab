//! Hash tables whose order and layout follow from the seed in the settings.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;

/// A map that only answers look-ups; nothing may depend on its order.
pub(crate) type Map<K, V> = hashbrown::HashMap<K, V, FixedState>;

/// A map that remembers the order of insertion.
pub(crate) type OrderedMap<K, V> = indexmap::IndexMap<K, V, FixedState>;

/// The hasher of all tables of one dispatcher.
pub(crate) fn hasher(seed: u64) -> FixedState {
    FixedState::with_seed(seed)
}

/// What an index keeps of a hash: all bits of it are as good.
#[expect(clippy::cast_possible_truncation, reason = "half of it is enough")]
pub(crate) fn short_hash(hasher: &FixedState, key: &impl Hash) -> u32 {
    hasher.hash_one(key) as u32
}
