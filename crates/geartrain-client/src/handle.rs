//! The name that the server gave to a job.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use geartrain_protocol::{Handle, NameError};

/// Names a job on the server that created it, such as `H:jobs.example:17`.
///
/// One that a client got from a server remembers which one that was; it is equal to one of the same
/// bytes that does not know.
///
/// ```
/// use geartrain_client::JobHandle;
///
/// let handle: JobHandle = "H:jobs.example:17".parse()?;
/// assert_eq!(handle.to_string(), "H:jobs.example:17");
/// assert!(JobHandle::new([b'H'; 64]).is_err(), "handles are shorter");
/// # Ok::<(), geartrain_client::NameError>(())
/// ```
#[derive(Clone)]
pub struct JobHandle {
    name: Handle,
    server: Option<Arc<str>>,
}

impl JobHandle {
    /// Takes the bytes of a handle, as they were stored or printed before.
    ///
    /// # Errors
    /// When they are too long or contain a NUL.
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Self, NameError> {
        let name = Handle::new(Bytes::copy_from_slice(bytes.as_ref()))?;
        Ok(Self { name, server: None })
    }

    /// The bytes as the server sent them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.name.as_bytes()
    }

    /// The server that has the job, if it is known.
    #[must_use]
    pub fn server(&self) -> Option<&str> {
        self.server.as_deref()
    }

    pub(crate) fn from_wire(name: Handle, server: Arc<str>) -> Self {
        Self {
            name,
            server: Some(server),
        }
    }

    pub(crate) fn to_wire(&self) -> Handle {
        self.name.clone()
    }
}

impl PartialEq for JobHandle {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for JobHandle {}

impl Hash for JobHandle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
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
