use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

use bytes::Bytes;

use super::*;

/// Counts how often it was woken.
#[derive(Default)]
struct Sleeper(AtomicUsize);

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn text(bytes: usize) -> Message {
    Message::Text(Bytes::from(vec![b'x'; bytes]))
}

fn take(outbox: &Outbox, bytes: usize, waker: &Waker) -> (Vec<Message>, Order) {
    let mut batch = Vec::new();
    let (order, _) = outbox.take(bytes, &mut batch, &mut Context::from_waker(waker));
    (batch, order)
}

#[test]
fn messages_leave_in_the_order_in_which_they_came() {
    let outbox = Outbox::new(1_000_000);
    for bytes in 1..=3 {
        outbox.push_own(text(bytes));
    }
    let (batch, order) = take(&outbox, usize::MAX, Waker::noop());
    assert_eq!(batch, [text(1), text(2), text(3)]);
    assert_eq!(order, Order::GoOn);
    assert!(outbox.is_empty());
}

#[test]
fn a_take_stops_after_the_bytes_that_it_asked_for() {
    let outbox = Outbox::new(1_000_000);
    for _ in 0..3 {
        outbox.push_own(text(1_000));
    }
    let (batch, _) = take(&outbox, 1_001, Waker::noop());
    assert_eq!(batch.len(), 1);
    assert!(!outbox.is_empty());
}

#[test]
fn a_batch_wakes_the_connection_once() {
    let outbox = Outbox::new(1_000_000);
    let sleeper = Arc::new(Sleeper::default());
    take(&outbox, 1, &Waker::from(sleeper.clone()));
    for _ in 0..5 {
        if let Some(waker) = outbox.push(text(1)) {
            waker.wake();
        }
    }
    assert_eq!(sleeper.0.load(Ordering::Relaxed), 1);
}

#[test]
fn a_connection_that_left_messages_behind_is_not_woken_by_more_of_them() {
    let outbox = Outbox::new(1_000_000);
    outbox.push_own(text(1));
    outbox.push_own(text(1));
    take(&outbox, 1, Waker::noop());
    assert!(outbox.push(text(1)).is_none());
}

#[test]
fn an_order_wakes_a_connection_that_left_messages_behind() {
    let outbox = Outbox::new(1_000_000);
    outbox.push_own(text(1));
    outbox.push_own(text(1));
    take(&outbox, 1, Waker::noop());
    assert!(outbox.order(Order::Finish).is_some());
}

#[test]
fn a_harder_order_stays() {
    let outbox = Outbox::new(1_000_000);
    let _ = outbox.order(Order::Close);
    let _ = outbox.order(Order::Finish);
    assert_eq!(take(&outbox, 1, Waker::noop()).1, Order::Close);
}

#[test]
fn beyond_the_bound_the_connection_is_told_to_close_and_nothing_more_is_kept() {
    let outbox = Outbox::new(10_000);
    for _ in 0..100 {
        let _ = outbox.push(text(1_000));
    }
    let (batch, order) = take(&outbox, usize::MAX, Waker::noop());
    assert_eq!(order, Order::CloseOverfull);
    assert!(batch.len() < 12, "{} messages were kept", batch.len());
}

#[test]
fn the_first_message_may_be_larger_than_the_bound() {
    let outbox = Outbox::new(10_000);
    let _ = outbox.push(text(1_000_000));
    let _ = outbox.push(text(1));
    assert_eq!(take(&outbox, 1, Waker::noop()).1, Order::GoOn);
}

#[test]
fn half_way_to_the_bound_reading_stops_until_messages_left() {
    let outbox = Outbox::new(10_000);
    for _ in 0..8 {
        outbox.push_own(text(1_000));
    }
    assert!(outbox.is_heavy());
    take(&outbox, usize::MAX, Waker::noop());
    assert!(!outbox.is_heavy());
}
