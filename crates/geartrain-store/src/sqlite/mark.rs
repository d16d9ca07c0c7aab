//! Up to where job numbers may have been handed out: all SQL about table `numbers`.

use geartrain_dispatch::JobId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};

use super::checksum::Checksum;

const SELECT: &str = "SELECT used_up_to, checksum FROM numbers WHERE id = 0";
const PUT: &str = "INSERT OR REPLACE INTO numbers (id, used_up_to, checksum) VALUES (0, ?1, ?2)";

/// Number of columns of the table.
pub(crate) const COLUMNS: usize = 3;

/// What the file says about the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// No number was ever handed out.
    Unused,
    /// All numbers below this one may have been.
    UpTo(u64),
    /// The row is not what was written.
    Broken,
}

pub(crate) fn read(connection: &Connection) -> rusqlite::Result<Mark> {
    let row = connection
        .query_row(SELECT, [], |row| {
            Ok(from_values(&[row.get_ref(0)?, row.get_ref(1)?]))
        })
        .optional()?;
    Ok(row.unwrap_or(Mark::Unused))
}

pub(crate) fn put(connection: &Connection, used_up_to: JobId) -> rusqlite::Result<()> {
    let stored = used_up_to.0.cast_signed();
    connection.execute(PUT, params![stored, checksum(used_up_to.0)])?;
    Ok(())
}

/// The mark in a row, given its columns but the key.
pub(crate) fn from_values(values: &[ValueRef<'_>]) -> Mark {
    match values {
        [ValueRef::Integer(stored), ValueRef::Integer(sum)]
            if i64::from(checksum(stored.cast_unsigned())) == *sum =>
        {
            Mark::UpTo(stored.cast_unsigned())
        }
        _ => Mark::Broken,
    }
}

fn checksum(used_up_to: u64) -> u32 {
    Checksum::default().number(used_up_to).finish()
}
