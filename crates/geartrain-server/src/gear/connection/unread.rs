//! The way in: buffers that are read into, and what is left of them when a packet is not complete.

use std::io;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{BufMut, BytesMut};
use tokio::io::AsyncRead;
use tokio_util::io::poll_read_buf;

use crate::gear::workbench::READ_BYTES;

/// Bytes that one read takes at most, however much room a large packet made.
const READ_BYTES_MAX: usize = 4 * READ_BYTES;

/// From this size on an incomplete packet gets a buffer of its own; less is moved back and forth.
const OWN_BYTES_MIN: usize = READ_BYTES / 4;

/// Input that was received but not handled yet, normally none.
#[derive(Default)]
pub(super) struct Unread {
    left: BytesMut,
    /// There may be whole packets in it, which waited for the outbox to empty.
    is_paused: bool,
}

/// A buffer to read into, with what was left before.
pub(super) struct ReadBuffer {
    pub(super) bytes: BytesMut,
    is_borrowed: bool,
    /// Bytes in it before anything was handled.
    filled: usize,
}

/// What a read brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// So many bytes.
    Some(usize),
    /// The peer sends nothing more.
    Ended,
}

impl Unread {
    /// What is left, with room to read more behind it. The room grows with what has arrived, never
    /// with what was announced.
    pub(super) fn take(&mut self, bench: &mut BytesMut) -> ReadBuffer {
        let mut left = mem::take(&mut self.left);
        if left.len() >= OWN_BYTES_MIN {
            if left.capacity() - left.len() < READ_BYTES {
                left.reserve(left.len().max(READ_BYTES));
            }
            return ReadBuffer::new(left, false);
        }
        let mut borrowed = mem::take(bench);
        borrowed.reserve(READ_BYTES + left.len());
        if !left.is_empty() {
            borrowed.extend_from_slice(&left);
        }
        ReadBuffer::new(borrowed, true)
    }

    /// Reads once, unless there is something to handle already.
    pub(super) fn poll_read<S: AsyncRead + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuffer,
    ) -> Poll<io::Result<Read>> {
        if mem::take(&mut self.is_paused) {
            return Poll::Ready(Ok(Read::Some(0)));
        }
        let mut room = (&mut buffer.bytes).limit(READ_BYTES_MAX);
        let count = ready!(poll_read_buf(Pin::new(stream), cx, &mut room))?;
        buffer.filled += count;
        Poll::Ready(Ok(match count {
            0 => Read::Ended,
            count => Read::Some(count),
        }))
    }

    /// Handling stops before the end of the buffer and goes on at the next turn.
    pub(super) fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Keeps what is left in `buffer`, and gives it back if it is borrowed.
    pub(super) fn put_back(&mut self, buffer: ReadBuffer, bench: &mut BytesMut) {
        let ReadBuffer {
            mut bytes,
            is_borrowed,
            filled,
        } = buffer;
        if !is_borrowed && bytes.len() == filled {
            // An incomplete large packet stays where it is.
            self.left = bytes;
            return;
        }
        if !bytes.is_empty() {
            self.left = BytesMut::from(&bytes[..]);
        }
        if is_borrowed {
            bytes.clear();
            *bench = bytes;
        }
    }
}

impl ReadBuffer {
    fn new(bytes: BytesMut, is_borrowed: bool) -> Self {
        Self {
            filled: bytes.len(),
            bytes,
            is_borrowed,
        }
    }
}

#[cfg(test)]
mod tests;
