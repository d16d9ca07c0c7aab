use std::future::poll_fn;
use std::task::Waker;

use geartrain_dispatch::{Input, Mode};
use tokio::runtime::Runtime;

use super::*;
use crate::hub::scene::{hub, join, submission};
use crate::hub::{Membership, Step};

fn submit(client: &Membership, count: usize) {
    for _ in 0..count {
        let input = Input::Submit(submission(Mode::Background));
        client.handle_all(&mut vec![Step::Handle(input)]);
    }
}

fn listing(list: List, hub: &Arc<Hub>) -> Listing {
    Listing::new(list, Arc::clone(hub), Handles::new("H:x:").unwrap())
}

fn poll_once(listing: &mut Listing) -> Poll<Result<Message, End>> {
    listing.poll_made(&mut Context::from_waker(Waker::noop()))
}

/// A runtime in which one listing at a time can be made elsewhere.
fn small_runtime() -> Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.max_blocking_threads(1).build().unwrap()
}

fn lines(message: &Message) -> usize {
    let Message::Text(text) = message else {
        panic!("a listing is text: {message:?}");
    };
    text.iter().filter(|byte| **byte == b'\n').count()
}

#[tokio::test]
async fn a_short_listing_is_there_at_once() {
    let hub = hub();
    let client = join(&hub);
    submit(&client, 10);
    for list in [List::Status, List::Workers, List::Jobs, List::Uniques] {
        assert!(poll_once(&mut listing(list, &hub)).is_ready(), "{list:?}");
    }
}

#[test]
fn a_long_listing_does_not_hold_up_the_thread_that_serves_connections() {
    let hub = hub();
    let client = join(&hub);
    submit(&client, ROWS_AT_ONCE + 1);
    let mut jobs = listing(List::Jobs, &hub);
    small_runtime().block_on(async {
        // The one other thread has to do, so that the listing cannot be made by it already.
        let (go_on, wait) = std::sync::mpsc::channel();
        spawn_blocking(move || wait.recv());
        assert!(poll_once(&mut jobs).is_pending());
        go_on.send(()).unwrap();
        let made = poll_fn(|cx| jobs.poll_made(cx)).await.unwrap();
        assert_eq!(lines(&made), ROWS_AT_ONCE + 2);
    });
}

#[tokio::test]
async fn long_listings_are_made_one_at_a_time() {
    let hub = hub();
    let client = join(&hub);
    submit(&client, ROWS_AT_ONCE + 1);
    let turn = Arc::clone(hub.listings()).acquire_owned().await.unwrap();
    let mut uniques = listing(List::Uniques, &hub);
    assert!(poll_once(&mut uniques).is_pending());
    assert!(uniques.making.is_none());
    drop(turn);
    let made = poll_fn(|cx| uniques.poll_made(cx)).await.unwrap();
    assert_eq!(lines(&made), ROWS_AT_ONCE + 2);
}

#[test]
fn a_listing_that_the_end_of_the_runtime_leaves_out_ends_its_connection() {
    let hub = hub();
    let client = join(&hub);
    submit(&client, ROWS_AT_ONCE + 1);
    let mut jobs = listing(List::Jobs, &hub);
    let runtime = small_runtime();
    let inside = runtime.handle().clone();
    runtime.shutdown_background();
    let _inside = inside.enter();
    let made = poll_once(&mut jobs);
    assert!(matches!(made, Poll::Ready(Err(End::Cut))), "{made:?}");
}

#[tokio::test]
async fn a_listing_that_gives_way_leaves_its_turn_to_others() {
    let hub = hub();
    let turn = Arc::clone(hub.listings()).acquire_owned().await.unwrap();
    let (mut held, mut other) = (listing(List::Status, &hub), listing(List::Status, &hub));
    assert!(poll_once(&mut held).is_pending());
    assert!(poll_once(&mut other).is_pending());
    drop(turn);
    assert!(poll_once(&mut other).is_pending());
    held.give_way();
    assert!(poll_once(&mut other).is_ready());
    assert!(poll_once(&mut held).is_ready());
}
