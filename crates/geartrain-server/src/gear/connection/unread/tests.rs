use std::task::Waker;

use bytes::Buf;

use super::*;

/// Reads `input` through `unread`, lets `handle` take what it wants, and returns what a read brought.
fn round(
    unread: &mut Unread,
    bench: &mut BytesMut,
    mut input: &[u8],
    handle: impl FnOnce(&mut BytesMut),
) -> Poll<io::Result<Read>> {
    let mut buffer = unread.take(bench);
    let cx = &mut Context::from_waker(Waker::noop());
    let read = unread.poll_read(&mut input, cx, &mut buffer);
    handle(&mut buffer.bytes);
    unread.put_back(buffer, bench);
    read
}

#[test]
fn what_was_handled_leaves_no_buffer_behind() {
    let (mut unread, mut bench) = (Unread::default(), BytesMut::new());
    let read = round(&mut unread, &mut bench, b"abc", BytesMut::clear);
    assert!(matches!(read, Poll::Ready(Ok(Read::Some(3)))));
    assert_eq!(unread.left.capacity(), 0);
    assert!(bench.capacity() >= READ_BYTES && bench.is_empty());
}

#[test]
fn an_incomplete_packet_is_there_again_at_the_next_read() {
    let (mut unread, mut bench) = (Unread::default(), BytesMut::new());
    let _ = round(&mut unread, &mut bench, b"abc", |buffer| buffer.advance(1));
    assert!(unread.left.capacity() < READ_BYTES);
    let _ = round(&mut unread, &mut bench, b"de", |buffer| {
        assert_eq!(&buffer[..], b"bcde");
    });
}

#[test]
fn a_large_packet_grows_in_a_buffer_of_its_own() {
    let (mut unread, mut bench) = (Unread::default(), BytesMut::new());
    let chunk = vec![7; READ_BYTES];
    for count in 1..=20 {
        let _ = round(&mut unread, &mut bench, &chunk, |buffer| {
            assert_eq!(buffer.len(), count * READ_BYTES);
            assert!(buffer.capacity() <= 2 * buffer.len() + 2 * READ_BYTES);
        });
    }
    let _ = round(&mut unread, &mut bench, b"next", |buffer| {
        buffer.advance(20 * READ_BYTES);
    });
    assert_eq!(&unread.left[..], b"next");
    assert!(
        unread.left.capacity() < READ_BYTES,
        "the large buffer is let go"
    );
    assert!(bench.capacity() < 2 * READ_BYTES);
}

#[test]
fn after_a_pause_what_is_left_is_handled_before_more_is_read() {
    let (mut unread, mut bench) = (Unread::default(), BytesMut::new());
    let _ = round(&mut unread, &mut bench, b"abc", |buffer| buffer.advance(1));
    unread.pause();
    let read = round(&mut unread, &mut bench, b"", |buffer| {
        assert_eq!(&buffer[..], b"bc");
    });
    assert!(matches!(read, Poll::Ready(Ok(Read::Some(0)))));
    let read = round(&mut unread, &mut bench, b"", |_| {});
    assert!(matches!(read, Poll::Ready(Ok(Read::Ended))));
}
