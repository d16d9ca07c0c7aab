//! A packet's body as NUL-separated fields, the last of which runs to the end.

use std::ffi::CStr;

use bytes::{Buf, Bytes};

/// A field that was to be followed by a NUL is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is not followed by a NUL byte")]
pub(crate) struct MissingSeparator {
    /// Name of the field.
    pub(crate) field: &'static str,
}

/// What is left of a body.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    rest: Bytes,
}

impl Fields {
    pub(crate) fn new(body: Bytes) -> Self {
        Self { rest: body }
    }

    /// Takes the field up to the next NUL, and the NUL.
    pub(crate) fn separated(&mut self, field: &'static str) -> Result<Bytes, MissingSeparator> {
        let end = position_of_nul(&self.rest).ok_or(MissingSeparator { field })?;
        Ok(self.take_closed(end))
    }

    /// Takes the field up to the next NUL, and the NUL; where there is none, all of the rest.
    pub(crate) fn separated_or_rest(&mut self) -> Bytes {
        match position_of_nul(&self.rest) {
            Some(end) => self.take_closed(end),
            None => std::mem::take(&mut self.rest),
        }
    }

    fn take_closed(&mut self, end: usize) -> Bytes {
        let taken = self.rest.split_to(end);
        self.rest.advance(1);
        taken
    }

    /// Takes all of the rest, NULs and all.
    pub(crate) fn rest(self) -> Bytes {
        self.rest
    }

    /// Takes the rest as a word of text: it ends at a NUL, if it has one.
    ///
    /// gearmand reads the only argument of most packets as a C string, and libraries close it
    /// with a NUL.
    pub(crate) fn rest_as_word(mut self) -> Bytes {
        self.separated_or_rest()
    }
}

/// By way of a C string, since the standard library looks at several bytes of one at a time.
fn position_of_nul(bytes: &[u8]) -> Option<usize> {
    let text = CStr::from_bytes_until_nul(bytes).ok()?;
    Some(text.count_bytes())
}

/// Reads a number that is written in ASCII digits and nothing else.
pub(crate) fn decimal(word: &[u8]) -> Option<u64> {
    if word.is_empty() {
        return None;
    }
    word.iter().try_fold(0_u64, |number, byte| {
        let digit = char::from(*byte).to_digit(10)?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

#[cfg(test)]
mod tests;
