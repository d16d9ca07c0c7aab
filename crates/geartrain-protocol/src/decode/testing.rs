//! Helpers that give a rule one packet and hand back what became of it.

use bytes::Bytes;

use crate::packet::{Magic, Packet};
use crate::{FunctionName, Handle, PacketType, Refusal, Request, Response, StreamError, UniqueKey};

/// What a server makes of this packet.
pub(super) fn request_of(packet_type: PacketType, body: &[u8]) -> Result<Request, Refusal> {
    super::request(Packet {
        magic: Magic::Request,
        packet_type,
        body: Bytes::copy_from_slice(body),
    })
}

/// What a client makes of this packet.
pub(super) fn response_of(packet_type: PacketType, body: &[u8]) -> Result<Response, StreamError> {
    super::response(Packet {
        magic: Magic::Response,
        packet_type,
        body: Bytes::copy_from_slice(body),
    })
}

/// The refusal with this code and text.
pub(super) fn refused<T>(code: &'static str, text: &str) -> Result<T, Refusal> {
    Err(Refusal {
        code,
        text: text.to_owned(),
    })
}

pub(super) fn function(name: &[u8]) -> FunctionName {
    FunctionName::new(Bytes::copy_from_slice(name)).expect("a good name")
}

pub(super) fn handle(name: &[u8]) -> Handle {
    Handle::new(Bytes::copy_from_slice(name)).expect("a good handle")
}

pub(super) fn unique(name: &[u8]) -> UniqueKey {
    UniqueKey::new(Bytes::copy_from_slice(name)).expect("a good unique")
}
