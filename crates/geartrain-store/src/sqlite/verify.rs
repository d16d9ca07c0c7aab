//! Looking for damage: the structure of all pages, and the checksum of each row.

use std::path::Path;

use rusqlite::Connection;

use super::failure::{damaged, sort};
use super::mark::Mark;
use super::{functions, jobs, mark};
use crate::{Attempt, StoreError};

const PAGES: &str = "PRAGMA quick_check(1)";

/// Checks that the pages form whole tables and lists. Reads every page once.
pub(crate) fn pages(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| sort(Attempt::Open, path, error);
    let found: String = connection
        .query_row(PAGES, [], |row| row.get(0))
        .map_err(failed)?;
    if found == "ok" {
        return Ok(());
    }
    Err(damaged(Attempt::Open, path, found))
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
