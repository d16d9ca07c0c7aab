//! Copies of the dispatcher's state.

use bytes::Bytes;
use geartrain_dispatch::FunctionId;

/// A function and what it holds, copied at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionRow {
    /// Its id as in changes.
    pub id: FunctionId,
    /// Its name.
    pub name: Bytes,
    /// Jobs that wait for a worker, by class of priority, the most urgent first.
    pub ready: [usize; 3],
    /// Jobs that wait for their time.
    pub delayed: usize,
    /// Jobs with a worker.
    pub running: usize,
    /// Jobs that used up their attempts.
    pub buried: usize,
    /// Connected workers that can run it.
    pub workers: usize,
    /// How long the oldest ready job waits, in milliseconds.
    pub oldest_ready_ms: Option<u64>,
}
