//! Jobs, groups and stores for tests.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Priority, Record, Timestamp, Unique};
use geartrain_store::{
    Fence, Group, MemoryStore, OnDamage, SqliteOptions, SqliteStore, Store, StoreError,
};
use tempfile::TempDir;

/// A job like many others.
pub(crate) fn job(id: u64) -> KeptJob {
    KeptJob {
        job: JobId(id),
        function: Bytes::from_static(b"resize"),
        unique: Unique::Given(Bytes::from(format!("unique-{id}"))),
        workload: Bytes::from(format!("workload of {id}")),
        reducer: None,
        priority: Priority::NORMAL,
        submitted: Timestamp(1_700_000_000_000 + id),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }
}

pub(crate) fn added(job: KeptJob) -> Record {
    Record::Added(Box::new(job))
}

pub(crate) fn done(id: u64) -> Record {
    Record::Done { job: JobId(id) }
}

pub(crate) fn patched(id: u64, attempts: u32, is_buried: bool) -> Record {
    Record::Patched {
        job: JobId(id),
        attempts,
        is_buried,
    }
}

pub(crate) fn group(records: impl IntoIterator<Item = Record>) -> Group {
    let mut group = Group::new(Fence::EMBEDDED);
    for record in records {
        group.push(record);
    }
    group
}

/// Commits jobs with these numbers as one group.
pub(crate) fn add_jobs(store: &mut dyn Store, ids: impl IntoIterator<Item = u64>) {
    let jobs = group(ids.into_iter().map(|id| added(job(id))));
    store.commit(&jobs).expect("the group is committed");
}

/// All that the store holds, in its order.
pub(crate) fn contents(store: &mut dyn Store) -> Vec<Record> {
    let mut records = Vec::new();
    store
        .load(&mut |record| records.push(record))
        .expect("the store is loaded");
    records
}

/// Numbers of the jobs that the store holds.
pub(crate) fn job_ids(store: &mut dyn Store) -> Vec<u64> {
    let jobs = contents(store)
        .into_iter()
        .filter_map(|record| match record {
            Record::Added(job) => Some(job.job.0),
            _ => None,
        });
    jobs.collect()
}

/// A folder of its own with the path of a store in it.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a folder"),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder().join("jobs.sqlite3")
    }

    /// The path of something beside the store.
    pub(crate) fn beside(&self, suffix: &str) -> PathBuf {
        self.folder().join(format!("jobs.sqlite3{suffix}"))
    }

    pub(crate) fn open(&self) -> SqliteStore {
        self.try_open(OnDamage::Salvage).expect("the store opens")
    }

    pub(crate) fn try_open(&self, on_damage: OnDamage) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(
            &self.path(),
            &SqliteOptions {
                on_damage,
                ..SqliteOptions::default()
            },
        )
    }
}

/// A store that a test can restart.
pub(crate) enum Kind {
    Memory(MemoryStore),
    Sqlite(Place, Option<Box<SqliteStore>>),
}

impl Kind {
    /// One fresh store of each kind.
    pub(crate) fn each() -> [Self; 2] {
        let memory = MemoryStore::new(JobId(1)).expect("numbers are left");
        let place = Place::new();
        let sqlite = place.open();
        [
            Self::Memory(memory),
            Self::Sqlite(place, Some(Box::new(sqlite))),
        ]
    }

    pub(crate) fn store(&mut self) -> &mut dyn Store {
        match self {
            Self::Memory(store) => store,
            Self::Sqlite(_, store) => store.as_deref_mut().expect("it is open between restarts"),
        }
    }

    /// Closes and opens what outlives a process; memory goes on as it is.
    pub(crate) fn restart(&mut self) {
        if let Self::Sqlite(place, store) = self {
            drop(store.take());
            *store = Some(Box::new(place.open()));
        }
    }
}
