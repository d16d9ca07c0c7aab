use super::*;

#[test]
fn a_slice_begins_with_the_first_question_and_ends_in_time() {
    let mut slice = Slice::default();
    let now = Instant::now();
    assert!(!slice.is_over_at(now));
    assert!(!slice.is_over_at(now + SLICE - Duration::from_micros(1)));
    assert!(slice.is_over_at(now + SLICE));
}

#[test]
fn each_connection_has_a_slice_of_its_own() {
    let now = Instant::now();
    Workbench::lend(|bench| assert!(!bench.slice.is_over_at(now)));
    Workbench::lend(|bench| assert!(!bench.slice.is_over_at(now + SLICE)));
}
