//! Valid parts of packets, made of any bytes.

use bytes::Bytes;
use geartrain_protocol::limits::{FUNCTION_BYTES_MAX, HANDLE_BYTES_MAX, UNIQUE_BYTES_MAX};
use geartrain_protocol::{FunctionName, Handle, UniqueKey};

/// `bytes` without NULs, cut at `bytes_max`.
pub(crate) fn word(mut bytes: Vec<u8>, bytes_max: usize) -> Bytes {
    bytes.retain(|byte| *byte != 0);
    bytes.truncate(bytes_max);
    Bytes::from(bytes)
}

pub(crate) fn function(mut bytes: Vec<u8>) -> FunctionName {
    bytes.insert(0, b'f');
    FunctionName::new(word(bytes, FUNCTION_BYTES_MAX)).expect("within bounds")
}

pub(crate) fn unique(bytes: Vec<u8>) -> UniqueKey {
    UniqueKey::new(word(bytes, UNIQUE_BYTES_MAX)).expect("within bounds")
}

pub(crate) fn handle(bytes: Vec<u8>) -> Handle {
    Handle::new(word(bytes, HANDLE_BYTES_MAX)).expect("within bounds")
}
