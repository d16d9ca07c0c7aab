//! Input after which a stream cannot be read any further.

use crate::PacketType;

/// Why a connection must be closed. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    /// The first byte was NUL, but the magic is none.
    #[error("unknown magic {0:02x?}")]
    Magic([u8; 4]),
    /// The type is none of 1 to 42.
    #[error("unknown packet type {0}")]
    Type(u32),
    /// The announced body is over the bound.
    #[error("packet type {packet_type} announces {bytes} bytes, {bytes_max} are allowed")]
    TooLarge {
        /// Type of the packet.
        packet_type: u32,
        /// Bytes announced.
        bytes: usize,
        /// Bytes allowed.
        bytes_max: usize,
    },
    /// A line without an end.
    #[error("a text line has no end within {bytes_max} bytes")]
    LineTooLong {
        /// Bytes allowed.
        bytes_max: usize,
    },
    /// A server sent what only clients and workers send.
    #[error("{0:?} is not a response")]
    NotAResponse(PacketType),
    /// The fields of a response are not what they must be.
    #[error("malformed {packet_type:?}: {reason}")]
    Malformed {
        /// Type of the packet.
        packet_type: PacketType,
        /// What is wrong with it.
        reason: String,
    },
}
