//! Jobs as rows: all SQL about table `job` but its layout.

mod part;

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Priority, Timestamp, Unique};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use super::checksum::Checksum;
use crate::{Group, Patch};

pub(crate) use part::read_part;

const INSERT: &str = "
    INSERT OR REPLACE INTO job (id, attempts, is_buried, priority, submitted, not_before,
        unique_kind, unique_bytes, function, reducer, checksum, workload)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
const PATCH: &str = "UPDATE job SET attempts = ?2, is_buried = ?3 WHERE id = ?1";
const DELETE: &str = "DELETE FROM job WHERE id = ?1";
const SELECT: &str = "
    SELECT id, attempts, is_buried, priority, submitted, not_before,
        unique_kind, unique_bytes, function, reducer, checksum, workload
    FROM job ORDER BY id";
const COUNT: &str = "SELECT count(*) FROM job";
const HIGHEST: &str = "SELECT max(id) FROM job";

/// Number of columns of the table.
pub(crate) const COLUMNS: usize = 12;

const UNIQUE_NONE: i64 = 0;
const UNIQUE_GIVEN: i64 = 1;
const UNIQUE_WORKLOAD: i64 = 2;

/// Writes what a group says about jobs, within the transaction of the caller.
pub(crate) fn write(connection: &Connection, group: &Group) -> rusqlite::Result<()> {
    insert_all(connection, group.added())?;
    patch_all(connection, group.patched())?;
    delete_all(connection, group.done())
}

/// Adds jobs; one that is there already is replaced by the same.
pub(crate) fn insert_all<'a>(
    connection: &Connection,
    jobs: impl Iterator<Item = &'a KeptJob>,
) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(INSERT)?;
    for job in jobs {
        let (unique_kind, unique_bytes) = unique_columns(&job.unique);
        insert.execute(params![
            stored_id(job.job),
            job.attempts,
            job.is_buried,
            job.priority.0,
            stored_time(job.submitted),
            job.not_before.map(stored_time),
            unique_kind,
            unique_bytes,
            &job.function[..],
            job.reducer.as_deref(),
            checksum(job),
            &job.workload[..],
        ])?;
    }
    Ok(())
}

fn patch_all(
    connection: &Connection,
    patches: impl Iterator<Item = (JobId, Patch)>,
) -> rusqlite::Result<()> {
    let mut patch = connection.prepare_cached(PATCH)?;
    for (id, change) in patches {
        patch.execute(params![stored_id(id), change.attempts, change.is_buried])?;
    }
    Ok(())
}

/// Removes jobs, as far as they are there.
pub(crate) fn delete_all(
    connection: &Connection,
    ids: impl Iterator<Item = JobId>,
) -> rusqlite::Result<()> {
    let mut delete = connection.prepare_cached(DELETE)?;
    for id in ids {
        delete.execute(params![stored_id(id)])?;
    }
    Ok(())
}

/// Reads all jobs in order; one whose values are not what was written is `None`.
pub(crate) fn read_all(
    connection: &Connection,
    each: &mut dyn FnMut(Option<KeptJob>),
) -> rusqlite::Result<u64> {
    let mut select = connection.prepare_cached(SELECT)?;
    let mut rows = select.query([])?;
    let mut count = 0;
    let mut names = LastName::default();
    while let Some(row) = rows.next()? {
        each(read_row(row, &mut names)?);
        count += 1;
    }
    Ok(count)
}

/// The highest number of a job that is kept.
pub(crate) fn highest(connection: &Connection) -> rusqlite::Result<Option<u64>> {
    let highest: Option<i64> = connection.query_row(HIGHEST, [], |row| row.get(0))?;
    Ok(highest.and_then(|id| u64::try_from(id).ok()))
}

