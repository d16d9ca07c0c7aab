//! Bounds of the command line tool, with their reasons.

/// Threads of the runtime: one may be held up by a slow disk or terminal while the other serves
/// the connection.
pub(crate) const THREADS: usize = 2;

/// Bytes of a payload or of a command's output: what a packet carries, less room for its names.
pub(crate) const PAYLOAD_BYTES_MAX: u64 = 128 * 1024 * 1024 - 1024;

/// Bytes of a failed command's standard error that its client gets: the end says most.
pub(crate) const STDERR_TAIL_BYTES: usize = 4 * 1024;

/// Columns of a function's name in a table; with three numbers a line fits into 80 columns.
pub(crate) const NAME_COLUMNS: usize = 50;
