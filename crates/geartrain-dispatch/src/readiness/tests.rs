use super::*;

fn levels(readiness: &Readiness) -> Vec<Priority> {
    readiness.levels().map(|level| level.priority).collect()
}

#[test]
fn a_function_stands_at_the_level_of_its_most_urgent_job() {
    let mut readiness = Readiness::default();
    readiness.note(FunctionId(5), Some(Priority::LOW));
    readiness.note(FunctionId(70), Some(Priority::HIGH));
    assert_eq!(levels(&readiness), [Priority::HIGH, Priority::LOW]);
    readiness.note(FunctionId(5), Some(Priority::NORMAL));
    assert_eq!(levels(&readiness), [Priority::HIGH, Priority::NORMAL]);
    assert_eq!(readiness.urgency(FunctionId(5)), Some(Priority::NORMAL));
    readiness.note(FunctionId(70), None);
    assert_eq!(levels(&readiness), [Priority::NORMAL]);
    assert_eq!(readiness.urgency(FunctionId(70)), None);
    assert_eq!(readiness.urgency(FunctionId(1_000)), None);
}

#[test]
fn levels_that_nobody_uses_any_more_go() {
    let mut readiness = Readiness::default();
    for number in 0..1_000 {
        readiness.note(FunctionId(number), Some(Priority(number)));
    }
    for number in 0..1_000 {
        readiness.note(FunctionId(number), None);
    }
    assert!(readiness.levels.len() <= KEPT_LEVELS);
}
