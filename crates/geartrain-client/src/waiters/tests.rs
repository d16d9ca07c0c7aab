use std::task::{Context, Poll, Waker};

use super::*;
use crate::Event;

fn handle(text: &'static str) -> Handle {
    Handle::new(Bytes::from_static(text.as_bytes())).unwrap()
}

fn data(text: &'static str) -> Event {
    Event::Data(Bytes::from_static(text.as_bytes()))
}

fn read(feed: &Feed) -> Vec<Event> {
    let mut events = Vec::new();
    while let Poll::Ready(Some(event)) = feed.poll_event(&mut Context::from_waker(Waker::noop())) {
        events.push(event);
    }
    events
}

fn outcome(feed: &Feed) -> Poll<Result<Bytes, Error>> {
    feed.poll_outcome(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn copies_of_an_event_are_dealt_out_in_turn() {
    let (one, other) = (Arc::new(Feed::default()), Arc::new(Feed::default()));
    let mut waiters = Waiters::default();
    waiters.join(handle("H:1"), Arc::clone(&one));
    waiters.join(handle("H:1"), Arc::clone(&other));
    for text in ["a", "a", "b", "b"] {
        let feed = waiters.next_of(&handle("H:1")).unwrap();
        feed.push(data(text)).unwrap();
    }
    assert_eq!(read(&one), [data("a"), data("b")]);
    assert_eq!(read(&other), [data("a"), data("b")]);
}

#[test]
fn one_who_joins_later_sees_the_events_from_then_on() {
    let (one, other) = (Arc::new(Feed::default()), Arc::new(Feed::default()));
    let mut waiters = Waiters::default();
    waiters.join(handle("H:1"), Arc::clone(&one));
    waiters
        .next_of(&handle("H:1"))
        .unwrap()
        .push(data("a"))
        .unwrap();
    waiters.join(handle("H:1"), Arc::clone(&other));
    for _ in 0..2 {
        waiters
            .next_of(&handle("H:1"))
            .unwrap()
            .push(data("b"))
            .unwrap();
    }
    assert_eq!(read(&one), [data("a"), data("b")]);
    assert_eq!(read(&other), [data("b")]);
}

#[test]
fn the_first_copy_of_an_outcome_reaches_all_and_the_second_nobody() {
    let (one, other) = (Arc::new(Feed::default()), Arc::new(Feed::default()));
    let mut waiters = Waiters::default();
    waiters.join(handle("H:1"), Arc::clone(&one));
    waiters.join(handle("H:1"), Arc::clone(&other));
    waiters.end(&handle("H:1"), &Ok(Bytes::from_static(b"r")));
    waiters.end(&handle("H:1"), &Err(Error::Failed));
    assert!(matches!(outcome(&one), Poll::Ready(Ok(result)) if result == "r"));
    assert!(matches!(outcome(&other), Poll::Ready(Ok(result)) if result == "r"));
}

#[test]
fn nobody_gets_what_names_an_unknown_handle() {
    let mut waiters = Waiters::default();
    waiters.join(handle("H:1"), Arc::default());
    assert!(waiters.next_of(&handle("H:2")).is_none());
    waiters.end(&handle("H:2"), &Ok(Bytes::new()));
    assert!(waiters.next_of(&handle("H:1")).is_some());
}
