//! Writing jobs into a queue of gearmand, in one transaction.

use geartrain_dispatch::{JobId, KeptJob, PriorityClass, Timestamp, Unique};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, params};

use super::{GearmandQueue, LeftOut, Written, quoted};
use crate::StoreError;
use crate::sqlite::schema;

const MS_PER_SECOND: u64 = 1_000;

/// What is to happen to jobs that are in the queue already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Present {
    /// They are gearmand's own.
    Keep,
    /// They were taken over before, and what is left of them is among those to be written.
    Remove,
}

/// Takes jobs for a queue; nothing is written before it is finished.
pub(crate) struct QueueWriter<'a> {
    queue: &'a GearmandQueue,
    connection: Connection,
    insert: String,
    ids: Vec<JobId>,
    left_out: Vec<(JobId, LeftOut)>,
}

impl<'a> QueueWriter<'a> {
    /// Begins, making the file and the table where they are missing.
    pub(crate) fn begin(queue: &'a GearmandQueue, present: Present) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = queue.connect(flags)?;
        let application = schema::number(&connection, "application_id");
        if application.map_err(|error| queue.failed(error))? == schema::APPLICATION_ID {
            return Err(queue.none("it is a geartrain store"));
        }
        let table = quoted(&queue.table);
        let begun = connection.execute_batch(&format!(
            "BEGIN IMMEDIATE;
             CREATE TABLE IF NOT EXISTS {table} (unique_key TEXT, function_name TEXT,
                 priority INTEGER, data BLOB, when_to_run INTEGER,
                 PRIMARY KEY (unique_key, function_name));"
        ));
        begun.map_err(|error| queue.failed(error))?;
        if present == Present::Remove {
            let removed = connection.execute(&format!("DELETE FROM {table}"), []);
            removed.map_err(|error| queue.failed(error))?;
        }
        Ok(Self {
            queue,
            connection,
            insert: format!(
                "INSERT OR IGNORE INTO {table}
                     (unique_key, function_name, priority, data, when_to_run)
                 VALUES (?1, ?2, ?3, ?4, ?5)"
            ),
            ids: Vec::new(),
            left_out: Vec::new(),
        })
    }

    /// Adds a job behind the others, or notes why it cannot be there.
    pub(crate) fn add(&mut self, job: &KeptJob) -> Result<(), StoreError> {
        let left_out = match misfit(job) {
            Some(misfit) => Some(misfit),
            None => self.insert(job).map_err(|error| self.queue.failed(error))?,
        };
        match left_out {
            Some(reason) => self.left_out.push((job.job, reason)),
            None => self.ids.push(job.job),
        }
        Ok(())
    }

    /// Writes all of it; returns the numbers of the jobs that are in the queue now.
    pub(crate) fn finish(self) -> Result<(Vec<JobId>, Written), StoreError> {
        let committed = self.connection.execute_batch("COMMIT");
        committed.map_err(|error| self.queue.failed(error))?;
        let written = Written {
            jobs: self.ids.len() as u64,
            left_out: self.left_out,
        };
        Ok((self.ids, written))
    }

    fn insert(&self, job: &KeptJob) -> rusqlite::Result<Option<LeftOut>> {
        let mut insert = self.connection.prepare_cached(&self.insert)?;
        let own_unique;
        let unique = match &job.unique {
            Unique::Given(bytes) => &bytes[..],
            Unique::None | Unique::Workload => {
                own_unique = format!("geartrain-{}", job.job.0);
                own_unique.as_bytes()
            }
        };
        let inserted = insert.execute(params![
            text(unique),
            text(&job.function),
            priority_number(job),
            &job.workload[..],
            job.not_before.map_or(0, whole_seconds),
        ])?;
        Ok((inserted == 0).then_some(LeftOut::AlreadyThere))
    }
}

fn misfit(job: &KeptJob) -> Option<LeftOut> {
    if job.is_buried {
        Some(LeftOut::Buried)
    } else if job.reducer.is_some() {
        Some(LeftOut::Reducer)
    } else if job.workload.is_empty() {
        Some(LeftOut::EmptyWorkload)
    } else {
        None
    }
}

/// gearmand reads names as text, whatever bytes they are.
fn text(bytes: &[u8]) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(bytes))
}

fn priority_number(job: &KeptJob) -> i64 {
    match job.priority.class() {
        PriorityClass::High => 0,
        PriorityClass::Normal => 1,
        PriorityClass::Low => 2,
    }
}

/// Rounded up: a job may run late, not early.
fn whole_seconds(at: Timestamp) -> i64 {
    i64::try_from(at.0.div_ceil(MS_PER_SECOND)).unwrap_or(i64::MAX)
}
