//! What operators do with a file: look for damage, list, copy and rewrite it.
//!
//! All but rewriting works beside a running server: a reader sees the state of one moment and holds
//! nobody up.

mod backup;
mod dump;

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::failure::sort;
use super::mark::Mark;
use super::{functions, jobs, mark, open, schema, verify};
use crate::directory::with_suffix;
use crate::limits::BUSY_WAIT;
use crate::lock::{LockState, StoreLock};
use crate::{Attempt, Loaded, StoreError};

pub use self::backup::{BackedUp, backup};
pub use self::dump::dump;

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
///
/// # Errors
/// When there is no store, or it cannot be read at all. Damage is no error but a finding.
pub fn check(path: &Path) -> Result<Checked, StoreError> {
    let opened = look_at_files(path).and_then(|()| open_to_read(Attempt::Check, path));
    let connection = match opened {
        Err(StoreError::Damaged { detail, .. }) => return Ok(checked_as_unreadable(detail)),
        opened => opened?,
    };
    if schema::is_empty(&connection).map_err(|error| sort(Attempt::Check, path, error))? {
        return Ok(checked_as_unreadable("it is empty".to_owned()));
    }
    if let Err(StoreError::Damaged { detail, .. }) = verify::tables(&connection, path) {
        return Ok(checked_as_unreadable(detail));
    }
    match look_at_all(&connection) {
        Ok(checked) => Ok(checked),
        Err(error) => match sort(Attempt::Check, path, error) {
            StoreError::Damaged { detail, .. } => Ok(checked_as_unreadable(detail)),
            other => Err(other),
        },
    }
}

/// Looks for what SQLite passes over without a word: unless a server is at work in the log. For this
/// moment none can start.
fn look_at_files(path: &Path) -> Result<(), StoreError> {
    verify::plain_files(path)?;
    let look = || verify::header(path).and_then(|()| verify::log(path));
    match StoreLock::look(path) {
        LockState::Taken => Ok(()),
        LockState::NoFile => look(),
        LockState::Free(lock) => {
            let found = look();
            drop(lock);
            found
        }
    }
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
///
/// # Errors
/// [`StoreError::Locked`] while a server uses it; else what keeps the file from being written anew.
/// The old one stays as it was then.
pub fn compact(path: &Path) -> Result<Compacted, StoreError> {
    let failed = |error| sort(Attempt::Compact, path, error);
    verify::plain_files(path)?;
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

/// Connects to a file that a server may be using. Without a log, which a store that was closed does
/// not have, it may lie in a folder that cannot be written.
fn open_to_read(attempt: Attempt, path: &Path) -> Result<Connection, StoreError> {
    verify::plain_files(path)?;
    let opened = connect(attempt, path, "");
    match opened {
        Err(StoreError::Io { .. } | StoreError::ReadOnly { .. })
            if path.exists() && has_no_log(path) =>
        {
            connect(attempt, path, "?immutable=1").or(opened)
        }
        opened => opened,
    }
}

fn has_no_log(path: &Path) -> bool {
    let log = fs::metadata(with_suffix(path, "-wal"));
    log.map_or(true, |log| log.len() == 0)
}

fn connect(attempt: Attempt, path: &Path, how: &str) -> Result<Connection, StoreError> {
    let failed = |error| sort(attempt, path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let mut name = uri(path).map_err(|error| StoreError::from_io(attempt, error))?;
    name.push_str(how);
    let connection = Connection::open_with_flags(name, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_WAIT).map_err(failed)?;
    schema::check_origin(&connection, path)?;
    Ok(connection)
}

/// The path as SQLite takes it with parameters behind.
fn uri(path: &Path) -> io::Result<String> {
    let path = std::path::absolute(path)?;
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            byte => uri.push_str(&format!("%{byte:02x}")),
        }
    }
    Ok(uri)
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
