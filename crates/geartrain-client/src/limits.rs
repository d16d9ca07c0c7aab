//! Bounds and deadlines of a client, with their reasons.

use std::time::Duration;

/// Time to connect before the server counts as not there.
pub(crate) const CONNECT_DEADLINE: Duration = Duration::from_secs(5);

/// Time for the server to answer a request. A large payload on a slow line is part of it.
pub(crate) const SUBMIT_DEADLINE: Duration = Duration::from_secs(30);

/// Requests that wait for the connection's task; whoever sends one more waits for room.
pub(crate) const COMMANDS_MAX: usize = 1024;

/// Requests that are taken at once and written together.
pub(crate) const BATCH_MAX: usize = 256;

/// Requests without an answer. A server that answers nothing lets callers run into their
/// deadline, and this keeps what they leave behind bounded.
pub(crate) const UNANSWERED_MAX: usize = 65_536;

/// Events of one job that wait to be read.
pub(crate) const EVENTS_MAX: usize = 1024;

/// Bytes of one job's events that wait to be read; one event may always wait.
pub(crate) const EVENT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Bytes of an answer to an admin command: a million functions with their names fit.
pub(crate) const ADMIN_ANSWER_BYTES_MAX: usize = 128 * 1024 * 1024;

/// A connection that lived this long was no failed attempt: the next pause is short again.
pub(crate) const STEADY: Duration = Duration::from_secs(10);

/// Jobs of a batch that are under way at a time: enough to keep the line full, and far from
/// [`UNANSWERED_MAX`], from which on a connection takes nothing.
pub(crate) const PIPELINED_MAX: usize = 4096;

/// Times that a job which may run twice is submitted again, with growing pauses between them: a
/// server that restarts has more than ten seconds.
pub(crate) const RESUBMISSIONS_MAX: u32 = 8;

/// Time until a server in doubt is asked again, where the line to it is full.
pub(crate) const DOUBT_PAUSE: Duration = Duration::from_secs(1);

/// First pause between two questions whether a job is done.
pub(crate) const DONE_PAUSE_FIRST: Duration = Duration::from_millis(20);

/// Longest pause between two questions whether a job is done.
pub(crate) const DONE_PAUSE_MAX: Duration = Duration::from_secs(5);
