//! Reading a queue of gearmand without changing it.

use bytes::Bytes;
use geartrain_dispatch::{Priority, Timestamp, Unique};
use rusqlite::types::ValueRef;
use rusqlite::{OpenFlags, Row};

use super::{GearmandJob, GearmandQueue, columns, quoted};
use crate::StoreError;

const MS_PER_SECOND: u64 = 1_000;

/// Reads all jobs of the queue in the order in which they were submitted; returns how many.
pub fn read_gearmand_queue(
    queue: &GearmandQueue,
    each: &mut dyn FnMut(GearmandJob),
) -> Result<u64, StoreError> {
    let failed = |error| queue.failed(error);
    let connection = queue.connect(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let columns = columns(&connection, &queue.table).map_err(failed)?;
    let select = select(queue, &columns)?;
    let mut select = connection.prepare(&select).map_err(failed)?;
    let mut rows = select.query([]).map_err(failed)?;
    let mut count = 0;
    while let Some(row) = rows.next().map_err(failed)? {
        each(job(row).map_err(failed)?);
        count += 1;
    }
    Ok(count)
}

/// Older versions of gearmand had no column for the time.
fn select(queue: &GearmandQueue, columns: &[String]) -> Result<String, StoreError> {
    let has = |column: &str| columns.iter().any(|name| name.eq_ignore_ascii_case(column));
    let needed = ["unique_key", "function_name", "priority", "data"];
    if let Some(missing) = needed.into_iter().find(|column| !has(column)) {
        return Err(StoreError::Foreign {
            path: queue.path.clone(),
            detail: format!("no column {missing} in a table {}", queue.table),
        });
    }
    let time = if has("when_to_run") {
        "when_to_run"
    } else {
        "0"
    };
    let table = quoted(&queue.table);
    Ok(format!(
        "SELECT unique_key, function_name, priority, data, {time} FROM {table} ORDER BY rowid"
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
