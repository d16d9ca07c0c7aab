//! Payloads that outlive the read buffer they arrived in.

use bytes::Bytes;

/// Payloads from this size on keep their read buffer alive; smaller ones are copied. A quarter of
/// [`READ_BYTES`](super::workbench::READ_BYTES): at worst a queued job takes four times its size.
const SHARED_BYTES_MIN: usize = 16 * 1024;

/// The same bytes, in memory of their own if they are few.
pub(crate) fn keep(payload: Bytes) -> Bytes {
    if payload.len() < SHARED_BYTES_MIN {
        Bytes::copy_from_slice(&payload)
    } else {
        payload
    }
}

#[cfg(test)]
mod tests;
