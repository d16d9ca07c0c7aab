//! Bounds and deadlines of a worker, with their reasons.

use std::time::Duration;

use geartrain_protocol::limits::{HANDLE_BYTES_MAX, PACKET_BYTES_DEFAULT};

/// Time to connect before the server counts as not there.
pub(crate) const CONNECT_DEADLINE: Duration = Duration::from_secs(5);

/// Time for running jobs to end after a stop, unless set otherwise.
pub(crate) const GRACE: Duration = Duration::from_secs(30);

/// Time for the server to answer the last request before a worker leaves.
pub(crate) const LEAVE_DEADLINE: Duration = Duration::from_secs(5);

/// What the server's run limit has beyond the worker's own. The worker ends a job that takes too
/// long and says so; the server takes the job back only from a worker that cannot say it any more.
pub(crate) const RUN_LIMIT_MARGIN: Duration = Duration::from_secs(2);

/// Progress, data and warnings that wait to be written; a handler that sends more waits.
pub(crate) const UPDATES_MAX: usize = 64;

/// A connection that lived this long was no failed attempt: the next pause is short again.
pub(crate) const STEADY: Duration = Duration::from_secs(10);

/// Bytes of a result. A larger one would make the server close the connection and give the job to
/// the next worker, for ever.
pub(crate) const RESULT_BYTES_MAX: usize = PACKET_BYTES_DEFAULT - HANDLE_BYTES_MAX - 1;

/// Dropped jobs that are remembered, for the count of attempts: more than a worker can drop at
/// once, and a few dozen kilobytes.
pub(crate) const ATTEMPTS_MAX: usize = 1024;
