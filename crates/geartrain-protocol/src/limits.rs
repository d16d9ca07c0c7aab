//! Sizes that hold on the wire. Each is checked before memory is taken for what it bounds.
//!
//! ```
//! use bytes::Bytes;
//! use geartrain_protocol::{UniqueKey, limits::UNIQUE_BYTES_MAX};
//!
//! let unique = |bytes| UniqueKey::new(Bytes::from(vec![b'u'; bytes]));
//! assert!(unique(UNIQUE_BYTES_MAX).is_ok());
//! assert!(unique(UNIQUE_BYTES_MAX + 1).is_err());
//! ```

/// Bytes of a binary packet's header: magic, type, size.
pub const HEADER_BYTES: usize = 12;

/// Bytes of a packet's body unless the server says otherwise: 128 MiB.
pub const PACKET_BYTES_DEFAULT: usize = 128 * 1024 * 1024;

/// Bytes of an admin line with its end; a longer one cannot be trusted to end at all.
pub const LINE_BYTES_MAX: usize = 8 * 1024;

/// Words of an admin line that are looked at.
pub const LINE_WORDS_MAX: usize = 8;

/// Bytes of a function name (libgearman's `GEARMAN_FUNCTION_MAX_SIZE`).
pub const FUNCTION_BYTES_MAX: usize = 512;

/// Bytes of a unique (libgearman's `GEARMAN_MAX_UNIQUE_SIZE`).
pub const UNIQUE_BYTES_MAX: usize = 64;

/// Bytes of a job handle without a closing NUL (libgearman's `GEARMAN_JOB_HANDLE_SIZE` less one).
pub const HANDLE_BYTES_MAX: usize = 63;

/// Bytes of a client id that are kept; the rest is cut, as gearmand does.
pub const CLIENT_ID_BYTES_MAX: usize = 127;

/// Bytes of a payload that is copied next to its header; a larger one is shared instead, since a
/// slice more in a vectored write is cheaper from there on.
pub const PAYLOAD_COPIED_BYTES_MAX: usize = 4 * 1024;

/// Bytes that [`Outgoing`](crate::Outgoing) keeps to write into once all is sent.
pub const OUTGOING_KEPT_BYTES: usize = 16 * 1024;

/// Parts for which [`Outgoing`](crate::Outgoing) keeps room once all is sent.
pub const OUTGOING_KEPT_CHUNKS: usize = 64;

/// Bytes of a response's body unless the reader says otherwise: the largest job that a server takes
/// by default, with its handle before it. A worker that could not read its assignment would lose
/// the connection, and the next worker after it.
pub const RESPONSE_BYTES_DEFAULT: usize = PACKET_BYTES_DEFAULT + HANDLE_BYTES_MAX + 1;
