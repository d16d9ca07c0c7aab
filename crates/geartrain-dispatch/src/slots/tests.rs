use super::*;

#[test]
fn a_value_is_found_until_it_is_removed() {
    let mut slots = Slots::new();
    let (a, b) = (slots.insert("a"), slots.insert("b"));
    assert_eq!(slots.remove(a), Some("a"));
    assert_eq!((slots.get(a), slots.get(b)), (None, Some(&"b")));
    assert_eq!(slots.remove(a), None);
    assert_eq!(slots.len(), 1);
}

#[test]
fn pages_are_given_back_when_they_are_empty() {
    let mut slots = Slots::new();
    let all: Vec<Slot> = (0..10 * PAGE_VALUES)
        .map(|value| slots.insert(value))
        .collect();
    for slot in all {
        slots.remove(slot);
    }
    assert_eq!(slots.pages.iter().flatten().count(), 0);
    assert!(slots.spare.is_some());
}

#[test]
fn no_places_of_pages_are_left_after_much_came_and_went() {
    let mut slots = Slots::new();
    for _ in 0..20 {
        let all: Vec<Slot> = (0..40 * PAGE_VALUES)
            .map(|value| slots.insert(value))
            .collect();
        all.into_iter().rev().for_each(|slot| {
            slots.remove(slot);
        });
    }
    assert!(slots.pages.len() < 4, "{} places", slots.pages.len());
    assert_eq!(slots.open.len(), slots.pages.len());
}

#[test]
fn new_values_fill_the_lowest_page_first() {
    let mut slots = Slots::new();
    let all: Vec<Slot> = (0..3 * PAGE_VALUES)
        .map(|value| slots.insert(value))
        .collect();
    slots.remove(all[2 * PAGE_VALUES]);
    slots.remove(all[5]);
    assert_eq!(slots.insert(7), all[5]);
}

#[test]
fn iteration_is_in_order_of_slots() {
    let mut slots = Slots::new();
    let all: Vec<Slot> = (0..300).map(|value| slots.insert(value)).collect();
    slots.remove(all[17]);
    let seen: Vec<i32> = slots.iter().map(|(_, value)| *value).collect();
    let expected: Vec<i32> = (0..300).filter(|value| *value != 17).collect();
    assert_eq!(seen, expected);
}
