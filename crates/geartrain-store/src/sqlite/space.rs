//! Giving back space that nobody needs any more.
//!
//! Pages of ended jobs are used again first. When most of the file is unused, which is how a queue
//! that was once deep leaves it, idle time is used to move what is left to the front and cut off the
//! end, a step at a time. Rewriting the whole file instead would hold up commits for as long as
//! there are jobs, and need as much space again.

use std::fs;
use std::time::Instant;

use rusqlite::Connection;

use super::{SqliteStore, schema};
use crate::Tidied;
use crate::limits::{FREE_PAGES_KEPT, SHRINK_STEP_PAGES};

const SHRINK: &str = "PRAGMA incremental_vacuum";

impl SqliteStore {
    /// Shortens the log and the file until the time is over. At least one step is made.
    pub(crate) fn tidy_until(&mut self, until: Instant) -> rusqlite::Result<Tidied> {
        while is_wasteful(&self.connection)? {
            shrink_a_step(&self.connection)?;
            if self.log.is_worth_idle_time() {
                self.log.shorten(&self.connection)?;
            }
            if Instant::now() >= until {
                return Ok(Tidied::Partly);
            }
        }
        if self.log.is_worth_idle_time() || self.has_end_to_cut_off()? {
            self.log.shorten(&self.connection)?;
        }
        Ok(Tidied::All)
    }

    /// Whether the file is longer than its pages: the end goes when the log is moved into it.
    fn has_end_to_cut_off(&self) -> rusqlite::Result<bool> {
        let pages = schema::number(&self.connection, "page_count")?;
        let bytes = pages * schema::number(&self.connection, "page_size")?;
        // The file is not opened for this: closing it would free the locks that SQLite holds on it.
        let length = fs::metadata(&self.path).map_or(0, |file| file.len());
        Ok(length > bytes.cast_unsigned())
    }
}

/// Whether the unused part is larger than the used one, and large enough to matter.
fn is_wasteful(connection: &Connection) -> rusqlite::Result<bool> {
    let free = schema::number(connection, "freelist_count")?;
    let used = schema::number(connection, "page_count")? - free;
    Ok(free > used.max(i64::from(FREE_PAGES_KEPT)))
}

/// Each row that SQLite returns here stands for a page that was given back.
fn shrink_a_step(connection: &Connection) -> rusqlite::Result<()> {
    let mut step = connection.prepare_cached(&format!("{SHRINK}({SHRINK_STEP_PAGES})"))?;
    let mut pages = step.query([])?;
    while pages.next()?.is_some() {}
    Ok(())
}
