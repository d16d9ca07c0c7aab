use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Numbers near and far from each other, on both sides of the borders of words and spans.
fn number() -> impl Strategy<Value = u32> {
    prop_oneof![0..10_u32, 60..70_u32, 4_090..4_100_u32, 0..100_000_u32]
}

fn able(numbers: &BTreeSet<u32>) -> AbleSet {
    let mut set = AbleSet::default();
    numbers
        .iter()
        .rev()
        .for_each(|number| set.insert(FunctionId(*number)));
    set
}

proptest! {
    #[test]
    fn positions_are_those_of_the_sorted_numbers(
        inserted in vec(number(), 0..60), removed in vec(number(), 0..60), asked in vec(number(), 30)
    ) {
        let mut set = AbleSet::default();
        let mut numbers = BTreeSet::new();
        for number in inserted {
            if numbers.insert(number) {
                set.insert(FunctionId(number));
            }
        }
        for number in removed {
            if numbers.remove(&number) {
                set.remove(FunctionId(number));
            }
        }
        let sorted: Vec<u32> = numbers.iter().copied().collect();
        for number in asked.into_iter().chain(sorted.iter().copied()) {
            prop_assert_eq!(set.position(FunctionId(number)), sorted.binary_search(&number));
        }
    }

    #[test]
    fn what_is_shared_is_what_both_have(
        mine in vec(number(), 0..60), inserted in vec(number(), 0..60), removed in vec(number(), 0..60)
    ) {
        let mine: BTreeSet<u32> = mine.into_iter().collect();
        let inserted: BTreeSet<u32> = inserted.into_iter().collect();
        let removed: BTreeSet<u32> = removed.into_iter().filter(|it| inserted.contains(it)).collect();
        let mut ready = ReadySet::default();
        inserted.iter().for_each(|number| ready.insert(FunctionId(*number)));
        removed.iter().for_each(|number| ready.remove(FunctionId(*number)));
        let left: BTreeSet<u32> = inserted.difference(&removed).copied().collect();
        prop_assert_eq!(ready.is_empty(), left.is_empty());
        let shared: Vec<usize> = able(&mine).shared(&ready).collect();
        let positions = mine.iter().enumerate().filter(|(_, number)| left.contains(number));
        let expected: Vec<usize> = positions.map(|(position, _)| position).collect();
        prop_assert_eq!(shared, expected);
    }
}

#[test]
fn a_set_that_was_emptied_holds_nothing() {
    let numbers: BTreeSet<u32> = (0..20_000).step_by(37).collect();
    let mut set = able(&numbers);
    for number in numbers {
        set.remove(FunctionId(number));
    }
    assert_eq!((set.spans.len(), set.words.len()), (0, 0));
}
