//! Strategies for the parts of packets.

use bytes::Bytes;
use geartrain_protocol::limits::{
    CLIENT_ID_BYTES_MAX, FUNCTION_BYTES_MAX, HANDLE_BYTES_MAX, PAYLOAD_COPIED_BYTES_MAX,
    UNIQUE_BYTES_MAX,
};
use geartrain_protocol::{ClientId, FunctionName, Handle, UniqueKey};
use proptest::collection::vec;
use proptest::prelude::*;

/// Bytes without NUL, most of them few.
pub(crate) fn word(bytes_min: usize, bytes_max: usize) -> impl Strategy<Value = Bytes> {
    let few = bytes_max.min(bytes_min + 8);
    prop_oneof![
        4 => vec(1..=u8::MAX, bytes_min..=few),
        1 => vec(1..=u8::MAX, bytes_min..=bytes_max),
    ]
    .prop_map(Bytes::from)
}

/// Any bytes; some long enough to be shared rather than copied.
pub(crate) fn payload() -> impl Strategy<Value = Bytes> {
    let long = PAYLOAD_COPIED_BYTES_MAX - 1..=PAYLOAD_COPIED_BYTES_MAX + 1;
    prop_oneof![
        8 => vec(any::<u8>(), 0..64).prop_map(Bytes::from),
        1 => (any::<u8>(), long).prop_map(|(byte, count)| Bytes::from(vec![byte; count])),
    ]
}

pub(crate) fn function() -> impl Strategy<Value = FunctionName> {
    word(1, FUNCTION_BYTES_MAX).prop_map(|name| FunctionName::new(name).expect("within bounds"))
}

pub(crate) fn unique() -> impl Strategy<Value = UniqueKey> {
    word(0, UNIQUE_BYTES_MAX).prop_map(|unique| UniqueKey::new(unique).expect("within bounds"))
}

pub(crate) fn handle() -> impl Strategy<Value = Handle> {
    word(0, HANDLE_BYTES_MAX).prop_map(|handle| Handle::new(handle).expect("within bounds"))
}

pub(crate) fn client_id() -> impl Strategy<Value = ClientId> {
    word(0, CLIENT_ID_BYTES_MAX).prop_map(ClientId::cut)
}
