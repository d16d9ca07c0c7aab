use super::*;

fn asked() -> Asking {
    let mut asking = Asking::new();
    assert_eq!(asking.has_room(), Some(Request::GrabJobAll));
    asking
}

fn asleep() -> Asking {
    let mut asking = asked();
    assert_eq!(asking.no_job(), Some(Request::PreSleep));
    asking
}

#[test]
fn a_worker_with_room_asks_once() {
    let mut asking = asked();
    assert_eq!(asking.has_room(), None);
    assert!(asking.is_asked());
}

#[test]
fn a_job_is_followed_by_a_question_while_there_is_room() {
    let mut asking = asked();
    assert_eq!(asking.assigned(Room::Some), Some(Request::GrabJobAll));
    assert_eq!(asking.assigned(Room::None), None);
    assert!(!asking.is_asked());
    assert_eq!(asking.has_room(), Some(Request::GrabJobAll));
}

#[test]
fn a_sleeping_worker_asks_when_it_is_woken() {
    let mut asking = asleep();
    assert_eq!(asking.woken(), Some(Request::GrabJobAll));
}

#[test]
fn a_job_that_ends_while_the_worker_sleeps_changes_nothing() {
    let mut asking = asleep();
    assert_eq!(asking.has_room(), None);
    assert_eq!(asking.woken(), Some(Request::GrabJobAll));
}

#[test]
fn a_noop_while_an_answer_is_due_is_passed_over_and_sleep_follows_no_job() {
    let mut asking = asked();
    assert_eq!(asking.woken(), None);
    assert_eq!(asking.no_job(), Some(Request::PreSleep));
    assert_eq!(asking.woken(), Some(Request::GrabJobAll));
}

#[test]
fn a_noop_to_a_full_worker_is_passed_over() {
    let mut asking = asked();
    asking.assigned(Room::None);
    assert_eq!(asking.woken(), None);
    assert_eq!(asking.has_room(), Some(Request::GrabJobAll));
}

#[test]
fn a_second_noop_for_one_sleep_is_passed_over() {
    let mut asking = asleep();
    asking.woken();
    assert_eq!(asking.woken(), None);
    assert!(asking.is_asked());
}

#[test]
fn a_job_that_was_not_asked_for_does_not_end_the_sleep() {
    let mut asking = asleep();
    assert_eq!(asking.assigned(Room::Some), None);
    assert_eq!(asking.woken(), Some(Request::GrabJobAll));
}

#[test]
fn a_worker_that_stops_asks_no_more() {
    let mut asking = asked();
    asking.stop();
    assert!(asking.is_asked(), "the answer is still due");
    assert_eq!(asking.assigned(Room::Some), None);
    assert!(!asking.is_asked());
    assert_eq!(asking.has_room(), None);

    let mut asking = asked();
    asking.stop();
    assert_eq!(asking.no_job(), None);
    assert!(!asking.is_asked());

    let mut asking = asleep();
    asking.stop();
    assert_eq!(asking.woken(), None);
}
