//! Helpers that show what is written for one value.

use bytes::{Buf, Bytes};

use crate::{FunctionName, Handle, Outgoing, Request, Response, UniqueKey};

pub(super) fn bytes_of_request(request: &Request) -> Bytes {
    let mut outgoing = Outgoing::default();
    outgoing.push_request(request);
    outgoing.copy_to_bytes(outgoing.remaining())
}

pub(super) fn bytes_of_response(response: &Response) -> Bytes {
    let mut outgoing = Outgoing::default();
    outgoing.push_response(response);
    outgoing.copy_to_bytes(outgoing.remaining())
}

pub(super) fn function(name: &'static [u8]) -> FunctionName {
    FunctionName::new(Bytes::from_static(name)).expect("a good name")
}

pub(super) fn handle(name: &'static [u8]) -> Handle {
    Handle::new(Bytes::from_static(name)).expect("a good handle")
}

pub(super) fn unique(name: &'static [u8]) -> UniqueKey {
    UniqueKey::new(Bytes::from_static(name)).expect("a good unique")
}
