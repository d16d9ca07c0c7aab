use super::*;

/// A hash that spreads.
fn hash(slot: Slot) -> u32 {
    let number = u32::try_from(slot.index()).expect("few slots");
    (number ^ number >> 15)
        .wrapping_mul(0x9e37_79b1)
        .rotate_left(15)
}

fn slots(numbers: impl Iterator<Item = usize>) -> impl Iterator<Item = Slot> {
    numbers.map(Slot::from_index)
}

fn filled(count: usize) -> Index {
    let mut index = Index::new();
    for slot in slots(0..count) {
        index.insert(hash(slot), slot);
    }
    index
}

fn has(index: &Index, slot: Slot) -> bool {
    index.iter_hash(hash(slot)).any(|found| found == slot)
}

/// What one call moves at most: all entries of the largest segment, into one or two others.
fn largest(index: &Index) -> usize {
    let sizes = index.segments.iter().map(|it| it.entries().count());
    sizes.max().unwrap_or(0)
}

#[test]
fn what_was_inserted_is_found_however_many_there_are() {
    let index = filled(20_000);
    assert_eq!(index.len(), 20_000);
    assert!(slots(0..20_000).all(|slot| has(&index, slot)));
    assert!(!has(&index, Slot::from_index(20_000)));
}

#[test]
fn what_was_removed_is_not_found_and_the_rest_still_is() {
    let mut index = filled(20_000);
    for slot in slots((0..20_000).step_by(2)) {
        assert!(index.remove(hash(slot), slot));
        assert!(!index.remove(hash(slot), slot));
    }
    for number in 0..20_000 {
        assert_eq!(has(&index, Slot::from_index(number)), number % 2 == 1);
    }
}

#[test]
fn one_hash_may_stand_for_many_slots() {
    let mut index = filled(1_000);
    for slot in slots(1_000..3_000) {
        index.insert(7, slot);
    }
    assert_eq!(index.iter_hash(7).count(), 2_000);
    for slot in slots(1_000..3_000) {
        assert!(index.remove(7, slot));
    }
    assert_eq!(index.iter_hash(7).count(), 0);
    assert!(slots(0..1_000).all(|slot| has(&index, slot)));
}

#[test]
fn no_single_call_moves_more_than_a_few_segments() {
    let mut index = Index::new();
    for slot in slots(0..200_000) {
        index.insert(hash(slot), slot);
        if slot.index() % 1_000 == 0 {
            assert!(largest(&index) < 4 * FULL, "{}", largest(&index));
        }
    }
    for slot in slots(0..200_000) {
        index.remove(hash(slot), slot);
        if slot.index() % 1_000 == 0 {
            assert!(largest(&index) < 4 * FULL, "{}", largest(&index));
        }
    }
}

#[test]
fn an_empty_index_gives_its_memory_back() {
    let mut index = filled(200_000);
    for slot in slots(0..200_000) {
        index.remove(hash(slot), slot);
    }
    assert_eq!((index.len(), index.segments.len()), (0, KEPT_SEGMENTS));
    let room = index.segments.iter().map(Segment::capacity).sum::<usize>();
    assert!(room <= KEPT_SEGMENTS * 64, "room for {room}");
    assert!(index.segments.capacity() < 100);
}
