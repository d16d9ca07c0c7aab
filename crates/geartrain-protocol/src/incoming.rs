//! What a server reads: binary requests and admin lines, in any order on one connection.

use bytes::{Bytes, BytesMut};

use crate::admin::AdminCommand;
use crate::limits::{LINE_BYTES_MAX, PACKET_BYTES_DEFAULT};
use crate::packet::Packet;
use crate::{Refusal, Request, StreamError, decode};

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
    /// Bytes at the front of the buffer that are known to hold no line end.
    line_scanned: usize,
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
        Self {
            packet_bytes_max,
            line_scanned: 0,
        }
    }

    /// Takes the next request or line off the front of `buffer`, or `None` until more has arrived.
    ///
    /// Payloads share the buffer's memory. Nothing is allocated for what was only announced.
    ///
    /// # Errors
    /// When what follows cannot be told apart from noise: the connection must be closed.
    pub fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Incoming>, StreamError> {
        match buffer.first() {
            None => Ok(None),
            Some(0) => self.decode_packet(buffer),
            Some(_) => self.decode_line(buffer),
        }
    }

    fn decode_packet(&mut self, buffer: &mut BytesMut) -> Result<Option<Incoming>, StreamError> {
        let packet = Packet::take(buffer, self.packet_bytes_max)?;
        Ok(packet.map(|packet| match decode::request(packet) {
            Ok(request) => Incoming::Request(request),
            Err(refusal) => Incoming::Refused(refusal),
        }))
    }

    fn decode_line(&mut self, buffer: &mut BytesMut) -> Result<Option<Incoming>, StreamError> {
        let line = self.take_line(buffer)?;
        Ok(line.map(|line| Incoming::Admin(AdminCommand::parse(&line))))
    }

    /// Takes a line with its end; each byte is looked at once, however many calls it takes.
    fn take_line(&mut self, buffer: &mut BytesMut) -> Result<Option<Bytes>, StreamError> {
        let window = &buffer[..buffer.len().min(LINE_BYTES_MAX)];
        let unseen = window.get(self.line_scanned..).unwrap_or_default();
        let Some(end) = unseen.iter().position(|byte| *byte == b'\n') else {
            self.line_scanned = window.len();
            return line_without_end(window.len());
        };
        let line_bytes = self.line_scanned + end + 1;
        self.line_scanned = 0;
        Ok(Some(buffer.split_to(line_bytes).freeze()))
    }
}

fn line_without_end(bytes: usize) -> Result<Option<Bytes>, StreamError> {
    if bytes < LINE_BYTES_MAX {
        return Ok(None);
    }
    Err(StreamError::LineTooLong {
        bytes_max: LINE_BYTES_MAX,
    })
}

#[cfg(test)]
mod tests;
