//! Reading jobs in parts, so that whoever takes long over each holds nobody up: between two parts
//! the file is not being read.

use geartrain_dispatch::KeptJob;
use rusqlite::Connection;

use super::{LastName, read_row};
use crate::group::job_bytes;
use crate::limits::{PART_BYTES, PART_JOBS};

const SELECT: &str = "
    SELECT id, attempts, is_buried, priority, submitted, not_before,
        unique_kind, unique_bytes, function, reducer, checksum, workload
    FROM job WHERE id > ?1 ORDER BY id";

/// Some jobs in order.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// One whose values are not what was written is `None`.
    pub(crate) jobs: Vec<Option<KeptJob>>,
    /// The key of the last row.
    pub(crate) last: i64,
}

/// Reads the next jobs after the row `after`; none when there are no more.
pub(crate) fn read_part(connection: &Connection, after: i64) -> rusqlite::Result<Part> {
    let mut select = connection.prepare_cached(SELECT)?;
    let mut rows = select.query([after])?;
    let mut part = Part::default();
    let mut names = LastName::default();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let job = read_row(row, &mut names)?;
        bytes += job.as_ref().map_or(0, job_bytes);
        part.last = row.get(0)?;
        part.jobs.push(job);
        if part.jobs.len() >= PART_JOBS || bytes >= PART_BYTES {
            break;
        }
    }
    Ok(part)
}