/// Number of jobs that are kept.
pub(crate) fn count(connection: &Connection) -> rusqlite::Result<u64> {
    let count: i64 = connection.query_row(COUNT, [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn read_row(row: &Row<'_>, names: &mut LastName) -> rusqlite::Result<Option<KeptJob>> {
    let id: i64 = row.get(0)?;
    let mut values = [ValueRef::Null; COLUMNS - 1];
    for (index, value) in values.iter_mut().enumerate() {
        *value = row.get_ref(index + 1)?;
    }
    Ok(kept_job(id, &values, names))
}

/// The job in a row, given its key and the other columns in their order; `None` when a value is not
/// what was written.
pub(crate) fn kept_job(id: i64, values: &[ValueRef<'_>], names: &mut LastName) -> Option<KeptJob> {
    let [
        attempts,
        is_buried,
        priority,
        submitted,
        not_before,
        rest @ ..,
    ] = values
    else {
        return None;
    };
    let [unique_kind, unique_bytes, function, reducer, sum, workload] = rest else {
        return None;
    };
    let job = KeptJob {
        job: JobId(u64::try_from(id).ok()?),
        attempts: u32::try_from(attempts.as_i64().ok()?).ok()?,
        is_buried: is_true(is_buried)?,
        priority: Priority(u32::try_from(priority.as_i64().ok()?).ok()?),
        submitted: time(submitted)?,
        not_before: optional(not_before, time)?,
        unique: unique(unique_kind.as_i64().ok()?, unique_bytes.as_blob().ok()?)?,
        function: names.shared(function.as_blob().ok()?),
        reducer: optional(reducer, owned)?,
        workload: owned(workload)?,
    };
    (i64::from(checksum(&job)) == sum.as_i64().ok()?).then_some(job)
}

/// The name of the last function: most jobs share it with their neighbour.
#[derive(Default)]
pub(crate) struct LastName(Bytes);

impl LastName {
    fn shared(&mut self, name: &[u8]) -> Bytes {
        if self.0 != name {
            self.0 = Bytes::copy_from_slice(name);
        }
        self.0.clone()
    }
}

/// Covers what never changes while a job is kept.
fn checksum(job: &KeptJob) -> u32 {
    let (unique_kind, unique_bytes) = unique_columns(&job.unique);
    Checksum::default()
        .number(job.job.0)
        .number(u64::from(job.priority.0))
        .number(job.submitted.0)
        .optional_number(job.not_before.map(|at| at.0))
        .number(unique_kind.cast_unsigned())
        .bytes(unique_bytes)
        .bytes(&job.function)
        .optional_bytes(job.reducer.as_deref())
        .bytes(&job.workload)
        .finish()
}

fn unique_columns(unique: &Unique) -> (i64, &[u8]) {
    match unique {
        Unique::None => (UNIQUE_NONE, &[]),
        Unique::Given(bytes) => (UNIQUE_GIVEN, bytes),
        Unique::Workload => (UNIQUE_WORKLOAD, &[]),
    }
}

fn unique(kind: i64, bytes: &[u8]) -> Option<Unique> {
    match kind {
        UNIQUE_NONE => Some(Unique::None),
        UNIQUE_GIVEN => Some(Unique::Given(Bytes::copy_from_slice(bytes))),
        UNIQUE_WORKLOAD => Some(Unique::Workload),
        _ => None,
    }
}

fn stored_id(id: JobId) -> i64 {
    i64::try_from(id.0).expect("job numbers come out of portions that end below the largest i64")
}

/// SQLite's integers have a sign; the few times beyond it come back unharmed as well.
fn stored_time(at: Timestamp) -> i64 {
    at.0.cast_signed()
}

fn time(value: &ValueRef<'_>) -> Option<Timestamp> {
    Some(Timestamp(value.as_i64().ok()?.cast_unsigned()))
}

fn owned(value: &ValueRef<'_>) -> Option<Bytes> {
    value.as_blob().ok().map(Bytes::copy_from_slice)
}

fn is_true(value: &ValueRef<'_>) -> Option<bool> {
    match value.as_i64().ok()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// The outer `None` says that the value is broken, the inner one that there is none.
fn optional<'a, T>(
    value: &ValueRef<'a>,
    read: impl FnOnce(&ValueRef<'a>) -> Option<T>,
) -> Option<Option<T>> {
    match value {
        ValueRef::Null => Some(None),
        ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => {
            read(value).map(Some)
        }
    }
}
