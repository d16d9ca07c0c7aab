//! The queue that gearmand keeps in a SQLite file: the way in, and the way home.
//!
//! A row has no number, no count of attempts and no reducer, its key is the pair of unique and
//! function, and gearmand cannot start when it finds an empty payload. So everything can be read,
//! but not every job of ours can be written.

mod read;
mod write;

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use bytes::Bytes;
use geartrain_dispatch::{JobId, Priority, Timestamp, Unique};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::limits::BUSY_WAIT;
use crate::sqlite::{Checksum, sort};
use crate::{Attempt, StoreError};

pub use self::read::{GearmandReader, GearmandRow, read_gearmand_queue};
pub(crate) use self::write::{Present, QueueWriter};

/// Offset of the counter in the header of a SQLite file.
const CHANGE_COUNTER_AT: usize = 24;

/// Offset of what says how the file is to be read, and that it has a log.
const READ_VERSION_AT: usize = 19;
const WITH_LOG: u8 = 2;
const HEADER_BYTES: usize = 28;

/// Where gearmand keeps a queue: `--libsqlite3-db` and `--libsqlite3-table`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GearmandQueue {
    /// The file.
    pub path: PathBuf,
    /// The table; gearmand's default is `gearman_queue`.
    pub table: String,
}

/// A job as gearmand keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GearmandJob {
    /// Name of the function.
    pub function: Bytes,
    /// What makes it the same as another one.
    pub unique: Unique,
    /// The function's argument.
    pub workload: Bytes,
    /// How urgent it is.
    pub priority: Priority,
    /// Earliest moment to run; gearmand knows whole seconds.
    pub not_before: Option<Timestamp>,
}

/// What became of jobs that were to be written to a queue of gearmand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Jobs that are in the queue now.
    pub jobs: u64,
    /// Jobs that are not, and why.
    pub left_out: Vec<(JobId, LeftOut)>,
}

/// Why a job is not in a queue of gearmand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// gearmand would not start any more once it finds a job without a payload.
    EmptyWorkload,
    /// gearmand would forget the reducer.
    Reducer,
    /// It used up its attempts, which gearmand does not keep.
    Buried,
    /// The queue has a job of the same function and unique already.
    AlreadyThere,
}

impl GearmandQueue {
    /// The table where gearmand's options name none.
    pub const TABLE_DEFAULT: &str = "gearman_queue";

    /// Whether there is a file with such a table.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn exists(&self) -> Result<bool, StoreError> {
        if !self.path.exists() {
            return Ok(false);
        }
        let connection = self.connect_to_read()?;
        let columns = columns(&connection, &self.table);
        Ok(!columns.map_err(|error| self.failed(error))?.is_empty())
    }

    /// A number that tells two states of a queue apart: how often the file was changed, as its header
    /// says. That stands still while changes go into a log, so then the rows say it themselves. The
    /// file must not be open in this process, for closing it here frees the locks of all others.
    pub(crate) fn change_counter(&self) -> Result<u32, StoreError> {
        let mut header = [0; HEADER_BYTES];
        File::open(&self.path)
            .and_then(|file| file.read_exact_at(&mut header, 0))
            .map_err(|error| StoreError::from_io(Attempt::Exchange, error))?;
        if header[READ_VERSION_AT] == WITH_LOG {
            return self.checksum();
        }
        let counter = &header[CHANGE_COUNTER_AT..CHANGE_COUNTER_AT + 4];
        Ok(u32::from_be_bytes(counter.try_into().expect("four bytes")))
    }

    /// Covers all that is taken over.
    fn checksum(&self) -> Result<u32, StoreError> {
        let mut sum = Checksum::default();
        read_gearmand_queue(self, &mut |job| {
            let unique = match &job.unique {
                Unique::Given(unique) => Some(&unique[..]),
                Unique::None | Unique::Workload => None,
            };
            sum = std::mem::take(&mut sum)
                .bytes(&job.function)
                .optional_bytes(unique)
                .bytes(&job.workload)
                .number(u64::from(job.priority.0))
                .optional_number(job.not_before.map(|at| at.0));
        })?;
        Ok(sum.finish())
    }

    /// Connects without changing anything, but for what a process that was killed left half
    /// written: like gearmand itself, SQLite can read the file only after it undid that.
    fn connect_to_read(&self) -> Result<Connection, StoreError> {
        let read_only = self.connect(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        match look(&read_only) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {
                let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
                let undone = look(&connection);
                undone.map_err(|error| self.failed(error))?;
                Ok(connection)
            }
            _ => Ok(read_only),
        }
    }

    fn connect(&self, mode: OpenFlags) -> Result<Connection, StoreError> {
        let failed = |error| self.failed(error);
        // Opening a pipe may never return.
        if self.path.metadata().is_ok_and(|found| !found.is_file()) {
            return Err(self.none("it is no plain file"));
        }
        let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY_WAIT).map_err(failed)?;
        Ok(connection)
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
            return self.none("it is no SQLite file");
        }
        match error {
            // What gearmand writes has all that is asked for.
            rusqlite::Error::SqlInputError { msg, .. } => self.none(msg),
            error => sort(Attempt::Exchange, &self.path, error),
        }
    }

    fn none(&self, detail: impl Into<String>) -> StoreError {
        StoreError::NoQueue {
            path: self.path.clone(),
            detail: detail.into(),
        }
    }
}

/// Reads something, whatever it is.
fn look(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Names of the table's columns; none if there is no such table.
fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut select = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = select.query_map([table], |row| row.get(0))?;
    names.collect()
}

/// The name as SQL has it, whatever it is made of.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
