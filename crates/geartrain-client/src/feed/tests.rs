use super::*;

fn data(text: &'static str) -> Event {
    Event::Data(Bytes::from_static(text.as_bytes()))
}

fn read(feed: &Feed) -> Poll<Option<Event>> {
    feed.poll_event(&mut Context::from_waker(Waker::noop()))
}

fn full() -> Feed {
    let feed = Feed::default();
    for _ in 0..EVENTS_MAX {
        feed.push(data("x")).unwrap();
    }
    feed
}

#[test]
fn events_are_read_in_order_and_the_end_comes_after_them() {
    let feed = Feed::default();
    feed.push(data("a")).unwrap();
    feed.push(data("b")).unwrap();
    feed.end(Ok(Bytes::new()));
    assert_eq!(read(&feed), Poll::Ready(Some(data("a"))));
    assert_eq!(read(&feed), Poll::Ready(Some(data("b"))));
    assert_eq!(read(&feed), Poll::Ready(None));
}

#[test]
fn a_status_takes_the_place_of_the_one_before_it() {
    let feed = Feed::default();
    let status = |numerator| Event::Status {
        numerator,
        denominator: 9,
    };
    feed.push(status(1)).unwrap();
    feed.push(status(2)).unwrap();
    feed.push(data("a")).unwrap();
    feed.push(status(3)).unwrap();
    assert_eq!(read(&feed), Poll::Ready(Some(status(2))));
    assert_eq!(read(&feed), Poll::Ready(Some(data("a"))));
    assert_eq!(read(&feed), Poll::Ready(Some(status(3))));
    assert!(read(&feed).is_pending());
}

#[test]
fn what_finds_no_room_is_handed_back() {
    let feed = full();
    assert_eq!(feed.push(data("y")), Err(data("y")));
    assert!(read(&feed).is_ready());
    assert_eq!(feed.push(data("y")), Ok(()));
}

#[test]
fn lost_events_are_counted_where_they_are_missing() {
    let feed = full();
    feed.push_or_lose(data("y"));
    feed.push_or_lose(data("y"));
    for _ in 0..EVENTS_MAX {
        assert_eq!(read(&feed), Poll::Ready(Some(data("x"))));
    }
    feed.push_or_lose(data("z"));
    assert_eq!(read(&feed), Poll::Ready(Some(Event::Lost(2))));
    assert_eq!(read(&feed), Poll::Ready(Some(data("z"))));
}

#[test]
fn one_event_may_be_larger_than_the_bound() {
    let feed = Feed::default();
    let large = Event::Data(Bytes::from(vec![0; EVENT_BYTES_MAX + 1]));
    assert_eq!(feed.push(large), Ok(()));
    assert_eq!(feed.push(data("y")), Err(data("y")));
    assert!(read(&feed).is_ready());
    assert_eq!(feed.push(data("y")), Ok(()));
}

#[test]
fn events_that_nobody_wants_take_no_room() {
    let feed = full();
    feed.ignore_events();
    feed.push(data("y")).unwrap();
    feed.end(Err(Error::Failed));
    assert_eq!(read(&feed), Poll::Ready(None));
}

#[tokio::test]
async fn a_writer_that_waits_for_room_goes_on_after_a_read() {
    let feed = full();
    let waits = async { feed.has_room().await };
    let reads = async { read(&feed) };
    let (_, read) = tokio::join!(biased; waits, reads);
    assert!(read.is_ready());
}
