//! The payload of a job as it waits.

use bytes::Bytes;

/// Payloads up to this size lie in memory of just their size and are copied for whoever gets them;
/// larger ones are shared. Copying so many bytes costs less than the allocation that comes with it.
const COPIED_BYTES_MAX: usize = 4_096;

/// A payload; two words in a job where `Bytes` takes four, and none of the book-keeping that sharing
/// adds to small ones.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Workload {
    /// Few bytes, copied when they are given out.
    Own(Box<[u8]>),
    /// Many bytes, shared with whoever gets them.
    Shared(Box<Bytes>),
}

impl Workload {
    pub(crate) fn new(bytes: Bytes) -> Self {
        if bytes.len() <= COPIED_BYTES_MAX {
            Self::Own(into_box(bytes))
        } else {
            Self::Shared(Box::new(bytes))
        }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }

    /// The payload for somebody else.
    pub(crate) fn to_bytes(&self) -> Bytes {
        match self {
            Self::Own(bytes) => Bytes::copy_from_slice(bytes),
            Self::Shared(bytes) => Bytes::clone(bytes),
        }
    }
}

/// The same bytes in memory of just their size; the same memory if nobody shares it.
pub(crate) fn into_box(bytes: Bytes) -> Box<[u8]> {
    Vec::from(bytes).into_boxed_slice()
}

#[cfg(test)]
mod tests;
