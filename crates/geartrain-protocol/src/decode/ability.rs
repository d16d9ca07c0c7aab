//! What a worker says it can do.

use byteorder::{BigEndian, ByteOrder};
use bytes::Bytes;

use crate::fields::{Fields, decimal};
use crate::names::FunctionName;
use crate::{Refusal, Request};

pub(super) fn can_do(body: Bytes) -> Result<Request, Refusal> {
    let function = only_function(body)?;
    Ok(Request::CanDo { function })
}

pub(super) fn cant_do(body: Bytes) -> Result<Request, Refusal> {
    let function = only_function(body)?;
    Ok(Request::CantDo { function })
}

pub(super) fn can_do_timeout(body: Bytes) -> Result<Request, Refusal> {
    let mut fields = Fields::new(body);
    let function = FunctionName::of_field(fields.separated("function name")?)?;
    let run_limit_ms = milliseconds(&fields.rest())
        .ok_or_else(|| Refusal::not_a_number("timeout", "a number of milliseconds"))?;
    Ok(Request::CanDoTimeout {
        function,
        run_limit_ms,
    })
}

/// The whole body is the name; one NUL behind it closes it.
fn only_function(body: Bytes) -> Result<FunctionName, Refusal> {
    Ok(FunctionName::new(without_closing_nul(body))?)
}

fn without_closing_nul(mut word: Bytes) -> Bytes {
    if word.last() == Some(&0) {
        word.truncate(word.len() - 1);
    }
    word
}

/// Digits, or the four bytes of a big-endian number that one library sends.
fn milliseconds(word: &[u8]) -> Option<u64> {
    let digits = word.strip_suffix(b"\0").unwrap_or(word);
    decimal(digits).or_else(|| binary_milliseconds(word))
}

/// Four bytes of text are no number, so that `-100` is wrong rather than nine days.
fn binary_milliseconds(word: &[u8]) -> Option<u64> {
    let is_text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    if word.len() != 4 || word.iter().all(is_text) {
        return None;
    }
    Some(u64::from(BigEndian::read_u32(word)))
}

#[cfg(test)]
mod tests;
