use std::convert::Infallible;
use std::task::{Context, Poll};

use hyper::body::Frame;

use super::*;

/// A body in pieces; after them it ends, stalls or breaks.
struct Pieces {
    left: Vec<Bytes>,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    End,
    Stall,
    Break,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(piece) = self.left.pop() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match self.then {
            Then::End => Poll::Ready(None),
            Then::Stall => Poll::Pending,
            Then::Break => Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into()))),
        }
    }
}

async fn read_pieces(pieces: &[&'static str], then: Then) -> Result<Bytes, Complaint> {
    let left = pieces
        .iter()
        .rev()
        .map(|piece| Bytes::from_static(piece.as_bytes()));
    let mut body = Body::new(Pieces {
        left: left.collect(),
        then,
    });
    read_within(&mut body, 8, Duration::from_millis(20)).await
}

#[tokio::test]
async fn pieces_are_put_together_up_to_the_bound() {
    assert_eq!(read_pieces(&[], Then::End).await.unwrap(), "");
    assert_eq!(
        read_pieces(&["abc", "", "de"], Then::End).await.unwrap(),
        "abcde"
    );
    assert_eq!(
        read_pieces(&["abcd", "efgh"], Then::End).await.unwrap(),
        "abcdefgh"
    );
}

#[tokio::test]
async fn a_piece_too_many_is_refused_before_it_is_kept() {
    let too_large = Err(Complaint::BodyTooLarge { bytes_max: 8 });
    assert_eq!(
        read_pieces(&["abcd", "efghi"], Then::Stall).await,
        too_large
    );
}

#[tokio::test]
async fn an_announced_size_is_refused_before_anything_is_read() {
    let mut body = Body::from("123456789");
    let too_large = Err(Complaint::BodyTooLarge { bytes_max: 8 });
    assert_eq!(read(&mut body, 8).await, too_large);
    assert_eq!(next_chunk(&mut body).await.unwrap().unwrap(), "123456789");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    assert_eq!(
        read_pieces(&["abc"], Then::Stall).await,
        Err(Complaint::BodyStalled)
    );
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_workload() {
    assert_eq!(
        read_pieces(&["abc"], Then::Break).await,
        Err(Complaint::BodyBroken)
    );
}

/// A body without end that counts what was taken of it.
struct Endless(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        static CHUNK: [u8; 64 * 1024] = [0; 64 * 1024];
        self.0
            .fetch_add(CHUNK.len(), std::sync::atomic::Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&CHUNK)))))
    }
}

async fn discarded(expects: bool) -> usize {
    let taken = std::sync::Arc::default();
    let body = Body::new(Endless(std::sync::Arc::clone(&taken)));
    let mut request = axum::http::Request::builder();
    if expects {
        request = request.header(EXPECT, "100-continue");
    }
    let (head, ()) = request.body(()).unwrap().into_parts();
    discard(&head, body).await;
    taken.load(std::sync::atomic::Ordering::Relaxed)
}

#[tokio::test]
async fn a_refused_body_is_heard_for_a_while_only() {
    let taken = discarded(false).await;
    assert!(
        taken > DISCARDED_BYTES_MAX && taken < 2 * DISCARDED_BYTES_MAX,
        "{taken}"
    );
}

#[tokio::test]
async fn a_client_that_waits_to_be_asked_is_not_asked_for_a_body_that_is_refused() {
    assert_eq!(discarded(true).await, 0);
}
