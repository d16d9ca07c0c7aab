//! The write-ahead log, and when it is moved into the file.
//!
//! Moving it costs a sync of the log, writing the changed pages and a sync of the file, during which
//! nothing is committed. So it happens in idle time once the log is worth it, and otherwise only
//! when the log has grown to a size that must end. After it the log starts over in its old space;
//! `spare.rs` has how that comes to be.

mod spare;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;

use self::spare::Spare;
use super::identity::Identities;
use super::schema;
use crate::directory::with_suffix;
use crate::limits::{LOG_PAGES_IDLE, LOG_PAGES_MAX};
use crate::{Attempt, StoreError};

const MOVE: &str = "PRAGMA wal_checkpoint(PASSIVE)";
const MOVE_AND_EMPTY: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// What stands in front of each page in the log.
const FRAME_HEADER_BYTES: u64 = 24;

/// How much of the log is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    /// All of it.
    All,
    /// Others still read what it would overwrite, or are moving it.
    Partly,
}

/// How long the log of one connection is.
#[derive(Debug)]
pub(crate) struct Log {
    pages: Arc<AtomicU32>,
    page_bytes: u64,
    spare: Spare,
    /// The log and the index of it, which the next connection would look for.
    files: Identities,
}

impl Log {
    /// Watches the log of a connection to the file at `path`, which does not move it by itself any
    /// more.
    pub(crate) fn watch(connection: &mut Connection, path: &Path) -> rusqlite::Result<Self> {
        let log = Self {
            pages: Arc::default(),
            page_bytes: schema::number(connection, "page_size")?.unsigned_abs(),
            spare: Spare::new(with_suffix(path, "-wal")),
            files: Identities::default(),
        };
        let pages = Arc::clone(&log.pages);
        connection.wal_hook(Some(move |_: &mut _, now| {
            pages.store(u32::try_from(now).unwrap_or_default(), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(log)
    }

    /// Remembers which files the log at `path` is in, now that they are there.
    pub(crate) fn note_files(&mut self, path: &Path) {
        self.files = Identities::of(files(path));
    }

    /// Fails if what is written to the log would be found by nobody.
    pub(crate) fn check_files(&self, attempt: Attempt) -> Result<(), StoreError> {
        self.files.check(attempt).map_err(|error| match error {
            StoreError::Removed { attempt, path } => StoreError::LogRemoved { attempt, path },
            error => error,
        })
    }

    /// The connection is closed, and its files are of no interest any more.
    pub(crate) fn forget_files(&mut self) {
        self.files = Identities::default();
    }

    pub(crate) fn is_long(&self) -> bool {
        self.pages() >= LOG_PAGES_MAX
    }

    pub(crate) fn is_worth_idle_time(&self) -> bool {
        self.pages() >= LOG_PAGES_IDLE
    }

    /// Bytes that are used of the log's file.
    pub(crate) fn bytes(&self) -> u64 {
        u64::from(self.pages()) * (self.page_bytes + FRAME_HEADER_BYTES)
    }

    /// Bytes of a page, in the log as in the file.
    pub(crate) fn page_bytes(&self) -> u64 {
        self.page_bytes
    }

    /// Moves the log into the file, as far as others who read it let it go.
    pub(crate) fn shorten(&self, connection: &Connection) -> rusqlite::Result<Moved> {
        let (is_busy, in_log, moved): (bool, i64, i64) =
            connection.query_row(MOVE, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        // While somebody else moves it both numbers are unknown, and the same.
        if is_busy || in_log != moved {
            return Ok(Moved::Partly);
        }
        self.pages.store(0, Ordering::Relaxed);
        Ok(Moved::All)
    }

    /// Moves all of the log into the file and empties it, unless somebody reads it.
    pub(crate) fn start_over(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.query_row(MOVE_AND_EMPTY, [], |_| Ok(()))
    }

    /// Keeps the log longer than what is written to it.
    pub(crate) fn look_ahead(&mut self) {
        self.spare.look_ahead(self.bytes());
    }

    fn pages(&self) -> u32 {
        self.pages.load(Ordering::Relaxed)
    }
}

/// Removes what stands in the place of a log whose pages are all in the file at `path`.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    files(path)
        .into_iter()
        .try_for_each(|file| match fs::remove_file(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        })
}

fn files(path: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|suffix| with_suffix(path, suffix))
}
