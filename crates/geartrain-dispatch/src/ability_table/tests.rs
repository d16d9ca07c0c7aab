use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Functions in turn.
fn turns(abilities: &Abilities) -> Vec<u32> {
    abilities
        .in_turn()
        .map(|ability| ability.function.0)
        .collect()
}

fn abilities(functions: &[u32]) -> Abilities {
    let mut abilities = Abilities::default();
    functions
        .iter()
        .for_each(|function| abilities.add(FunctionId(*function), None));
    abilities
}

#[test]
fn what_was_never_served_comes_first_in_the_order_of_registration() {
    let mut abilities = abilities(&[30, 10, 20]);
    assert_eq!(turns(&abilities), [30, 10, 20]);
    abilities.serve(FunctionId(30), 1);
    assert_eq!(turns(&abilities), [10, 20, 30]);
    abilities.add(FunctionId(5), None);
    assert_eq!(turns(&abilities), [10, 20, 5, 30]);
    abilities.serve(FunctionId(5), 2);
    abilities.add(FunctionId(6), None);
    assert_eq!(turns(&abilities), [10, 20, 6, 30, 5]);
}

#[test]
fn a_function_that_was_lost_and_learned_again_was_never_served() {
    let mut abilities = abilities(&[1, 2]);
    abilities.serve(FunctionId(1), 1);
    abilities.remove(FunctionId(1));
    abilities.add(FunctionId(1), Some(7));
    let ability = abilities
        .get(FunctionId(1))
        .map(|it| (it.served, it.run_limit_ms));
    assert_eq!(ability, Some((0, Some(7))));
    assert_eq!(turns(&abilities), [2, 1]);
}

/// What may happen to an ability.
#[derive(Clone, Copy, Debug)]
enum Step {
    Add,
    Remove,
    Serve,
    Unlist,
    ListAll,
}

fn steps() -> impl Strategy<Value = Vec<(u32, Step)>> {
    let step = select(vec![
        Step::Add,
        Step::Add,
        Step::Remove,
        Step::Serve,
        Step::Unlist,
        Step::ListAll,
    ]);
    vec((select(vec![1, 2, 3, 64, 65, 5_000, 90_000]), step), 0..100)
}

/// The same as plainly as it can be said.
#[derive(Default)]
struct Plain {
    /// Served, registered, listing of each function.
    rows: BTreeMap<u32, (u64, u64, Option<u64>)>,
    registrations: u64,
}

proptest! {
    #[test]
    fn all_orders_are_those_of_a_plain_table(steps in steps()) {
        let (mut table, mut plain) = (Abilities::default(), Plain::default());
        for (now, (number, step)) in (1_u64..).zip(steps) {
            let (function, row) = (FunctionId(number), plain.rows.get_mut(&number));
            match (step, row) {
                (Step::Add, None) => {
                    plain.registrations += 1;
                    plain.rows.insert(number, (0, plain.registrations, None));
                    table.add(function, None);
                }
                (Step::Remove, row) => {
                    let was_there = row.is_some();
                    plain.rows.remove(&number);
                    prop_assert_eq!(table.remove(function).is_some(), was_there);
                }
                (Step::Serve, Some(row)) => {
                    row.0 = now;
                    table.serve(function, now);
                }
                (Step::Unlist, Some(row)) if row.2.is_some() => {
                    row.2 = None;
                    table.unlist(function);
                }
                (Step::ListAll, _) => {
                    plain.rows.values_mut().for_each(|row| row.2 = row.2.or(Some(now)));
                    table.list_all(|_| now);
                }
                (Step::Add | Step::Serve | Step::Unlist, _) => {}
            }
            let mut expected: Vec<u32> = plain.rows.keys().copied().collect();
            expected.sort_by_key(|number| (plain.rows[number].0, plain.rows[number].1));
            prop_assert_eq!(turns(&table), expected);
            prop_assert_eq!(table.len(), plain.rows.len());
            for (number, (served, registered, listing)) in &plain.rows {
                let ability = table.get(FunctionId(*number)).copied();
                let shown = ability.map(|it| (it.served, it.registered, it.listing));
                prop_assert_eq!(shown, Some((*served, *registered, *listing)));
            }
        }
    }
}
