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

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn what_is_given_back_is_gone_from_the_process() {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let words = line.unwrap().split_whitespace().nth(1).unwrap();
        words.parse::<usize>().unwrap()
    };
    let keep_every = 100;
    let blocks: Vec<Vec<u8>> = (0..200_000).map(|_| vec![1; 300]).collect();
    let full = resident();
    // A few stay, so that the top of the heap does not shrink by itself.
    let kept: Vec<Vec<u8>> = blocks.into_iter().step_by(keep_every).collect();
    give_back();
    let left = resident();
    assert_eq!(kept.len(), 2_000);
    assert!(full - left > 40_000, "{full} KiB, then {left} KiB");
}
