use super::*;

#[test]
fn clients_take_turns() {
    let began = Instant::now();
    let mut first = Schedule::new(1e9, 0, 2);
    let mut second = Schedule::new(1e9, 1, 2);
    let take = |schedule: &mut Schedule| loop {
        if let Some(due) = schedule.take() {
            break due.duration_since(began);
        }
    };
    let dues = [take(&mut first), take(&mut first)];
    assert_eq!(dues[1] - dues[0], Duration::from_nanos(2));
    let dues = [take(&mut second), take(&mut second)];
    assert_eq!(dues[1] - dues[0], Duration::from_nanos(2));
}

#[test]
fn what_is_not_due_is_not_taken() {
    let mut schedule = Schedule::new(0.001, 1, 2);
    assert_eq!(schedule.take(), None);
}

#[test]
fn rates_are_positive_numbers() {
    assert_eq!(parse_rate("2500"), Ok(2500.0));
    for text in ["0", "-1", "inf", "NaN", "fast", ""] {
        assert!(parse_rate(text).is_err(), "{text}");
    }
}
