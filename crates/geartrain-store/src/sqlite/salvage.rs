//! Rescuing what is readable of a damaged file.
//!
//! SQLite finds rows by walking from the root of a table down, so one broken page can hide all the
//! others. Here each page is looked at for itself: a row on any leaf that can be read is taken, if
//! its checksum is right. The rows go into a new file, which then takes the place of the damaged
//! one; that is set aside under a name of its own.
//!
//! The finished new file carries the number under which the old one is set aside. Its existence says
//! that the exchange has begun, and whoever opens the store next ends it.

mod cell;
mod frames;
mod free;
pub(crate) mod overlay;
mod page_file;
mod record;
mod rescue;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use geartrain_dispatch::JobId;
use rusqlite::Connection;

use self::page_file::PageFile;
use self::rescue::Rescue;
use super::failure::sort;
use super::schema;
use crate::directory::{create_file, folder_of, sync_folder, with_suffix};
use crate::{Attempt, Loaded, StoreError};

/// Files beside the main one that hold parts of the same data.
const PARTS: [&str; 2] = ["", "-wal"];
/// An index into the log that SQLite makes anew.
const LOG_INDEX: &str = "-shm";

/// What became of a damaged file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Where the damaged file is now.
    pub set_aside: PathBuf,
    /// It was done by an earlier start, which was killed before it could tell; what was lost is not
    /// known any more.
    pub is_resumed: bool,
    /// Jobs that were rescued.
    pub jobs: u64,
    /// Functions whose bound or creation by hand was rescued.
    pub functions: u64,
    /// Rows that were found, but are not what was written.
    pub rows_lost: u64,
    /// The first of the jobs among them.
    pub jobs_lost: Vec<JobId>,
    /// Pages, or newer images of pages, that could not be read at all; each may have held some tens
    /// of jobs.
    pub pages_lost: u64,
}

/// Puts a new file with all readable rows in the place of the damaged one. Nobody may have the file
/// open, and the lock of the store is held.
pub(crate) fn rescue(path: &Path) -> Result<Salvaged, StoreError> {
    let number = (1_u32..)
        .find(|number| !with_suffix(path, &set_aside_suffix(*number)).exists())
        .expect("there are fewer files than numbers");
    let growing = with_suffix(path, ".salvaging");
    remove_all_parts(&growing).map_err(failed)?;
    let mut salvaged = fill_new_file(path, &growing)?;
    fs::rename(&growing, with_suffix(path, &salvaged_suffix(number))).map_err(failed)?;
    sync_folder(folder_of(path)).map_err(failed)?;
    finish(path)?;
    salvaged.set_aside = with_suffix(path, &set_aside_suffix(number));
    Ok(salvaged)
}

/// Ends an exchange of files that was begun, perhaps by a process that died. Gives where the damaged
/// file is then.
pub(crate) fn finish(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let Some(number) = begun_exchange(path).map_err(failed)? else {
        return Ok(None);
    };
    exchange(path, number).map_err(failed)?;
    Ok(Some(with_suffix(path, &set_aside_suffix(number))))
}

/// What is known of a rescue by an earlier start.
pub(crate) fn resumed(set_aside: PathBuf, kept: Loaded) -> Salvaged {
    Salvaged {
        set_aside,
        is_resumed: true,
        jobs: kept.jobs,
        functions: kept.functions,
        ..Salvaged::default()
    }
}

fn failed(error: io::Error) -> StoreError {
    StoreError::from_io(Attempt::Salvage, error)
}

fn set_aside_suffix(number: u32) -> String {
    format!(".damaged-{number}")
}

fn salvaged_suffix(number: u32) -> String {
    format!(".salvaged-{number}")
}

fn begun_exchange(path: &Path) -> io::Result<Option<u32>> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Ok(None);
    };
    let start = format!("{name}.salvaged-");
    for entry in fs::read_dir(folder_of(path))? {
        let entry = entry?.file_name();
        let number = entry.to_str().and_then(|name| name.strip_prefix(&start));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

fn exchange(path: &Path, number: u32) -> io::Result<()> {
    let set_aside = with_suffix(path, &set_aside_suffix(number));
    for part in PARTS {
        if_there(fs::rename(
            with_suffix(path, part),
            with_suffix(&set_aside, part),
        ))?;
    }
    if_there(fs::remove_file(with_suffix(path, LOG_INDEX)))?;
    sync_folder(folder_of(path))?;
    fs::rename(with_suffix(path, &salvaged_suffix(number)), path)?;
    sync_folder(folder_of(path))
}

fn remove_all_parts(path: &Path) -> io::Result<()> {
    for part in PARTS.iter().chain(&[LOG_INDEX]) {
        if_there(fs::remove_file(with_suffix(path, part)))?;
    }
    Ok(())
}

fn if_there(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Writes a whole new store with all that can be read of the damaged one.
fn fill_new_file(damaged: &Path, new: &Path) -> Result<Salvaged, StoreError> {
    let pages = PageFile::open(damaged).map_err(failed)?;
    drop(create_file(new).map_err(failed)?);
    fill(new, &pages).map_err(|error| sort(Attempt::Salvage, new, error))
}

fn fill(new: &Path, pages: &PageFile) -> rusqlite::Result<Salvaged> {
    let mut connection = Connection::open(new)?;
    schema::prepare_owner(&connection)?;
    schema::migrate(&mut connection)?;
    let transaction = connection.transaction()?;
    let salvaged = Rescue::new(pages, &transaction).take_all()?;
    transaction.commit()?;
    // Closing moves the log into the file, synced.
    connection.close().map_err(|(_, error)| error)?;
    Ok(salvaged)
}
