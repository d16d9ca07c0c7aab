//! A checksum over the values of a row: SQLite notices a broken page, but not a flipped bit in a
//! value.

use crc32fast::Hasher;

/// Collects the values of one row in a fixed order. Lengths go in as well, so that bytes cannot move
/// from one value to its neighbour unnoticed.
#[derive(Default)]
pub(crate) struct Checksum(Hasher);

impl Checksum {
    pub(crate) fn number(mut self, value: u64) -> Self {
        self.0.update(&value.to_le_bytes());
        self
    }

    pub(crate) fn optional_number(self, value: Option<u64>) -> Self {
        match value {
            Some(value) => self.number(1).number(value),
            None => self.number(0),
        }
    }

    pub(crate) fn bytes(mut self, value: &[u8]) -> Self {
        self.0.update(&(value.len() as u64).to_le_bytes());
        self.0.update(value);
        self
    }

    pub(crate) fn optional_bytes(self, value: Option<&[u8]>) -> Self {
        match value {
            Some(value) => self.number(1).bytes(value),
            None => self.number(0),
        }
    }

    pub(crate) fn finish(self) -> u32 {
        self.0.finalize()
    }
}
