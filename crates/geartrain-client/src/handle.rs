//! The name that the server gave to a job.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use geartrain_protocol::{Handle, NameError};

/// Names a job on the server that created it, such as `H:jobs.example:17`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JobHandle(Handle);

impl JobHandle {
    /// Takes the bytes of a handle, as they were stored or printed before.
    ///
    /// # Errors
    /// When they are too long or contain a NUL.
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Self, NameError> {
        Handle::new(Bytes::copy_from_slice(bytes.as_ref())).map(Self)
    }

    /// The bytes as the server sent them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(crate) fn from_wire(handle: Handle) -> Self {
        Self(handle)
    }

    pub(crate) fn to_wire(&self) -> Handle {
        self.0.clone()
    }
}

impl FromStr for JobHandle {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl fmt::Display for JobHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_bytes().escape_ascii(), f)
    }
}

impl fmt::Debug for JobHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobHandle({self})")
    }
}
