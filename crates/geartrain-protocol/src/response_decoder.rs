//! What a client or worker reads: binary responses.

use bytes::BytesMut;

use crate::limits::RESPONSE_BYTES_DEFAULT;
use crate::packet::Packet;
use crate::{Response, StreamError, decode};

/// Cuts what arrives into responses.
#[derive(Clone, Debug)]
pub struct ResponseDecoder {
    packet_bytes_max: usize,
}

impl Default for ResponseDecoder {
    fn default() -> Self {
        Self::new(RESPONSE_BYTES_DEFAULT)
    }
}

impl ResponseDecoder {
    /// A decoder that takes packet bodies of up to `packet_bytes_max` bytes.
    #[must_use]
    pub fn new(packet_bytes_max: usize) -> Self {
        Self { packet_bytes_max }
    }

    /// Takes the next response off the front of `buffer`, or `None` until more has arrived.
    ///
    /// An `ERROR` packet is a response. Payloads share the buffer's memory, and nothing is
    /// allocated for what was only announced.
    ///
    /// # Errors
    /// When the server sent something else than a response: the connection must be closed.
    pub fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Response>, StreamError> {
        Packet::take(buffer, self.packet_bytes_max)?
            .map(decode::response)
            .transpose()
    }
}

#[cfg(test)]
mod tests;
