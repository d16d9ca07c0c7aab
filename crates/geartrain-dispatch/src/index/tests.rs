use std::cell::Cell;

use super::*;

/// A hash that spreads, and that counts how often it is asked for.
fn hash(slot: Slot, asked: &Cell<usize>) -> u64 {
    asked.set(asked.get() + 1);
    (slot.index() as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// An index of so many slots, and the most entries that one call moved.
fn filled(count: usize) -> (Index, usize) {
    let mut index = Index::new();
    let mut moved_max = 0;
    for slot in (0..count).map(Slot::from_index) {
        let asked = Cell::new(0);
        index.insert(hash(slot, &Cell::new(0)), slot, |slot| hash(slot, &asked));
        moved_max = moved_max.max(asked.get());
    }
    (index, moved_max)
}

fn has(index: &Index, slot: Slot) -> bool {
    let found = index.find(hash(slot, &Cell::new(0)), |candidate| *candidate == slot);
    found == Some(slot)
}

#[test]
fn what_was_inserted_is_found_however_many_there_are() {
    let (index, _) = filled(20_000);
    assert_eq!(index.len(), 20_000);
    assert!((0..20_000).all(|number| has(&index, Slot::from_index(number))));
    assert!(!has(&index, Slot::from_index(20_000)));
}

#[test]
fn what_was_removed_is_not_found_and_the_rest_still_is() {
    let (mut index, _) = filled(20_000);
    for slot in (0..20_000).step_by(2).map(Slot::from_index) {
        let hash_of = |slot| hash(slot, &Cell::new(0));
        assert!(index.remove(hash_of(slot), slot, hash_of));
        assert!(!index.remove(hash_of(slot), slot, hash_of));
    }
    for number in 0..20_000 {
        assert_eq!(has(&index, Slot::from_index(number)), number % 2 == 1);
    }
}

#[test]
fn no_single_call_moves_more_than_a_few_segments() {
    let (mut index, moved_max) = filled(200_000);
    assert!(moved_max < 10 * FULL, "{moved_max} entries in one call");
    for slot in (0..200_000).map(Slot::from_index) {
        let asked = Cell::new(0);
        index.remove(hash(slot, &Cell::new(0)), slot, |slot| hash(slot, &asked));
        assert!(asked.get() < 10 * FULL, "{} in one call", asked.get());
    }
}

#[test]
fn an_empty_index_gives_its_memory_back() {
    let (mut index, _) = filled(200_000);
    for slot in (0..200_000).map(Slot::from_index) {
        let hash_of = |slot| hash(slot, &Cell::new(0));
        index.remove(hash_of(slot), slot, hash_of);
    }
    assert_eq!((index.len(), index.segments.len()), (0, KEPT_SEGMENTS));
    let room = index
        .segments
        .iter()
        .map(HashTable::capacity)
        .sum::<usize>();
    assert!(room <= KEPT_SEGMENTS * 2 * KEPT_ENTRIES, "room for {room}");
    assert!(index.segments.capacity() < 100);
}
