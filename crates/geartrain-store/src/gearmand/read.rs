//! Reading a queue of gearmand without changing it.

use bytes::Bytes;
use geartrain_dispatch::{Priority, Timestamp, Unique};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::{GearmandJob, GearmandQueue, columns, quoted};
use crate::StoreError;
use crate::limits::{PART_BYTES, PART_JOBS};

const MS_PER_SECOND: u64 = 1_000;

/// Reads all jobs of the queue in the order in which they were submitted; returns how many.
///
/// # Errors
/// As [`GearmandReader::open`] and [`GearmandReader::next_part`]; `each` has got what came before.
pub fn read_gearmand_queue(
    queue: &GearmandQueue,
    each: &mut dyn FnMut(GearmandJob),
) -> Result<u64, StoreError> {
    let reader = GearmandReader::open(queue)?;
    let failed = |error| queue.failed(error);
    let mut select = reader.connection.prepare(&reader.select).map_err(failed)?;
    let mut rows = select.query([i64::MIN]).map_err(failed)?;
    let mut count = 0;
    while let Some(row) = rows.next().map_err(failed)? {
        each(job(row).map_err(failed)?);
        count += 1;
    }
    Ok(count)
}

/// Reads a queue in parts. gearmand may be running on it: between two parts it can write, and is
/// held up no longer than reading one takes.
#[derive(Debug)]
pub struct GearmandReader<'a> {
    queue: &'a GearmandQueue,
    connection: Connection,
    select: String,
    after: i64,
}

/// A row of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GearmandRow {
    /// Its number. That of a row that is gone may come back.
    pub number: i64,
    /// What it holds.
    pub job: GearmandJob,
}

impl<'a> GearmandReader<'a> {
    /// Opens the queue to be read only.
    ///
    /// # Errors
    /// [`StoreError::NoQueue`] when there is no such table; else what SQLite says of the file.
    pub fn open(queue: &'a GearmandQueue) -> Result<Self, StoreError> {
        let connection = queue.connect_to_read()?;
        let columns = columns(&connection, &queue.table).map_err(|error| queue.failed(error))?;
        Ok(Self {
            queue,
            select: select(queue, &columns)?,
            connection,
            after: i64::MIN,
        })
    }

    /// The next rows in their order; none when there are no more.
    ///
    /// # Errors
    /// What SQLite says of the file. The same rows come again when it is asked again.
    pub fn next_part(&mut self) -> Result<Vec<GearmandRow>, StoreError> {
        let part = self.read_part().map_err(|error| self.queue.failed(error))?;
        if let Some(last) = part.last() {
            self.after = last.number;
        }
        Ok(part)
    }

    fn read_part(&self) -> rusqlite::Result<Vec<GearmandRow>> {
        let mut select = self.connection.prepare_cached(&self.select)?;
        let mut rows = select.query([self.after])?;
        let mut part = Vec::new();
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            let job = job(row)?;
            bytes += job.workload.len();
            let number = row.get(5)?;
            part.push(GearmandRow { number, job });
            if part.len() >= PART_JOBS || bytes >= PART_BYTES {
                break;
            }
        }
        Ok(part)
    }
}

/// Older versions of gearmand had no column for the time.
fn select(queue: &GearmandQueue, columns: &[String]) -> Result<String, StoreError> {
    let has = |column: &str| columns.iter().any(|name| name.eq_ignore_ascii_case(column));
    let needed = ["unique_key", "function_name", "priority", "data"];
    if columns.is_empty() {
        return Err(queue.none(format!("no table {}", queue.table)));
    }
    if let Some(missing) = needed.into_iter().find(|column| !has(column)) {
        let detail = format!("no column {missing} in table {}", queue.table);
        return Err(queue.none(detail));
    }
    let time = if has("when_to_run") {
        "when_to_run"
    } else {
        "0"
    };
    let table = quoted(&queue.table);
    Ok(format!(
        "SELECT unique_key, function_name, priority, data, {time}, rowid FROM {table}
         WHERE rowid > ?1 ORDER BY rowid"
    ))
}

fn job(row: &Row<'_>) -> rusqlite::Result<GearmandJob> {
    Ok(GearmandJob {
        unique: unique(bytes(row.get_ref(0)?)),
        function: bytes(row.get_ref(1)?),
        priority: priority(row.get_ref(2)?),
        workload: bytes(row.get_ref(3)?),
        not_before: time(row.get_ref(4)?),
    })
}

fn unique(bytes: Bytes) -> Unique {
    match &bytes[..] {
        b"" => Unique::None,
        b"-" => Unique::Workload,
        _ => Unique::Given(bytes),
    }
}

/// Whatever type a value was stored as; a number is never what gearmand writes here.
fn bytes(value: ValueRef<'_>) -> Bytes {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Bytes::copy_from_slice(bytes),
        ValueRef::Null => Bytes::new(),
        ValueRef::Integer(number) => Bytes::from(number.to_string()),
        ValueRef::Real(number) => Bytes::from(number.to_string()),
    }
}

fn priority(value: ValueRef<'_>) -> Priority {
    match value.as_i64() {
        Ok(0) => Priority::HIGH,
        Ok(2) => Priority::LOW,
        Ok(_) | Err(_) => Priority::NORMAL,
    }
}

/// Whole seconds; nothing, or 0, for a job that may run at once.
fn time(value: ValueRef<'_>) -> Option<Timestamp> {
    let seconds = u64::try_from(value.as_i64().ok()?).ok()?;
    (seconds > 0).then(|| Timestamp(seconds.saturating_mul(MS_PER_SECOND)))
}
