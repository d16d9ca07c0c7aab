//! The few names that the world speaks of. Few, so that peers meet at them all the time.

use bytes::Bytes;

/// Every function there is.
pub(crate) const FUNCTIONS: [&[u8]; 4] = [b"mail", b"resize", b"index", b"report"];

/// Uniques that clients give.
pub(crate) const UNIQUES: [&[u8]; 3] = [b"u1", b"u2", b"u3"];

/// Workloads; an empty one is never shared.
pub(crate) const WORKLOADS: [&[u8]; 4] = [b"", b"u1", b"a", b"b"];

/// A name as the dispatcher takes it.
pub(crate) fn bytes(name: &'static [u8]) -> Bytes {
    Bytes::from_static(name)
}
