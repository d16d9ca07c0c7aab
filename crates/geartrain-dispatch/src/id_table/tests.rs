use std::collections::BTreeMap;

use super::*;
use crate::hash::hasher;

fn table() -> IdTable {
    IdTable::new(hasher(1))
}

#[test]
fn an_id_is_found_and_its_neighbours_are_not() {
    let mut table = table();
    table.insert(JobId(100), Slot::from_index(7));
    assert_eq!(table.find(JobId(100)), Some(Slot::from_index(7)));
    assert_eq!(table.find(JobId(101)), None);
    assert_eq!(table.find(JobId(100 + PAGE_IDS as u64)), None);
    assert!(!table.remove(JobId(101)));
    assert!(!table.remove(JobId(1_000_000)));
    assert_eq!(table.len(), 1);
}

#[test]
fn ids_that_come_and_go_in_any_order_are_found_while_they_are_there() {
    let (mut table, mut model) = (table(), BTreeMap::new());
    for step in 0..20_000 {
        let id = JobId(step * 7_919 % 5_003);
        let slot = Slot::from_index(model.len());
        if model.remove(&id).is_some() {
            assert!(table.remove(id));
        } else {
            model.insert(id, slot);
            table.insert(id, slot);
        }
        assert_eq!(table.len(), model.len());
    }
    for id in (0..6_000).map(JobId) {
        assert_eq!(table.find(id), model.get(&id).copied(), "{id:?}");
    }
}

#[test]
fn a_page_goes_with_its_last_id_unless_it_is_the_newest() {
    let mut table = table();
    for id in (0..10_000).map(JobId) {
        table.insert(id, Slot::from_index(0));
    }
    for id in (0..10_000).map(JobId) {
        assert!(table.remove(id));
    }
    assert_eq!((table.pages.len(), table.by_number.len()), (1, 1));
    table.insert(JobId(20_000), Slot::from_index(0));
    assert_eq!((table.pages.len(), table.by_number.len()), (1, 1));
    assert_eq!(table.find(JobId(20_000)), Some(Slot::from_index(0)));
}

#[test]
fn jobs_one_at_a_time_share_a_page() {
    let mut table = table();
    for id in (0..PAGE_IDS as u64).map(JobId) {
        table.insert(id, Slot::from_index(0));
        assert_eq!(table.pages.len(), 1);
        table.remove(id);
        assert_eq!(table.pages.len(), 1);
    }
}
