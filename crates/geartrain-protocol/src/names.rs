//! Byte strings that mean something: checked once, valid from then on.
//!
//! All of them are raw bytes on the wire; none needs to be UTF-8.

use std::fmt;

use bytes::Bytes;

use crate::limits::{CLIENT_ID_BYTES_MAX, FUNCTION_BYTES_MAX, HANDLE_BYTES_MAX, UNIQUE_BYTES_MAX};

/// Why a byte string cannot be what it is meant to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is nothing in it.
    #[error("{field} is empty")]
    Empty {
        /// Which field of the packet.
        field: &'static str,
    },
    /// It is longer than the protocol allows.
    #[error("{field} has {bytes} bytes, {bytes_max} are allowed")]
    TooLong {
        /// Which field of the packet.
        field: &'static str,
        /// Its length.
        bytes: usize,
        /// The bound.
        bytes_max: usize,
    },
    /// It holds a NUL, which separates fields.
    #[error("{field} contains a NUL byte")]
    Nul {
        /// Which field of the packet.
        field: &'static str,
    },
}

/// Name of a function: 1 to [`FUNCTION_BYTES_MAX`] bytes without NUL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionName(Bytes);

/// Unique of a job: up to [`UNIQUE_BYTES_MAX`] bytes without NUL; empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct UniqueKey(Bytes);

/// Handle of a job: up to [`HANDLE_BYTES_MAX`] bytes without NUL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Handle(Bytes);

/// What a connection calls itself: cut at a NUL and at [`CLIENT_ID_BYTES_MAX`] bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClientId(Bytes);

impl FunctionName {
    /// Takes `bytes` as a function name.
    ///
    /// # Errors
    /// When they are empty, too long or contain a NUL.
    pub fn new(bytes: Bytes) -> Result<Self, NameError> {
        let name = Self::of_field(bytes)?;
        check_nul("function name", &name.0).map(|()| name)
    }

    /// The same for a field of a packet, which ended at a NUL and holds none.
    pub(crate) fn of_field(bytes: Bytes) -> Result<Self, NameError> {
        if bytes.is_empty() {
            return Err(NameError::Empty {
                field: "function name",
            });
        }
        check_length("function name", &bytes, FUNCTION_BYTES_MAX).map(|()| Self(bytes))
    }
}

impl UniqueKey {
    /// Takes `bytes` as a unique.
    ///
    /// # Errors
    /// When they are too long or contain a NUL.
    pub fn new(bytes: Bytes) -> Result<Self, NameError> {
        let name = Self::of_field(bytes)?;
        check_nul("unique", &name.0).map(|()| name)
    }

    /// The same for a field of a packet, which ended at a NUL and holds none.
    pub(crate) fn of_field(bytes: Bytes) -> Result<Self, NameError> {
        check_length("unique", &bytes, UNIQUE_BYTES_MAX).map(|()| Self(bytes))
    }
}

impl Handle {
    /// Takes `bytes` as a job handle.
    ///
    /// # Errors
    /// When they are too long or contain a NUL.
    pub fn new(bytes: Bytes) -> Result<Self, NameError> {
        let name = Self::of_field(bytes)?;
        check_nul("job handle", &name.0).map(|()| name)
    }

    /// The same for a field of a packet, which ended at a NUL and holds none.
    pub(crate) fn of_field(bytes: Bytes) -> Result<Self, NameError> {
        check_length("job handle", &bytes, HANDLE_BYTES_MAX).map(|()| Self(bytes))
    }
}

impl ClientId {
    /// Takes `bytes` up to a NUL, at most [`CLIENT_ID_BYTES_MAX`] of them, as a client id.
    ///
    /// That is as much of it as gearmand shows.
    #[must_use]
    pub fn cut(mut bytes: Bytes) -> Self {
        let end = bytes.iter().position(|byte| *byte == 0);
        bytes.truncate(end.unwrap_or(bytes.len()).min(CLIENT_ID_BYTES_MAX));
        Self(bytes)
    }
}

/// What holds for every byte string that stands in a field of its own.
pub(crate) fn check(field: &'static str, bytes: &[u8], bytes_max: usize) -> Result<(), NameError> {
    check_length(field, bytes, bytes_max)?;
    check_nul(field, bytes)
}

fn check_length(field: &'static str, bytes: &[u8], bytes_max: usize) -> Result<(), NameError> {
    if bytes.len() > bytes_max {
        return Err(NameError::TooLong {
            field,
            bytes: bytes.len(),
            bytes_max,
        });
    }
    Ok(())
}

fn check_nul(field: &'static str, bytes: &[u8]) -> Result<(), NameError> {
    if bytes.contains(&0) {
        return Err(NameError::Nul { field });
    }
    Ok(())
}

macro_rules! byte_string {
    ($($name:ident),*) => {$(
        impl $name {
            /// The bytes as they are on the wire.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// The bytes as they are on the wire.
            #[must_use]
            pub fn into_bytes(self) -> Bytes {
                self.0
            }
        }

        /// Readable in logs and messages, whatever the bytes are.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.escape_ascii(), f)
            }
        }
    )*};
}

byte_string!(FunctionName, UniqueKey, Handle, ClientId);
