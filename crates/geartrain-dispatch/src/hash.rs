//! Hash tables whose order and layout follow from the seed in the settings.

use foldhash::fast::FixedState;

/// A map that only answers look-ups; nothing may depend on its order.
pub(crate) type Map<K, V> = hashbrown::HashMap<K, V, FixedState>;

/// A map that remembers the order of insertion.
pub(crate) type OrderedMap<K, V> = indexmap::IndexMap<K, V, FixedState>;

/// The hasher of all tables of one dispatcher.
pub(crate) fn hasher(seed: u64) -> FixedState {
    FixedState::with_seed(seed)
}
