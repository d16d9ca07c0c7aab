//! From typed requests and responses to packets: one table per direction.

mod request;
mod response;
mod responses;

pub(crate) use request::request;
pub(crate) use response::response;
pub use responses::{AssignParts, Responses};

use bytes::Bytes;

use crate::packet::{Header, Magic};
use crate::{Outgoing, PacketType};

/// Frames packets of one direction and appends them.
struct Packets<'a> {
    magic: Magic,
    outgoing: &'a mut Outgoing,
}

impl Packets<'_> {
    /// A packet of words, with a NUL between each two.
    fn words(&mut self, packet_type: PacketType, words: &[&[u8]]) {
        let Some((last, others)) = words.split_last() else {
            return self.header(packet_type, 0);
        };
        self.header(packet_type, closed_bytes(others) + last.len());
        self.closed(others);
        self.outgoing.push_text(last);
    }

    /// A packet of words, each closed by a NUL, and a payload of any bytes.
    fn payload(&mut self, packet_type: PacketType, words: &[&[u8]], payload: &Bytes) {
        self.header(packet_type, closed_bytes(words) + payload.len());
        self.closed(words);
        self.outgoing.push_payload(payload);
    }

    fn header(&mut self, packet_type: PacketType, body_bytes: usize) {
        let header = Header {
            magic: self.magic,
            packet_type,
            body_bytes,
        };
        self.outgoing.push_text(&header.encode());
    }

    fn closed(&mut self, words: &[&[u8]]) {
        for word in words {
            self.outgoing.push_text(word);
            self.outgoing.push_text(b"\0");
        }
    }
}

fn closed_bytes(words: &[&[u8]]) -> usize {
    words.iter().map(|word| word.len() + 1).sum()
}

/// What of `bytes` can travel as a field: a NUL would end it.
fn word(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
