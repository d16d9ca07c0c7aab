//! Payloads from files and pipes: refused when they are too large for a packet, never cut.

use std::io::{BufRead, Read};

use bytes::Bytes;

use crate::exit::{Code, Trouble};
use crate::limits::PAYLOAD_BYTES_MAX;

/// Reads all that there is; `attempt` begins the message when it cannot be read.
pub(crate) fn read_all(source: impl Read, attempt: &str) -> Result<Bytes, Trouble> {
    read_at_most(PAYLOAD_BYTES_MAX, source, attempt)
}

/// Reads a line with its end; `None` at the end of the input.
pub(crate) fn read_line(source: &mut impl BufRead) -> Result<Option<Bytes>, Trouble> {
    read_line_at_most(PAYLOAD_BYTES_MAX, source)
}

/// The line without its end; the last one of an input may have none.
pub(crate) fn without_end(line: Bytes) -> Bytes {
    match line.strip_suffix(b"\n") {
        Some(text) => line.slice_ref(text),
        None => line,
    }
}

fn read_at_most(bytes_max: u64, source: impl Read, attempt: &str) -> Result<Bytes, Trouble> {
    let mut payload = Vec::new();
    source
        .take(bytes_max + 1)
        .read_to_end(&mut payload)
        .map_err(|error| Trouble::here(attempt, &error))?;
    match payload.len() as u64 > bytes_max {
        true => Err(too_large("the payload is larger", bytes_max)),
        false => Ok(payload.into()),
    }
}

fn read_line_at_most(bytes_max: u64, source: &mut impl BufRead) -> Result<Option<Bytes>, Trouble> {
    let mut line = Vec::new();
    let read = source
        .take(bytes_max + 1)
        .read_until(b'\n', &mut line)
        .map_err(|error| Trouble::here("cannot read the input", &error))?;
    if line.len() as u64 > bytes_max && line.last() != Some(&b'\n') {
        return Err(too_large("a line is longer", bytes_max));
    }
    Ok((read > 0).then(|| line.into()))
}

fn too_large(what: &str, bytes_max: u64) -> Trouble {
    let text = format!("{what} than {bytes_max} bytes, which is the most for a job");
    Trouble::new(Code::Here, text)
}

#[cfg(test)]
mod tests;
