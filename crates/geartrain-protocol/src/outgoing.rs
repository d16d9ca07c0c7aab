//! Bytes on their way to a socket.

use std::collections::VecDeque;
use std::io::IoSlice;

use bytes::{Buf, Bytes, BytesMut};

use crate::limits::{OUTGOING_KEPT_BYTES, OUTGOING_KEPT_CHUNKS, PAYLOAD_COPIED_BYTES_MAX};
use crate::{Request, Response, Responses, encode};

/// Encoded packets in order, ready for vectored writes: small parts are gathered in one buffer,
/// large payloads are passed on without a copy.
///
/// It is read through [`Buf`]: `remaining`, `chunks_vectored`, `advance`. Once all is read it keeps
/// a modest buffer for the next packets and gives the rest back.
#[derive(Debug, Default)]
pub struct Outgoing {
    /// Complete parts, none of them empty, before what is in `tail`.
    chunks: VecDeque<Bytes>,
    /// Where small parts are gathered.
    tail: BytesMut,
    /// Bytes in `chunks`.
    chunk_bytes: usize,
    /// Bytes written to `tail` since all was read; what it may have grown to.
    gathered_bytes: usize,
}

impl Outgoing {
    /// Appends a response.
    pub fn push_response(&mut self, response: &Response) {
        encode::response(response, self);
    }

    /// What appends responses from their parts.
    pub fn responses(&mut self) -> Responses<'_> {
        Responses::new(self)
    }

    /// Appends a request.
    pub fn push_request(&mut self, request: &Request) {
        encode::request(request, self);
    }

    /// Appends text of the admin protocol.
    pub fn push_text(&mut self, text: &[u8]) {
        self.tail.extend_from_slice(text);
        self.gathered_bytes += text.len();
    }

    /// Appends a payload: a small one is copied, a large one shared.
    pub(crate) fn push_payload(&mut self, payload: &Bytes) {
        if payload.len() <= PAYLOAD_COPIED_BYTES_MAX {
            return self.push_text(payload);
        }
        if !self.tail.is_empty() {
            let gathered = self.tail.split().freeze();
            self.push_chunk(gathered);
        }
        self.push_chunk(payload.clone());
    }

    fn push_chunk(&mut self, chunk: Bytes) {
        self.chunk_bytes += chunk.len();
        self.chunks.push_back(chunk);
    }

    /// Reads up to `count` bytes of `chunks`; returns how many it could not read there.
    fn advance_chunks(&mut self, mut count: usize) -> usize {
        while let Some(chunk) = self.chunks.front_mut() {
            if count < chunk.len() {
                chunk.advance(count);
                self.chunk_bytes -= count;
                return 0;
            }
            count -= chunk.len();
            self.chunk_bytes -= chunk.len();
            self.chunks.pop_front();
        }
        count
    }

    /// All is read: what a burst made grow is given back.
    fn give_back(&mut self) {
        if self.gathered_bytes > OUTGOING_KEPT_BYTES {
            self.tail = BytesMut::new();
        }
        if self.chunks.capacity() > OUTGOING_KEPT_CHUNKS {
            self.chunks = VecDeque::new();
        }
        self.gathered_bytes = 0;
    }
}

impl Buf for Outgoing {
    fn remaining(&self) -> usize {
        self.chunk_bytes + self.tail.len()
    }

    fn chunk(&self) -> &[u8] {
        self.chunks.front().map_or(&self.tail, |chunk| chunk)
    }

    fn chunks_vectored<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let tail = Some(&self.tail[..]).filter(|tail| !tail.is_empty());
        let parts = self.chunks.iter().map(Bytes::as_ref).chain(tail);
        let mut filled = 0;
        for (slice, part) in slices.iter_mut().zip(parts) {
            *slice = IoSlice::new(part);
            filled += 1;
        }
        filled
    }

    fn advance(&mut self, count: usize) {
        let left = self.advance_chunks(count);
        self.tail.advance(left);
        if !self.has_remaining() {
            self.give_back();
        }
    }
}

#[cfg(test)]
mod tests;
