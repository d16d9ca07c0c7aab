//! Owned copies of what the dispatcher holds, for listings and gauges.
//!
//! Each is taken in pieces, with the lock free between two of them, and formatted after it. What is
//! there from the first piece to the last has exactly one row; what came or went meanwhile has one or
//! none. Numbers of one row belong together, those of two rows need not.

use bytes::Bytes;
use geartrain_dispatch::{
    Bookmark, FunctionId, FunctionView, JobId, JobView, Mode, PeerId, Timestamp,
};

use super::state::State;
use super::{Hub, PeerFacts};

/// Rows that are copied in one stay under the lock; a tenth of a millisecond or so.
const ROWS_AT_ONCE: usize = 500;

/// A function and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionRow {
    /// Its id as in [`Change`](geartrain_dispatch::Change).
    pub id: FunctionId,
    /// Its name.
    pub name: Bytes,
    /// Jobs that wait for a worker, by class of priority, the most urgent first.
    pub ready: [usize; 3],
    /// Jobs that wait for their time, by class of priority, the most urgent first.
    pub delayed: [usize; 3],
    /// Jobs with a worker.
    pub running: usize,
    /// Jobs that used up their attempts.
    pub buried: usize,
    /// Connected workers that can run it.
    pub workers: usize,
    /// How long the oldest ready job has been waiting.
    pub oldest_ready_ms: Option<u64>,
}

/// A connection, working or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeerRow {
    pub(crate) facts: PeerFacts,
    /// Empty if the peer did not say.
    pub(crate) client_id: Bytes,
    /// In the order of registration.
    pub(crate) functions: Vec<Bytes>,
}

/// A living job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JobRow {
    pub(crate) id: JobId,
    /// Empty for none.
    pub(crate) unique: Bytes,
    pub(crate) mode: Mode,
    pub(crate) is_running: bool,
    /// How often it was given to a worker.
    pub(crate) attempts: u32,
}

impl JobRow {
    /// How often a worker was lost with it.
    pub(crate) fn retries(&self) -> u32 {
        self.attempts.saturating_sub(u32::from(self.is_running))
    }
}

impl Hub {
    /// All functions, in order of their ids.
    #[must_use]
    pub fn function_rows(&self) -> Vec<FunctionRow> {
        let now = self.clock.now();
        self.rows_in_pieces(|state, at| {
            let (functions, next) = state.view().functions_from(at, ROWS_AT_ONCE);
            let rows = functions.iter().map(|view| function_row(view, now));
            (rows.collect(), next)
        })
    }

    /// How many peers are connected.
    #[must_use]
    pub fn peer_count(&self) -> usize {
        self.state.lock().peer_count()
    }

    /// How many functions there are.
    pub(crate) fn function_count(&self) -> usize {
        self.state.lock().view().function_count()
    }

    /// How many jobs live.
    pub(crate) fn job_count(&self) -> usize {
        self.state.lock().view().job_count()
    }

    /// All connections, in order of their sockets.
    pub(crate) fn peer_rows(&self) -> Vec<PeerRow> {
        let mut left: Vec<PeerId> = self.state.lock().peer_ids().collect();
        let mut rows = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let state = self.state.lock();
            copy_peers(&state, &mut left, &mut rows);
        }
        rows.sort_by_key(|row: &PeerRow| row.facts.socket);
        rows
    }

    /// All living jobs, the oldest first.
    pub(crate) fn job_rows(&self) -> Vec<JobRow> {
        let mut rows: Vec<JobRow> = self.rows_in_pieces(|state, at| {
            let (jobs, next) = state.view().jobs_from(at, ROWS_AT_ONCE);
            (jobs.iter().map(job_row).collect(), next)
        });
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// Takes piece after piece until one is empty.
    fn rows_in_pieces<R>(&self, piece: impl Fn(&State, Bookmark) -> (Vec<R>, Bookmark)) -> Vec<R> {
        let mut rows = Vec::new();
        let mut at = Bookmark::default();
        loop {
            let (more, next) = piece(&self.state.lock(), at);
            if more.is_empty() {
                return rows;
            }
            rows.extend(more);
            at = next;
        }
    }
}

/// Copies peers off the end of `left` until that was enough for one stay under the lock. One that
/// is gone meanwhile has no row.
fn copy_peers(state: &State, left: &mut Vec<PeerId>, rows: &mut Vec<PeerRow>) {
    let view = state.view();
    let mut copied = 0;
    while copied < ROWS_AT_ONCE
        && let Some(id) = left.pop()
    {
        let row = state.peer(id).map(|peer| {
            let known = view.peer(id);
            let known = known.as_ref();
            PeerRow {
                facts: peer.facts,
                client_id: known.map_or_else(Bytes::new, |peer| copy(peer.client_id)),
                functions: known.map_or_else(Vec::new, |peer| copy_all(&peer.functions)),
            }
        });
        copied += 1 + row.as_ref().map_or(0, |row| row.functions.len());
        rows.extend(row);
    }
}

fn job_row(job: &JobView<'_>) -> JobRow {
    JobRow {
        id: job.id,
        unique: copy(job.unique),
        mode: job.mode,
        is_running: job.status.is_running,
        attempts: job.attempts,
    }
}

fn function_row(view: &FunctionView<'_>, now: Timestamp) -> FunctionRow {
    FunctionRow {
        id: view.id,
        name: copy(view.name),
        ready: view.ready,
        delayed: view.delayed,
        running: view.running,
        buried: view.buried,
        workers: view.workers,
        oldest_ready_ms: view.oldest_ready.map(|since| now.ms_since(since)),
    }
}

fn copy(bytes: &[u8]) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

fn copy_all(names: &[&[u8]]) -> Vec<Bytes> {
    names.iter().map(|name| copy(name)).collect()
}
