//! Owned copies of what the dispatcher holds, for listings and gauges.
//!
//! Each is taken in one stay under the lock and formatted after it.

use bytes::Bytes;
use geartrain_dispatch::{FunctionId, FunctionView, JobId, Mode, Timestamp};

use super::{Hub, PeerFacts};

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
        let state = self.state.lock();
        let functions = state.view().functions();
        functions.map(|view| function_row(&view, now)).collect()
    }

    /// How many peers are connected.
    #[must_use]
    pub fn peer_count(&self) -> usize {
        self.state.lock().peer_count()
    }

    /// All connections, in order of their sockets.
    pub(crate) fn peer_rows(&self) -> Vec<PeerRow> {
        let state = self.state.lock();
        let view = state.view();
        let peers = state.peers().map(|(id, peer)| {
            let known = view.peer(id);
            let known = known.as_ref();
            PeerRow {
                facts: peer.facts,
                client_id: known.map_or_else(Bytes::new, |peer| copy(peer.client_id)),
                functions: known.map_or_else(Vec::new, |peer| copy_all(&peer.functions)),
            }
        });
        let mut rows: Vec<PeerRow> = peers.collect();
        drop(state);
        rows.sort_by_key(|row| row.facts.socket);
        rows
    }

    /// All living jobs, the oldest first.
    pub(crate) fn job_rows(&self) -> Vec<JobRow> {
        let state = self.state.lock();
        let jobs = state.view().jobs().map(|job| JobRow {
            id: job.id,
            unique: copy(job.unique),
            mode: job.mode,
            is_running: job.status.is_running,
            attempts: job.attempts,
        });
        let mut rows: Vec<JobRow> = jobs.collect();
        drop(state);
        rows.sort_by_key(|row| row.id);
        rows
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
