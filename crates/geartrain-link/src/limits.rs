//! Bounds of one connection.

use std::time::Duration;

/// Bytes that a read has room for at least; large packets find more, since the buffer doubles.
pub(crate) const READ_BYTES: usize = 16 * 1024;

/// Unsent bytes from which a writer calls itself full. One packet may always be added, whatever
/// its size, so this bounds what piles up beside it.
pub(crate) const UNSENT_BYTES_MAX: usize = 1024 * 1024;

/// Silence after which the system asks whether the server is still there. A server that vanished
/// without a word would otherwise leave a sleeping worker asleep for hours.
pub(crate) const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);

/// Time between two such questions.
pub(crate) const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);

/// First pause after a failed attempt to connect.
pub(crate) const PAUSE_FIRST: Duration = Duration::from_millis(100);

/// Longest pause between two attempts; a server that comes back is found within this time.
pub(crate) const PAUSE_MAX: Duration = Duration::from_secs(10);
