//! The layout of the file, and how older layouts become the present one.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::failure::{damaged, sort};
use crate::limits::{BUSY_WAIT, LOG_BYTES_KEPT, PAGE_CACHE_KIB};
use crate::{Attempt, StoreError};

/// All tables of the present layout.
const TABLES: [&str; 4] = ["job", "function", "numbers", "taken_over"];

/// Marks the file as ours: `GTJB`.
pub(crate) const APPLICATION_ID: i64 = 0x4754_4a42;

/// Each step makes the next version of the layout out of the one before; the first one starts from
/// an empty file. A step that was released is never changed.
///
/// `job`: the key is the number behind the handle, so that jobs come back in order and are removed
/// without an index. What changes stands in front of what may be large, and the checksum covers all
/// that never changes. Times are milliseconds since 1970.
///
/// `function`: what operators said about functions. `numbers`: the single row says up to where job
/// numbers may have been handed out. `taken_over`: queues of gearmand that are in `job` already.
const STEPS: [&str; 1] = ["
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,
        attempts INTEGER NOT NULL,
        is_buried INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        submitted INTEGER NOT NULL,
        not_before INTEGER,
        unique_kind INTEGER NOT NULL,
        unique_bytes BLOB NOT NULL,
        function BLOB NOT NULL,
        reducer BLOB,
        checksum INTEGER NOT NULL,
        workload BLOB NOT NULL
    ) STRICT;
    CREATE TABLE function (
        id INTEGER PRIMARY KEY,
        name BLOB NOT NULL UNIQUE,
        is_kept INTEGER NOT NULL,
        bound_kind INTEGER NOT NULL,
        bound_total INTEGER,
        bound_high INTEGER,
        bound_normal INTEGER,
        bound_low INTEGER,
        checksum INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE numbers (
        id INTEGER PRIMARY KEY,
        used_up_to INTEGER NOT NULL,
        checksum INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE taken_over (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL,
        queue BLOB NOT NULL,
        change_counter INTEGER NOT NULL
    ) STRICT;
"];

/// The layout that this program writes.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

/// Lets a file shrink in small steps, for which pages know who points at them. Can be chosen only
/// while the file is empty.
const EMPTY_FILE_SETTINGS: &str = "PRAGMA auto_vacuum = INCREMENTAL";

/// How a connection of the owner behaves. Moving the log into the file is done by hand, at moments
/// that hold nobody up.
const OWNER_SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
";

/// Prepares the connection of a file's owner, who alone writes.
pub(crate) fn prepare_owner(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_WAIT)?;
    if number(connection, "page_count")? == 0 {
        connection.execute_batch(EMPTY_FILE_SETTINGS)?;
    }
    connection.execute_batch(OWNER_SETTINGS)?;
    connection.pragma_update(None, "cache_size", -PAGE_CACHE_KIB)?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES_KEPT, |_| Ok(()))
}

/// Refuses a file that is not ours, or of a later version. An empty file is as good as ours.
pub(crate) fn check_origin(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| sort(Attempt::Open, path, error);
    let application = number(connection, "application_id").map_err(failed)?;
    let version = number(connection, "user_version").map_err(failed)?;
    let tables = tables(connection).map_err(failed)?;
    if tables == Tables::Others {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
            detail: "it has no table job".to_owned(),
        });
    }
    if version > VERSION {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found: version,
            known: VERSION,
        });
    }
    if tables == Tables::Ours && (application != APPLICATION_ID || version < 1) {
        return Err(damaged(
            Attempt::Open,
            path,
            "the header is not what was written",
        ));
    }
    Ok(())
}

/// Whether nothing was written to the file yet.
pub(crate) fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(tables(connection)? == Tables::None)
}

/// Whose tables a file has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tables {
    None,
    Ours,
    Others,
}

fn tables(connection: &Connection) -> rusqlite::Result<Tables> {
    let ours = "SELECT count(*), count(*) FILTER (WHERE name = 'job') FROM sqlite_schema";
    let (all, ours): (i64, i64) =
        connection.query_row(ours, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(match (all, ours) {
        (0, _) => Tables::None,
        (_, 0) => Tables::Others,
        (_, _) => Tables::Ours,
    })
}

/// The first of our tables that is not there.
pub(crate) fn missing_table(connection: &Connection) -> rusqlite::Result<Option<&'static str>> {
    let exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    let mut exists = connection.prepare(exists)?;
    for table in TABLES {
        let found: i64 = exists.query_row([table], |row| row.get(0))?;
        if found == 0 {
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// Brings the layout up to the present version, in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = number(connection, "user_version")?;
    if version == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(version).unwrap_or_default();
    for step in &STEPS[done..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// The value of a pragma that is one number.
pub(crate) fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

#[cfg(test)]
mod tests;
