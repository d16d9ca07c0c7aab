//! Why a server with a store does not start, and what an operator can do about it.

use std::io;
use std::path::{Path, PathBuf};

use geartrain_store::{GearmandQueue, StoreError};

const FREE_THE_FOLDER: &str =
    "stop that server, or give this one a folder of its own with --data-dir FOLDER";
const MAKE_USABLE: &str = "make the folder writable, name another one with --data-dir FOLDER, or \
                           keep jobs in memory only with --queue-type builtin";
const MAKE_ROOM: &str = "make room, name another folder with --data-dir FOLDER, or keep jobs in \
                         memory only with --queue-type builtin";
const NAME_ANOTHER: &str = "name another folder with --data-dir FOLDER";
const BE_LENIENT: &str = "start without --strict to keep what can be read of it";

/// Why a server with a store does not start.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The store cannot be opened or read, or another server has it.
    #[error("cannot keep jobs in {}: {source}; {}", folder.display(), advice(source))]
    Store {
        /// The folder of the port.
        folder: PathBuf,
        /// What is wrong.
        source: StoreError,
    },
    /// The folder cannot be made, or not be given to the user that the server becomes.
    #[error("cannot keep jobs in {}: {source}; {MAKE_USABLE}", folder.display())]
    Folder {
        /// The folder of the port, or what is in its way.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Jobs that gearmand left behind cannot be read.
    #[error("cannot take over the jobs in table {} of {}: {source}", queue.table, queue.path.display())]
    TakeOver {
        /// Where they are.
        queue: GearmandQueue,
        /// What is wrong.
        source: StoreError,
    },
    /// The system has no thread for the journal.
    #[error("cannot start the journal's thread: {0}")]
    Thread(#[source] io::Error),
}

impl StorageError {
    /// The file cannot be used as a store.
    pub(super) fn unusable(file: &Path, source: StoreError) -> Self {
        Self::Store {
            folder: file.parent().unwrap_or(file).to_owned(),
            source,
        }
    }
}

fn advice(error: &StoreError) -> &'static str {
    match error {
        StoreError::Locked { .. } => FREE_THE_FOLDER,
        StoreError::Full { .. } => MAKE_ROOM,
        StoreError::Damaged { .. } => BE_LENIENT,
        StoreError::Foreign { .. } | StoreError::Newer { .. } | StoreError::NumbersUsedUp => {
            NAME_ANOTHER
        }
        StoreError::ReadOnly { .. }
        | StoreError::Busy { .. }
        | StoreError::Io { .. }
        | StoreError::SyncFailed { .. }
        | StoreError::Removed { .. }
        | StoreError::LogRemoved { .. }
        | StoreError::Distrusted { .. }
        | StoreError::NoQueue { .. }
        | StoreError::TooLarge { .. } => MAKE_USABLE,
    }
}
