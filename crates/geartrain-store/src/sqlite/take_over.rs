//! Jobs that come from a queue of gearmand, and jobs that go back there: all SQL about table
//! `taken_over`.
//!
//! A queue that was taken over stays as it is, so that gearmand can be started again at any time. It
//! is remembered how often its file had been changed by then: as long as that is so, nothing in it
//! is news.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use geartrain_dispatch::{JobId, KeptJob, Timestamp, Unique};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::failure::{damaged, sort};
use super::{SqliteStore, jobs};
use crate::gearmand::{GearmandJob, GearmandQueue, Present, QueueWriter, Written};
use crate::limits::{FUNCTION_BYTES_MAX, UNIQUE_BYTES_MAX};
use crate::{Attempt, StoreError, read_gearmand_queue};

const SELECT: &str = "SELECT change_counter FROM taken_over WHERE path = ?1 AND queue = ?2";
const DELETE: &str = "DELETE FROM taken_over WHERE path = ?1 AND queue = ?2";
const INSERT: &str = "INSERT INTO taken_over (path, queue, change_counter) VALUES (?1, ?2, ?3)";

/// What became of a queue of gearmand at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenOver {
    /// There is no such file, or no such table in it.
    NothingThere,
    /// All of it was taken over before, and nothing was added since.
    Before,
    /// It is in the store now.
    Jobs {
        /// So many jobs.
        taken: u64,
        /// Rows that are no jobs, since a name in them is missing, too long or has a NUL.
        left_out: u64,
    },
}

impl SqliteStore {
    /// Adds all jobs of a queue of gearmand, in their order and in one transaction, as submitted
    /// `now`. The queue is left as it is; doing it again adds only what gearmand wrote meanwhile,
    /// with what it had left. To be called before [`Store::load`](crate::Store::load): the jobs get
    /// the first numbers of this start.
    ///
    /// # Errors
    /// When the queue cannot be read or the jobs cannot be written. Then none of them was taken over.
    pub fn take_over(
        &mut self,
        queue: &GearmandQueue,
        now: Timestamp,
    ) -> Result<TakenOver, StoreError> {
        if !queue.exists()? {
            return Ok(TakenOver::NothingThere);
        }
        let counter = queue.change_counter()?;
        let known = self.known_counter(queue)?;
        if known == Some(counter) {
            return Ok(TakenOver::Before);
        }
        let first = self.numbers.first.0;
        let (rows, next) = self.copy_queue(queue, counter, now)?;
        self.numbers.first = next;
        let taken = next.0 - first;
        Ok(TakenOver::Jobs {
            taken,
            left_out: rows - taken,
        })
    }

    /// Moves all jobs that gearmand can keep into a queue of it; those it cannot keep stay here and
    /// are named. Jobs that were taken over from that queue are not left in it twice, unless
    /// gearmand changed it meanwhile. From then on the queue counts as never taken over.
    ///
    /// # Errors
    /// When the queue cannot be written, or this store cannot.
    pub fn hand_back(&mut self, queue: &GearmandQueue) -> Result<Written, StoreError> {
        let known = self.known_counter(queue)?;
        let is_unchanged =
            known.is_some() && queue.exists()? && known == Some(queue.change_counter()?);
        let present = if is_unchanged {
            Present::Remove
        } else {
            Present::Keep
        };
        let (ids, written) = self.write_queue(QueueWriter::begin(queue, present)?)?;
        self.attempt(Attempt::Exchange, |store| {
            let transaction = store.connection.transaction()?;
            jobs::delete_all(&transaction, ids.into_iter())?;
            // What is there now is nowhere else.
            forget(&transaction, queue)?;
            transaction.commit()
        })?;
        Ok(written)
    }

    fn known_counter(&mut self, queue: &GearmandQueue) -> Result<Option<u32>, StoreError> {
        self.attempt(Attempt::Exchange, |store| {
            let (path, table) = key(queue);
            let mut select = store.connection.prepare(SELECT)?;
            select
                .query_row(params![path, table], |row| row.get(0))
                .optional()
        })
    }

    /// Returns how many rows there were and the next number that is free.
    fn copy_queue(
        &mut self,
        queue: &GearmandQueue,
        counter: u32,
        now: Timestamp,
    ) -> Result<(u64, JobId), StoreError> {
        let failed = |error| sort(Attempt::Exchange, &self.path, error);
        let behavior = TransactionBehavior::Immediate;
        let transaction = self
            .connection
            .transaction_with_behavior(behavior)
            .map_err(failed)?;
        let mut next = self.numbers.first;
        let mut inserted = Ok(());
        let count = read_gearmand_queue(queue, &mut |job| {
            if inserted.is_ok() && is_whole(&job) {
                let job = numbered(job, next, now);
                inserted = jobs::insert_all(&transaction, std::iter::once(&job));
                next.0 += 1;
            }
        })?;
        inserted.map_err(failed)?;
        remember(&transaction, queue, counter).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok((count, next))
    }

    fn write_queue(
        &self,
        mut writer: QueueWriter<'_>,
    ) -> Result<(Vec<JobId>, Written), StoreError> {
        let mut added = Ok(());
        let mut broken = 0_u64;
        let read = jobs::read_all(&self.connection, &mut |job| match job {
            Some(job) if added.is_ok() => added = writer.add(&job),
            Some(_) => {}
            None => broken += 1,
        });
        read.map_err(|error| sort(Attempt::Exchange, &self.path, error))?;
        added?;
        if broken > 0 {
            let detail = format!("{broken} jobs are not what was written");
            return Err(damaged(Attempt::Exchange, &self.path, detail));
        }
        writer.finish()
    }
}

fn remember(connection: &Connection, queue: &GearmandQueue, counter: u32) -> rusqlite::Result<()> {
    forget(connection, queue)?;
    let (path, table) = key(queue);
    connection.execute(INSERT, params![path, table, counter])?;
    Ok(())
}

fn forget(connection: &Connection, queue: &GearmandQueue) -> rusqlite::Result<()> {
    let (path, table) = key(queue);
    connection.execute(DELETE, params![path, table])?;
    Ok(())
}

/// One file has one name here, whichever way it was named.
fn key(queue: &GearmandQueue) -> (Vec<u8>, &[u8]) {
    let path = fs::canonicalize(&queue.path);
    let path: &Path = path.as_deref().unwrap_or(&queue.path);
    (path.as_os_str().as_bytes().to_vec(), queue.table.as_bytes())
}

/// Whether clients could have submitted it: on the wire names end at a NUL, and have a length.
fn is_whole(job: &GearmandJob) -> bool {
    let is_name = |name: &[u8], bytes_max| name.len() <= bytes_max && !name.contains(&0);
    let has_unique = match &job.unique {
        Unique::Given(unique) => is_name(unique, UNIQUE_BYTES_MAX),
        Unique::None | Unique::Workload => true,
    };
    has_unique && !job.function.is_empty() && is_name(&job.function, FUNCTION_BYTES_MAX)
}

fn numbered(job: GearmandJob, id: JobId, now: Timestamp) -> KeptJob {
    KeptJob {
        job: id,
        function: job.function,
        unique: job.unique,
        workload: job.workload,
        reducer: None,
        priority: job.priority,
        submitted: now,
        not_before: job.not_before,
        attempts: 0,
        is_buried: false,
    }
}
