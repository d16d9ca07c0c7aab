//! What a server reads: binary requests and admin lines, in any order on one connection.

use bytes::BytesMut;

use crate::admin::AdminCommand;
use crate::limits::PACKET_BYTES_DEFAULT;
use crate::{Refusal, Request, StreamError};

/// One thing that a peer sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A well-formed request.
    Request(Request),
    /// A packet that is to be answered with `ERROR`; the next one can be read.
    Refused(Refusal),
    /// A line of the admin protocol; one that means nothing is a command, too.
    Admin(AdminCommand),
}

/// Cuts what arrives into requests and lines.
#[derive(Clone, Debug)]
pub struct RequestDecoder {
    packet_bytes_max: usize,
}

impl Default for RequestDecoder {
    fn default() -> Self {
        Self::new(PACKET_BYTES_DEFAULT)
    }
}

impl RequestDecoder {
    /// A decoder that takes packet bodies of up to `packet_bytes_max` bytes.
    #[must_use]
    pub fn new(packet_bytes_max: usize) -> Self {
        Self { packet_bytes_max }
    }

    /// Takes the next request or line off the front of `buffer`, or `None` until more has arrived.
    ///
    /// Payloads share the buffer's memory. Nothing is allocated for what was only announced.
    ///
    /// # Errors
    /// When what follows cannot be told apart from noise: the connection must be closed.
    pub fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Incoming>, StreamError> {
        let _ = (buffer, self.packet_bytes_max);
        Ok(None)
    }
}
