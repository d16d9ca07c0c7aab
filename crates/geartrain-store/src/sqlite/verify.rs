//! Looking for damage: the files, the log, the structure of all pages, and the checksum of each row.
//!
//! The latter two read the whole file, which loading it does anyway: a million small jobs take about as long
//! to verify as to load, well below a second each.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::Connection;

use super::failure::{damaged, sort};
use super::mark::Mark;
use super::salvage::overlay::Overlay;
use super::{functions, jobs, mark, schema};
use crate::directory::with_suffix;
use crate::{Attempt, StoreError};

const PAGES: &str = "PRAGMA quick_check(1)";

const HEADER_BYTES: usize = 64;
/// How every SQLite file begins.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The files of a store by what follows its name, the lock among them.
const FILES: [&str; 5] = ["", "-wal", "-shm", "-journal", ".lock"];

/// Checks that what is in the place of the store is made of plain files, before any of them is
/// opened: opening a pipe may never return, and a device holds nothing.
pub(crate) fn plain_files(path: &Path) -> Result<(), StoreError> {
    for suffix in FILES {
        let path = with_suffix(path, suffix);
        if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            let detail = "it is no plain file".to_owned();
            return Err(StoreError::Foreign { path, detail });
        }
    }
    Ok(())
}

/// Checks what makes SQLite refuse a file without calling it damaged. Nobody in this process may have
/// the file open: closing it here frees SQLite's locks.
pub(crate) fn header(path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_io(Attempt::Open, error);
    let file = File::open(path).map_err(failed)?;
    let mut header = [0; HEADER_BYTES];
    match file.read_exact_at(&mut header, 0) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return short(path, &file),
        read => read.map_err(failed)?,
    }
    if !header.starts_with(MAGIC) {
        let detail = "it does not begin as a store does";
        return Err(damaged(Attempt::Open, path, detail));
    }
    if has_known_format(&header) {
        return Ok(());
    }
    let detail = "the header is not what was written";
    Err(damaged(Attempt::Open, path, detail))
}

/// A file without a header is new, unless it was cut: SQLite removes the log of an empty one unread.
fn short(path: &Path, file: &File) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_io(Attempt::Open, error);
    let is_empty = file.metadata().map_err(failed)?.len() == 0;
    let log = with_suffix(path, "-wal");
    if is_empty && log.metadata().is_ok_and(|log| log.len() > 0) {
        let detail = "it is empty, and its log is not";
        return Err(damaged(Attempt::Open, path, detail));
    }
    Ok(())
}

/// Checks that the log ends where it was torn, if at all: SQLite drops all behind the first bad frame
/// without a word. Nobody in this process may have the log open.
pub(crate) fn log(path: &Path) -> Result<(), StoreError> {
    let (log, _) =
        Overlay::open(path).map_err(|error| StoreError::from_io(Attempt::Open, error))?;
    if log.is_damaged() {
        let detail = format!(
            "{} pages in its log are not what was written",
            log.frames_lost()
        );
        return Err(damaged(Attempt::Open, path, detail));
    }
    Ok(())
}

/// Whether any version of SQLite writes such numbers: who may write and read the file, how it is laid
/// out, and how text is encoded.
fn has_known_format(header: &[u8; HEADER_BYTES]) -> bool {
    matches!(header[18..20], [1 | 2, 1 | 2])
        && matches!(header[44..48], [0, 0, 0, 0..=4])
        && matches!(header[56..60], [0, 0, 0, 0..=3])
}

/// Checks that the pages form whole tables and lists. Reads every page once.
pub(crate) fn pages(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| sort(Attempt::Open, path, error);
    let found: String = connection
        .query_row(PAGES, [], |row| row.get(0))
        .map_err(failed)?;
    if found == "ok" {
        return Ok(());
    }
    // A title comes first where there is one: an error is a single line.
    let problem = found.lines().last().unwrap_or_default();
    Err(damaged(Attempt::Open, path, problem))
}

/// Checks that no table is missing.
pub(crate) fn tables(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    match schema::missing_table(connection) {
        Ok(None) => Ok(()),
        Ok(Some(missing)) => {
            let detail = format!("it has no table {missing}");
            Err(damaged(Attempt::Open, path, detail))
        }
        Err(error) => Err(sort(Attempt::Open, path, error)),
    }
}

/// Checks that each row holds what was written.
pub(crate) fn rows(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let broken = count_broken(connection).map_err(|error| sort(Attempt::Open, path, error))?;
    if broken == 0 {
        return Ok(());
    }
    let detail = format!("{broken} rows are not what was written");
    Err(damaged(Attempt::Open, path, detail))
}

fn count_broken(connection: &Connection) -> rusqlite::Result<u64> {
    let mut broken = u64::from(mark::read(connection)? == Mark::Broken);
    functions::read_all(connection, &mut |kept| broken += u64::from(kept.is_none()))?;
    jobs::read_all(connection, &mut |kept| broken += u64::from(kept.is_none()))?;
    Ok(broken)
}
