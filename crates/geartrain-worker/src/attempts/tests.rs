use bytes::Bytes;

use super::*;

fn handle(number: usize) -> Handle {
    Handle::new(Bytes::from(format!("H:{number}"))).expect("a handle is short")
}

#[test]
fn each_attempt_after_a_dropped_one_is_counted() {
    let mut attempts = Attempts::default();
    assert_eq!(attempts.begin(&handle(1)), 1);
    attempts.dropped(handle(1), 1);
    assert_eq!(attempts.begin(&handle(1)), 2);
    attempts.dropped(handle(1), 2);
    assert_eq!(attempts.begin(&handle(1)), 3);
    assert_eq!(attempts.begin(&handle(2)), 1);
}

#[test]
fn the_oldest_are_forgotten() {
    let mut attempts = Attempts::default();
    for number in 0..=ATTEMPTS_MAX {
        attempts.dropped(handle(number), 1);
    }
    assert_eq!(attempts.begin(&handle(0)), 1);
    assert_eq!(attempts.begin(&handle(1)), 2);
    assert_eq!(attempts.counts.len(), ATTEMPTS_MAX);
}
