//! Bounds of the command line tool, with their reasons.

/// Threads of the runtime: one may be held up by a slow disk or terminal while the other serves
/// the connection.
pub(crate) const THREADS: usize = 2;

/// Bytes of a payload or of a command's output: what a packet carries, less room for its names.
pub(crate) const PAYLOAD_BYTES_MAX: u64 = 128 * 1024 * 1024 - 1024;

/// Bytes of a failed command's standard error that its client gets: the end says most.
pub(crate) const STDERR_TAIL_BYTES: usize = 4 * 1024;

/// Lines of an input that are submitted in one go.
pub(crate) const LINES_AT_ONCE: usize = 256;

/// Jobs of an input whose results are not printed yet. More would keep more workers busy, and
/// results wait in memory for a slow one before them.
pub(crate) const LINES_UNDER_WAY: usize = 1024;

/// Bytes of a command's reports of progress that are read in one go, and of a line of them.
pub(crate) const REPORTS_BYTES: usize = 4 * 1024;
