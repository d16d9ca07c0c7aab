//! The frame of a binary packet: twelve bytes of header, then a body of the announced size.

use byteorder::{BigEndian, ByteOrder};
use bytes::{Buf, Bytes, BytesMut};

use crate::limits::HEADER_BYTES;
use crate::{PacketType, StreamError};

/// Which way a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Magic {
    /// To a server.
    Request,
    /// From a server.
    Response,
}

/// What stands in front of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) magic: Magic,
    pub(crate) packet_type: PacketType,
    pub(crate) body_bytes: usize,
}

/// A packet that has arrived in full; its body shares the memory that it arrived in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) magic: Magic,
    pub(crate) packet_type: PacketType,
    pub(crate) body: Bytes,
}

impl Magic {
    /// The four bytes on the wire.
    pub(crate) fn bytes(self) -> [u8; 4] {
        match self {
            Self::Request => *b"\0REQ",
            Self::Response => *b"\0RES",
        }
    }

    fn decode(bytes: [u8; 4]) -> Result<Self, StreamError> {
        match &bytes {
            b"\0REQ" => Ok(Self::Request),
            b"\0RES" => Ok(Self::Response),
            _ => Err(StreamError::Magic(bytes)),
        }
    }
}

impl Header {
    /// Reads a header, in the order magic, type, size, and refuses a body over `body_bytes_max`.
    pub(crate) fn decode(
        bytes: &[u8; HEADER_BYTES],
        body_bytes_max: usize,
    ) -> Result<Self, StreamError> {
        let [m0, m1, m2, m3, ..] = *bytes;
        let magic = Magic::decode([m0, m1, m2, m3])?;
        let packet_type = PacketType::try_from(BigEndian::read_u32(&bytes[4..8]))?;
        let announced = BigEndian::read_u32(&bytes[8..12]);
        match usize::try_from(announced) {
            Ok(body_bytes) if body_bytes <= body_bytes_max => Ok(Self {
                magic,
                packet_type,
                body_bytes,
            }),
            wide => Err(StreamError::TooLarge {
                packet_type: packet_type.number(),
                bytes: wide.unwrap_or(usize::MAX),
                bytes_max: body_bytes_max,
            }),
        }
    }

    /// The twelve bytes on the wire.
    pub(crate) fn encode(self) -> [u8; HEADER_BYTES] {
        let body_bytes =
            u32::try_from(self.body_bytes).expect("a packet's body is shorter than 4 GiB");
        let mut bytes = [0; HEADER_BYTES];
        bytes[..4].copy_from_slice(&self.magic.bytes());
        BigEndian::write_u32(&mut bytes[4..8], self.packet_type.number());
        BigEndian::write_u32(&mut bytes[8..12], body_bytes);
        bytes
    }
}

impl Packet {
    /// Takes the next packet off the front of `buffer` when all of it is there.
    ///
    /// Looks at the header only, so a packet that arrives in many parts costs the same each time.
    pub(crate) fn take(
        buffer: &mut BytesMut,
        body_bytes_max: usize,
    ) -> Result<Option<Self>, StreamError> {
        let Some(header) = buffer.first_chunk::<HEADER_BYTES>() else {
            return Ok(None);
        };
        let header = Header::decode(header, body_bytes_max)?;
        if buffer.len() - HEADER_BYTES < header.body_bytes {
            return Ok(None);
        }
        buffer.advance(HEADER_BYTES);
        Ok(Some(Self {
            magic: header.magic,
            packet_type: header.packet_type,
            body: buffer.split_to(header.body_bytes).freeze(),
        }))
    }
}

#[cfg(test)]
mod tests;
