use super::*;

/// A look at so many pages after so many milliseconds of work.
fn look(resident_pages: u64, cpu_ms: u64) -> Look {
    Look {
        resident_pages,
        cpu: Duration::from_millis(cpu_ms),
    }
}

fn after_giving_back(resident_pages: u64) -> Lull {
    let mut lull = Lull::default();
    lull.given_back(look(resident_pages, 0));
    lull
}

#[test]
fn memory_is_given_back_once_a_server_that_grew_is_quiet() {
    let mut lull = after_giving_back(4_000);
    assert!(!lull.note(look(40_000, 3_000)));
    assert!(lull.note(look(40_000, 3_010)));
}

#[test]
fn what_stayed_after_giving_back_is_no_reason_to_do_it_again() {
    let mut lull = after_giving_back(40_000);
    assert!(!lull.note(look(40_000, 10)));
    assert!(!lull.note(look(49_000, 20)));
}

#[test]
fn growth_counts_from_the_least_since_then() {
    let mut lull = after_giving_back(40_000);
    assert!(!lull.note(look(10_000, 10)));
    assert!(lull.note(look(20_000, 20)));
}

#[test]
fn a_look_sees_this_process() {
    let seen = Look::now().unwrap();
    assert!(seen.resident_pages > 100);
    assert!(!seen.cpu.is_zero());
}
