//! What operators do with a file: look for damage, list, copy and rewrite it.
//!
//! All but rewriting works beside a running server: a reader sees the state of one moment and holds
//! nobody up.

mod backup;

use std::fs;
use std::path::Path;

use geartrain_dispatch::Record;
use rusqlite::{Connection, OpenFlags};

use super::failure::{damaged, sort};
use super::mark::Mark;
use super::{functions, jobs, mark, open, schema};
use crate::limits::BUSY_WAIT;
use crate::lock::StoreLock;
use crate::{Attempt, Loaded, StoreError};

pub use self::backup::{BackedUp, backup};

/// Lines of a report about damage at most.
const PROBLEMS_MAX: usize = 100;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What is kept and whole.
    pub kept: Loaded,
    /// The first of what is wrong, in words; empty when all is well.
    pub problems: Vec<String>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes of it that nobody needs at the moment.
    pub free_bytes: u64,
}

/// Looks at every page and every row.
pub fn check(path: &Path) -> Result<Checked, StoreError> {
    let connection = match open_to_read(Attempt::Check, path) {
        Err(StoreError::Damaged { detail, .. }) => return Ok(checked_as_unreadable(detail)),
        opened => opened?,
    };
    match look_at_all(&connection) {
        Ok(checked) => Ok(checked),
        Err(error) => match sort(Attempt::Check, path, error) {
            StoreError::Damaged { detail, .. } => Ok(checked_as_unreadable(detail)),
            other => Err(other),
        },
    }
}

/// Hands out all that is kept, as [`Store::load`](crate::Store::load) does. What is whole is handed
/// out even where the error at the end says that not all is.
pub fn dump(path: &Path, each: &mut dyn FnMut(Record)) -> Result<Loaded, StoreError> {
    let failed = |error| sort(Attempt::Load, path, error);
    let connection = open_to_read(Attempt::Load, path)?;
    let mut broken = 0_u64;
    let functions = functions::read_all(&connection, &mut |kept| match kept {
        Some(function) => functions::records(function).for_each(&mut *each),
        None => broken += 1,
    });
    let jobs = jobs::read_all(&connection, &mut |kept| match kept {
        Some(job) => each(Record::Added(Box::new(job))),
        None => broken += 1,
    });
    let loaded = Loaded {
        functions: functions.map_err(failed)?,
        jobs: jobs.map_err(failed)?,
    };
    if broken > 0 {
        let detail = format!("{broken} rows are not what was written");
        return Err(damaged(Attempt::Load, path, detail));
    }
    Ok(loaded)
}

/// Bytes of a file before and after it was rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compacted {
    /// Before.
    pub bytes_before: u64,
    /// After.
    pub bytes_after: u64,
}

/// Rewrites the file without its gaps. Needs as much space again, and no server may use it.
pub fn compact(path: &Path) -> Result<Compacted, StoreError> {
    let failed = |error| sort(Attempt::Compact, path, error);
    let _lock = StoreLock::take(path)?;
    let bytes_before = length(path)?;
    let (connection, _log) = open::again(path)?;
    connection.execute_batch("VACUUM").map_err(failed)?;
    // Moves the log into the file and removes it.
    connection.close().map_err(|(_, error)| failed(error))?;
    Ok(Compacted {
        bytes_before,
        bytes_after: length(path)?,
    })
}

fn length(path: &Path) -> Result<u64, StoreError> {
    let entry = fs::metadata(path).map_err(|error| StoreError::from_io(Attempt::Compact, error))?;
    Ok(entry.len())
}

/// Connects to a file that a server may be using.
fn open_to_read(attempt: Attempt, path: &Path) -> Result<Connection, StoreError> {
    let failed = |error| sort(attempt, path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_WAIT).map_err(failed)?;
    schema::check_origin(&connection, path)?;
    Ok(connection)
}

fn checked_as_unreadable(detail: String) -> Checked {
    Checked {
        problems: vec![detail],
        ..Checked::default()
    }
}

fn look_at_all(connection: &Connection) -> rusqlite::Result<Checked> {
    let mut checked = Checked {
        problems: structure(connection)?,
        ..Checked::default()
    };
    if mark::read(connection)? == Mark::Broken {
        checked
            .problems
            .push("the mark of job numbers is broken".to_owned());
    }
    let mut broken = 0_u64;
    checked.kept.functions = functions::read_all(connection, &mut |kept| {
        broken += u64::from(kept.is_none());
    })?;
    checked.kept.jobs = jobs::read_all(connection, &mut |kept| {
        broken += u64::from(kept.is_none());
    })?;
    if broken > 0 {
        checked
            .problems
            .push(format!("{broken} rows are not what was written"));
    }
    let page_bytes = schema::number(connection, "page_size")?;
    let bytes = |pages: i64| (pages * page_bytes).unsigned_abs();
    checked.bytes = bytes(schema::number(connection, "page_count")?);
    checked.free_bytes = bytes(schema::number(connection, "freelist_count")?);
    Ok(checked)
}

/// What is wrong with pages and indexes.
fn structure(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut check = connection.prepare(&format!("PRAGMA integrity_check({PROBLEMS_MAX})"))?;
    let problems = check.query_map([], |row| row.get::<_, String>(0))?;
    let problems: Vec<String> = problems.collect::<Result<_, _>>()?;
    Ok(problems
        .into_iter()
        .filter(|problem| problem != "ok")
        .collect())
}
