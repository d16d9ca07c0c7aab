use super::*;

/// At which of these numbers of jobs memory is given back.
fn given_back_at(numbers: &[usize]) -> Vec<usize> {
    let mut ebb = Ebb::default();
    let noted = numbers.iter().copied();
    noted.filter(|jobs| ebb.note(*jobs)).collect()
}

#[test]
fn memory_is_given_back_when_a_quarter_of_the_jobs_is_left_and_again_of_that() {
    let course = [0, 100_000, 400_000, 100_001, 100_000, 99_999, 25_000, 0];
    assert_eq!(given_back_at(&course), [100_000, 25_000, 0]);
}

#[test]
fn a_few_jobs_are_not_worth_it() {
    assert_eq!(given_back_at(&[JOBS_MIN - 1, 0]), [0_usize; 0]);
}

#[test]
fn jobs_that_come_and_go_give_nothing_back() {
    let course = [50_000, 30_000, 50_000, 13_000, 50_000];
    assert_eq!(given_back_at(&course), [0_usize; 0]);
}
