//! Records that wait for the writer.
//!
//! The tail is bounded: while a sync hangs nothing takes records away, and whatever would add a job
//! is refused then. What else may be appended is bounded by itself: a job ends once, and of several
//! changes of one thing only the last is kept when the list has grown long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Record, Unique};
use hashbrown::HashSet;
use parking_lot::{Condvar, Mutex};

use super::Lsn;

/// Bytes of records that are not settled, beyond which no job is taken any more: a second of what
/// a slow disk writes, and a quarter of a million small jobs.
pub(super) const BYTES_MAX: usize = 64 * 1024 * 1024;

/// Bytes that a record counts beside its payload.
pub(crate) const RECORD_BYTES: usize = 256;

/// Records from which a list is looked through for those that later ones replace.
pub(super) const COMPACTED_FROM: usize = 256 * 1024;

/// The end of the journal that is not settled yet.
pub(super) struct Tail {
    state: Mutex<State>,
    filled: Condvar,
    /// Bytes of what was appended and is not settled.
    bytes: AtomicUsize,
    bytes_max: usize,
}

#[derive(Default)]
struct State {
    waiting: Vec<Entry>,
    end: Lsn,
    /// The newest position when records were taken last. What cancelled out since then is waited for
    /// as well, although nothing of it is there to be written.
    taken_to: Lsn,
    is_closed: bool,
    /// Length at which the list is looked through next.
    compact_at: usize,
}

/// A record and its position.
pub(super) type Entry = (Lsn, Record);

/// What a wait for records ended with.
pub(super) enum Taken {
    /// All that waited, and the position up to which that is all.
    Records(Vec<Entry>, Lsn),
    /// Nothing came in time.
    Nothing,
    /// Nothing will come.
    Closed,
}

/// How much of the room is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fill {
    /// Little.
    Light,
    /// Half of it: whoever hands in many jobs at a time should wait for their answers.
    Crowded,
    /// All of it.
    Full,
}

impl Tail {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            state: Mutex::new(State {
                compact_at: COMPACTED_FROM,
                ..State::default()
            }),
            filled: Condvar::new(),
            bytes: AtomicUsize::new(0),
            bytes_max,
        }
    }

    /// Returns the position of the record.
    pub(super) fn append(&self, record: Record) -> Lsn {
        self.bytes
            .fetch_add(record_bytes(&record), Ordering::Relaxed);
        let mut state = self.state.lock();
        state.end.0 += 1;
        let at = state.end;
        state.waiting.push((at, record));
        if state.waiting.len() == 1 {
            self.filled.notify_one();
        }
        if state.waiting.len() >= state.compact_at {
            let freed = compact(&mut state.waiting);
            state.compact_at = COMPACTED_FROM.max(2 * state.waiting.len());
            self.release(freed);
        }
        at
    }

    /// Records of so many bytes are settled.
    pub(super) fn release(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn fill(&self) -> Fill {
        let bytes = self.bytes();
        if bytes >= self.bytes_max {
            Fill::Full
        } else if bytes >= self.bytes_max / 2 {
            Fill::Crowded
        } else {
            Fill::Light
        }
    }

    /// The position of the newest record.
    pub(super) fn end(&self) -> Lsn {
        self.state.lock().end
    }

    pub(super) fn close(&self) {
        self.state.lock().is_closed = true;
        self.filled.notify_one();
    }

    /// Waits for records, at most for `patience`, and takes all; `room` is the empty list that
    /// takes their place.
    pub(super) fn take(&self, room: Vec<Entry>, patience: Duration) -> Taken {
        let mut state = self.state.lock();
        if !state.has_news() && !state.is_closed {
            self.filled.wait_for(&mut state, patience);
        }
        if state.has_news() {
            state.compact_at = COMPACTED_FROM;
            state.taken_to = state.end;
            let records = std::mem::replace(&mut state.waiting, room);
            return Taken::Records(records, state.taken_to);
        }
        if state.is_closed {
            Taken::Closed
        } else {
            Taken::Nothing
        }
    }
}

impl State {
    fn has_news(&self) -> bool {
        self.end > self.taken_to
    }
}

/// Bytes that a record counts.
pub(super) fn record_bytes(record: &Record) -> usize {
    match record {
        Record::Added(job) => job_bytes(job),
        Record::Patched { .. } | Record::Done { .. } => RECORD_BYTES,
        Record::Bounded { function, .. } | Record::FunctionKept { function, .. } => {
            RECORD_BYTES + function.len()
        }
    }
}

fn job_bytes(job: &KeptJob) -> usize {
    let unique = match &job.unique {
        Unique::None | Unique::Workload => 0,
        Unique::Given(bytes) => bytes.len(),
    };
    RECORD_BYTES + unique + job.reducer.as_ref().map_or(0, Bytes::len) + job.workload.len()
}

/// What a record says something about; a later word replaces an earlier one.
#[derive(PartialEq, Eq, Hash)]
enum Subject {
    Job(JobId),
    Bound(Bytes),
    Kept(Bytes),
}

/// Drops what later records replace, and jobs that came and ended. Returns the bytes that it freed.
fn compact(waiting: &mut Vec<Entry>) -> usize {
    let (mut said, mut came_and_ended) = (HashSet::new(), HashSet::new());
    let mut ended = HashSet::new();
    let mut freed = 0;
    let mut keep = |record: &Record, is_kept: bool| {
        freed += if is_kept { 0 } else { record_bytes(record) };
        is_kept
    };
    let mut kept: Vec<Entry> = Vec::new();
    for (at, record) in waiting.drain(..).rev() {
        let is_news = match &record {
            Record::Done { job } => ended.insert(*job),
            Record::Patched { job, .. } => !ended.contains(job) && said.insert(Subject::Job(*job)),
            Record::Added(job) => !ended.contains(&job.job) || !came_and_ended.insert(job.job),
            Record::Bounded { function, .. } => said.insert(Subject::Bound(function.clone())),
            Record::FunctionKept { function, .. } => said.insert(Subject::Kept(function.clone())),
        };
        if keep(&record, is_news) {
            kept.push((at, record));
        }
    }
    kept.retain(|(_, record)| {
        let is_kept = !matches!(record, Record::Done { job } if came_and_ended.contains(job));
        keep(record, is_kept)
    });
    kept.reverse();
    *waiting = kept;
    freed
}

#[cfg(test)]
mod tests;
