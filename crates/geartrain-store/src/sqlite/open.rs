//! Opening the file: whose it is, whether it is whole, and from where jobs are numbered.

use std::path::Path;

use geartrain_dispatch::JobId;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::failure::{damaged, sort};
use super::identity::Identity;
use super::log::Log;
use super::mark::Mark;
use super::room::Room;
use super::{SqliteStore, Trust, functions, jobs, mark, salvage, schema, verify};
use crate::directory::{create_file, create_folder, folder_of};
use crate::lock::StoreLock;
use crate::{Attempt, JobNumbers, Loaded, StoreError};

/// How a file is to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// New jobs have at least this number. The time of the start in microseconds, say, keeps numbers
    /// from coming back even where the file was deleted.
    pub first_job_min: JobId,
    /// What to do with a damaged file.
    pub on_damage: OnDamage,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            first_job_min: JobId(1),
            on_damage: OnDamage::Salvage,
        }
    }
}

/// What to do with a damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDamage {
    /// Set it aside and start with what can be read of it.
    Salvage,
    /// Leave it alone and fail with [`StoreError::Damaged`].
    Refuse,
}

impl SqliteStore {
    /// Opens the store at `path`, made where it is missing, and becomes its only owner.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another server has it, [`StoreError::Foreign`] and
    /// [`StoreError::Newer`] when it is not to be touched, [`StoreError::Damaged`] where that is to be
    /// refused; else what keeps the file from being read and written.
    pub fn open(path: &Path, options: &SqliteOptions) -> Result<Self, StoreError> {
        let failed = |error| StoreError::from_io(Attempt::Open, error);
        create_folder(folder_of(path)).map_err(failed)?;
        verify::plain_files(path)?;
        let lock = StoreLock::take(path)?;
        let set_aside = salvage::finish(path)?;
        drop(create_file(path).map_err(failed)?);
        let (connection, log, salvaged) = open_whole(path, options.on_damage)?;
        let resumed =
            set_aside.map(|file| Ok(salvage::resumed(file, count_kept(&connection, path)?)));
        let salvaged = salvaged.or(resumed.transpose()?);
        let numbers = set_numbers_aside(&connection, options.first_job_min, path)?;
        let identity = Identity::of(path).map_err(failed)?;
        Ok(Self {
            connection,
            log,
            room: Room::default(),
            path: path.to_owned(),
            identity,
            numbers,
            trust: Trust::Trusted,
            salvaged,
            lock,
        })
    }
}

fn count_kept(connection: &Connection, path: &Path) -> Result<Loaded, StoreError> {
    let failed = |error| sort(Attempt::Open, path, error);
    Ok(Loaded {
        jobs: jobs::count(connection).map_err(failed)?,
        functions: functions::read_all(connection, &mut |_| {}).map_err(failed)?,
    })
}

/// Opens the file, rescuing it first if it is damaged.
fn open_whole(
    path: &Path,
    on_damage: OnDamage,
) -> Result<(Connection, Log, Option<salvage::Salvaged>), StoreError> {
    match (again(path), on_damage) {
        (Ok((connection, log)), _) => Ok((connection, log, None)),
        (Err(StoreError::Damaged { .. }), OnDamage::Salvage) => {
            let salvaged = salvage::rescue(path)?;
            let (connection, log) = again(path)?;
            Ok((connection, log, Some(salvaged)))
        }
        (Err(error), OnDamage::Salvage | OnDamage::Refuse) => Err(error),
    }
}

/// Connects to a file that is there and whose lock is held, and verifies it. One that fails is left
/// as it was: its log is not moved into it when this connection is closed.
pub(crate) fn again(path: &Path) -> Result<(Connection, Log), StoreError> {
    let failed = |error| sort(Attempt::Open, path, error);
    verify::header(path)?;
    verify::log(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    let leave_log = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    connection.set_db_config(leave_log, true).map_err(failed)?;
    schema::check_origin(&connection, path)?;
    schema::prepare_owner(&connection).map_err(failed)?;
    let mut log = Log::watch(&mut connection, path).map_err(failed)?;
    verify::pages(&connection, path)?;
    schema::migrate(&mut connection).map_err(failed)?;
    verify::tables(&connection, path)?;
    verify::rows(&connection, path)?;
    connection.set_db_config(leave_log, false).map_err(failed)?;
    // What an earlier owner did not finish is no more there, to be told from damage later.
    log.start_over(&connection).map_err(failed)?;
    log.note_files(path);
    Ok((connection, log))
}

/// Numbers beyond all that may have been handed out before, marked as such before any is used.
fn set_numbers_aside(
    connection: &Connection,
    first_job_min: JobId,
    path: &Path,
) -> Result<JobNumbers, StoreError> {
    let failed = |error| sort(Attempt::SetNumbersAside, path, error);
    let marked = match mark::read(connection).map_err(failed)? {
        Mark::Unused => 0,
        Mark::UpTo(marked) => marked,
        Mark::Broken => {
            return Err(damaged(
                Attempt::SetNumbersAside,
                path,
                "the mark is broken",
            ));
        }
    };
    let highest = jobs::highest(connection).map_err(failed)?;
    let after_highest = highest.map_or(0, |highest| highest.saturating_add(1));
    let first = marked.max(after_highest).max(first_job_min.0);
    let numbers = JobNumbers::starting_at(first)?;
    mark::put(connection, numbers.end).map_err(failed)?;
    Ok(numbers)
}
