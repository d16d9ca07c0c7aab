//! A copy of the file as it is at one moment, also of one that a server is using.

use std::fs;
use std::io;
use std::path::Path;

use geartrain_dispatch::JobId;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::open_to_read;
use crate::directory::{create_file, folder_of, sync_folder, with_suffix};
use crate::limits::NUMBERS_PER_PORTION;
use crate::sqlite::failure::sort;
use crate::sqlite::mark::Mark;
use crate::sqlite::{jobs, mark, verify};
use crate::{Attempt, StoreError};

/// Starts whose numbers a restored copy skips: those between the backup and its use.
const STARTS_SKIPPED: u64 = 1_024;
const ALL_PAGES: i32 = -1;

/// What is in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Jobs.
    pub jobs: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// Copies the store at `path` to a new file `to`, which can be opened as a store itself. The file
/// appears under its name once it is whole and on the disk; one that is there already is kept.
///
/// # Errors
/// When `to` is there already, or the one cannot be read or the other not written; a store that is
/// damaged is not copied.
pub fn backup(path: &Path, to: &Path) -> Result<BackedUp, StoreError> {
    let failed = |error| StoreError::from_io(Attempt::Backup, error);
    let partial = with_suffix(to, ".partial");
    if to.exists() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let source = open_to_read(Attempt::Backup, path)?;
    let file = create_file(&partial).map_err(failed)?;
    file.set_len(0).map_err(failed)?;
    let jobs = match copy_verified(&source, path, &partial) {
        Ok(jobs) => jobs,
        Err(error) => {
            // What is left is of no use, and the first error is the one to tell.
            drop(fs::remove_file(&partial));
            return Err(error);
        }
    };
    file.sync_all().map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    appear(&partial, to).map_err(failed)?;
    sync_folder(folder_of(to)).map_err(failed)?;
    Ok(BackedUp { jobs, bytes })
}

/// Gives the finished file its name, unless somebody else has it by now.
fn appear(partial: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(partial, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // The first error is the one to tell.
            drop(fs::remove_file(partial));
            Err(error)
        }
        // There are file systems on which a file has but one name.
        Err(_) => fs::rename(partial, to),
        Ok(()) => fs::remove_file(partial),
    }
}

fn copy_verified(source: &Connection, path: &Path, to: &Path) -> Result<u64, StoreError> {
    let failed = |error| sort(Attempt::Backup, path, error);
    let mut target = Connection::open(to).map_err(failed)?;
    copy(source, &mut target).map_err(failed)?;
    verify::pages(&target, path)?;
    verify::rows(&target, path)?;
    skip_numbers(&target).map_err(failed)?;
    let jobs = jobs::count(&target).map_err(failed)?;
    // A file by itself, which leaves nothing beside it when it is looked at.
    target
        .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
        .map_err(failed)?;
    // The last connection moves the log into the file and removes it.
    target.close().map_err(|(_, error)| failed(error))?;
    Ok(jobs)
}

/// All pages in one step: whatever the server commits meanwhile, the copy is of one moment.
fn copy(source: &Connection, target: &mut Connection) -> rusqlite::Result<()> {
    let backup = Backup::new(source, target)?;
    loop {
        match backup.step(ALL_PAGES)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            StepResult::Busy | StepResult::Locked | _ => return Err(busy()),
        }
    }
}

fn busy() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None)
}

/// The server goes on handing out numbers, which the copy must not repeat when it is used.
fn skip_numbers(target: &Connection) -> rusqlite::Result<()> {
    let used_up_to = match mark::read(target)? {
        Mark::UpTo(mark) => mark,
        Mark::Unused | Mark::Broken => 0,
    };
    let skipped = used_up_to.saturating_add(STARTS_SKIPPED * NUMBERS_PER_PORTION);
    mark::put(target, JobId(skipped))
}
