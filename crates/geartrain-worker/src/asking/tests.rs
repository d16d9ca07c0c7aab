use std::sync::Arc;

use tokio::sync::Semaphore;

use super::*;
use crate::slots::Slots;

/// Permits for so many jobs at a time.
fn slots(jobs: usize) -> Slots {
    Slots {
        worker: Arc::new(Semaphore::new(jobs)),
        function: None,
        budget: None,
    }
}

fn ask(asking: &mut Asking, slots: &Slots) -> Option<Request> {
    if !asking.wants_permit() {
        return None;
    }
    asking.permitted(slots.try_acquire()?)
}

fn asked(slots: &Slots) -> Asking {
    let mut asking = Asking::new();
    assert_eq!(ask(&mut asking, slots), Some(Request::GrabJobAll));
    asking
}

fn asleep(slots: &Slots) -> Asking {
    let mut asking = asked(slots);
    assert_eq!(asking.no_job(), Some(Request::PreSleep));
    asking
}

#[test]
fn a_connection_asks_once() {
    let slots = slots(2);
    let mut asking = asked(&slots);
    assert_eq!(ask(&mut asking, &slots), None);
    assert!(asking.is_asked());
}

#[test]
fn a_job_keeps_its_permit_and_the_next_question_needs_another() {
    let slots = slots(2);
    let mut asking = asked(&slots);
    let _first = asking.assigned().expect("it was asked for");
    assert_eq!(ask(&mut asking, &slots), Some(Request::GrabJobAll));
    let second = asking.assigned().expect("it was asked for");
    assert_eq!(ask(&mut asking, &slots), None);
    assert!(!asking.is_asked() && asking.wants_permit());
    drop(second);
    assert_eq!(ask(&mut asking, &slots), Some(Request::GrabJobAll));
}

#[test]
fn who_sleeps_holds_no_permit_and_asks_when_woken() {
    let slots = slots(1);
    let mut sleeping = asleep(&slots);
    let _other = asked(&slots);
    assert!(sleeping.woken());
    assert_eq!(
        ask(&mut sleeping, &slots),
        None,
        "the other one may get a job"
    );
    assert!(sleeping.wants_permit(), "the wake-up is not forgotten");
}

#[test]
fn a_noop_while_an_answer_is_due_is_passed_over_and_sleep_follows_no_job() {
    let slots = slots(1);
    let mut asking = asked(&slots);
    assert!(!asking.woken());
    assert_eq!(asking.no_job(), Some(Request::PreSleep));
    assert!(asking.woken());
    assert_eq!(ask(&mut asking, &slots), Some(Request::GrabJobAll));
}

#[test]
fn a_second_noop_for_one_sleep_is_passed_over() {
    let slots = slots(1);
    let mut asking = asleep(&slots);
    assert!(asking.woken());
    assert_eq!(ask(&mut asking, &slots), Some(Request::GrabJobAll));
    assert!(!asking.woken());
    assert!(asking.is_asked());
}

#[test]
fn a_job_that_was_not_asked_for_does_not_end_the_sleep() {
    let slots = slots(1);
    let mut asking = asleep(&slots);
    assert!(asking.assigned().is_none());
    assert!(!asking.wants_permit());
    assert!(asking.woken());
}

#[test]
fn a_worker_that_stops_asks_no_more() {
    let slots = slots(1);
    let mut asking = asked(&slots);
    asking.stop();
    assert!(asking.is_asked(), "the answer is still due");
    assert!(asking.assigned().is_some());
    assert!(!asking.is_asked() && !asking.wants_permit());

    let mut asking = asked(&slots);
    asking.stop();
    assert_eq!(asking.no_job(), None);
    assert!(!asking.is_asked() && slots.try_acquire().is_some());

    let mut asking = asleep(&slots);
    asking.stop();
    assert!(asking.woken());
    assert!(!asking.wants_permit());
}
