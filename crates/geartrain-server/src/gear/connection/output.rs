//! The way out: messages become bytes just before they are written.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use geartrain_protocol::Outgoing;
use tokio::io::AsyncWrite;
use tokio_util::io::poll_write_buf;

use super::Progress;
use super::end::End;
use crate::gear::handles::Handles;
use crate::gear::message::Message;
use crate::gear::translate::Replies;
use crate::gear::workbench::Workbench;
use crate::metrics::Metrics;

/// Bytes that are encoded ahead of what the socket takes; the rest waits in the outbox, where it is
/// counted.
const ENCODED_BYTES: usize = 64 * 1024;

/// Encoded packets that the socket has not taken yet.
#[derive(Default)]
pub(super) struct Output {
    outgoing: Outgoing,
    /// Something was written since the last flush.
    is_unflushed: bool,
}

impl Output {
    /// Bytes that may be encoded now.
    pub(super) fn room(&self) -> usize {
        ENCODED_BYTES.saturating_sub(self.outgoing.remaining())
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.outgoing.has_remaining() && !self.is_unflushed
    }

    /// Encodes the batch on the bench.
    pub(super) fn encode(&mut self, bench: &mut Workbench, handles: &Handles) {
        let mut replies = Replies {
            handles,
            handle: &mut bench.handle,
            outgoing: &mut self.outgoing,
        };
        for message in &bench.batch {
            match message {
                Message::Reply(reply) => replies.push(reply),
                Message::Response(response) => replies.outgoing.push_response(response),
                Message::Text(text) => replies.outgoing.push_text(text),
            }
        }
        bench.batch.clear();
    }

    /// Writes once, and flushes when all is written.
    pub(super) fn poll_write<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
        metrics: &Metrics,
    ) -> Result<Progress, End> {
        if self.outgoing.has_remaining() && self.write(stream, cx, metrics)? == Progress::Waiting {
            return Ok(Progress::Waiting);
        }
        if self.outgoing.has_remaining() {
            return Ok(Progress::Moved);
        }
        self.flush(stream, cx)
    }

    fn flush<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Result<Progress, End> {
        if !self.is_unflushed {
            return Ok(Progress::Waiting);
        }
        match Pin::new(stream).poll_flush(cx).map_err(End::Lost)? {
            Poll::Pending => Ok(Progress::Waiting),
            Poll::Ready(()) => {
                self.is_unflushed = false;
                Ok(Progress::Moved)
            }
        }
    }

    fn write<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
        metrics: &Metrics,
    ) -> Result<Progress, End> {
        match self
            .poll_write_once(Pin::new(stream), cx)
            .map_err(End::Lost)?
        {
            Poll::Pending => Ok(Progress::Waiting),
            Poll::Ready(0) => Err(End::Lost(io::ErrorKind::WriteZero.into())),
            Poll::Ready(bytes) => {
                metrics.bytes_sent(bytes);
                self.is_unflushed = true;
                Ok(Progress::Moved)
            }
        }
    }

    /// One part is sent as it is: the system takes less time for that than for a list of parts.
    fn poll_write_once<S: AsyncWrite>(
        &mut self,
        stream: Pin<&mut S>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let chunk = self.outgoing.chunk();
        if chunk.len() < self.outgoing.remaining() {
            return poll_write_buf(stream, cx, &mut self.outgoing);
        }
        let bytes = ready!(stream.poll_write(cx, chunk))?;
        self.outgoing.advance(bytes);
        Poll::Ready(Ok(bytes))
    }
}
