//! Closing a connection so that the peer can still read what it was sent.
//!
//! A socket that is closed while it holds unread input is reset, and what was written last is lost
//! on its way. So the writing side is closed first and input thrown away until the peer closes, too.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::time::timeout;

use super::half_close::Transport;

/// How long a peer may take to close its side.
const LINGER: Duration = Duration::from_millis(500);

/// Bytes that are thrown away at a time.
const CHUNK_BYTES: usize = 4 * 1024;

/// Chunks after which other tasks get their turn.
const CHUNKS_PER_POLL: usize = 32;

/// Chunks after which the peer is not heard to the end: more than a socket's buffers hold, so what
/// was on its way is gone and the rest is a flood.
const CHUNKS_MAX: usize = 16 * 1024 * 1024 / CHUNK_BYTES;

/// Ends the stream.
pub(crate) async fn close<S: Transport>(mut stream: S) {
    let closed = async {
        if stream.shutdown().await.is_ok() {
            let mut chunks_left = CHUNKS_MAX;
            poll_fn(|cx| poll_discard(&mut stream, &mut chunks_left, cx)).await;
        }
    };
    // After that the peer had its time, and whatever it says now was not asked for.
    let _ = timeout(LINGER, closed).await;
}

fn poll_discard<S: AsyncRead + Unpin>(
    stream: &mut S,
    chunks_left: &mut usize,
    cx: &mut Context<'_>,
) -> Poll<()> {
    let mut chunk = [0; CHUNK_BYTES];
    for _ in 0..CHUNKS_PER_POLL {
        if *chunks_left == 0 {
            return Poll::Ready(());
        }
        let mut buffer = ReadBuf::new(&mut chunk);
        let read = ready!(Pin::new(&mut *stream).poll_read(cx, &mut buffer));
        if read.is_err() || buffer.filled().is_empty() {
            return Poll::Ready(());
        }
        *chunks_left -= 1;
    }
    cx.waker().wake_by_ref();
    Poll::Pending
}
