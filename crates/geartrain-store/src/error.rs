//! What can go wrong in a store, and what its owner can do.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a store did not do what it was asked. Nothing of a group that was refused is kept, but for
/// [`StoreError::SyncFailed`].
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk or quota is full. The store stays usable: try again, space may come back.
    #[error("cannot {attempt}: the disk is full")]
    Full {
        /// What was attempted.
        attempt: Attempt,
    },
    /// The file, its folder or the whole file system cannot be written. The store stays usable:
    /// try again once somebody changed that.
    #[error("cannot {attempt}: read-only file or folder")]
    ReadOnly {
        /// What was attempted.
        attempt: Attempt,
    },
    /// Another process held the file for longer than the wait. Try again.
    #[error("cannot {attempt}: another process keeps the file busy")]
    Busy {
        /// What was attempted.
        attempt: Attempt,
    },
    /// The system could not read or write. The store stays usable, but expect it again.
    #[error("cannot {attempt}: {source}")]
    Io {
        /// What was attempted.
        attempt: Attempt,
        /// What the system or SQLite says.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file is damaged. Close the store and open it again, which salvages what is readable.
    #[error("cannot {attempt}: {} is damaged: {detail}", path.display())]
    Damaged {
        /// What was attempted.
        attempt: Attempt,
        /// The damaged file.
        path: PathBuf,
        /// What was found first.
        detail: String,
    },
    /// The system did not confirm that what was written is on the disk. The group may come back
    /// after a crash or not: [`Group::give_up_added`](crate::Group::give_up_added) and commit the
    /// rest after [`Store::reopen`](crate::Store::reopen), which verifies the file.
    #[error("cannot {attempt}: the disk did not confirm the write: {detail}")]
    SyncFailed {
        /// What was attempted.
        attempt: Attempt,
        /// What SQLite says.
        detail: String,
    },
    /// The file has no longer its name, so that nobody would find what is written to it. Call
    /// [`Store::reopen`](crate::Store::reopen), which fails as long as it is not in its place.
    #[error("cannot {attempt}: {} was removed or replaced: put it back, or restart the server", path.display())]
    Removed {
        /// What was attempted.
        attempt: Attempt,
        /// The name.
        path: PathBuf,
    },
    /// The same of the log or its index. Call [`Store::reopen`](crate::Store::reopen), which makes up
    /// for it: what was in the log is still known to the connection.
    #[error("cannot {attempt}: {} was removed or replaced: what was in it is to be moved into the store, which then goes on with a new one", path.display())]
    LogRemoved {
        /// What was attempted.
        attempt: Attempt,
        /// The name.
        path: PathBuf,
    },
    /// An earlier failure makes this connection to the file untrustworthy; nothing was attempted.
    /// Call [`Store::reopen`](crate::Store::reopen).
    #[error("cannot {attempt}: the store must be reopened and verified after an earlier failure")]
    Distrusted {
        /// What was asked for.
        attempt: Attempt,
    },
    /// Another server uses the folder. Stop it, or give this one a folder of its own. From a store that
    /// is open: its lock was removed and taken by another, and [`Store::reopen`](crate::Store::reopen)
    /// succeeds once that one is gone.
    #[error("{} is in use by another process{}", path.display(), PidText(*pid))]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// The process that holds it, if it says so.
        pid: Option<u32>,
    },
    /// The file is no store of ours. Nothing was changed.
    #[error("{} is not a geartrain store: {detail}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Why it is none.
        detail: String,
    },
    /// A file that was named as gearmand's has no queue of it. Nothing was changed.
    #[error("{} has no queue of gearmand: {detail}", path.display())]
    NoQueue {
        /// The file.
        path: PathBuf,
        /// Why there is none.
        detail: String,
    },
    /// A newer version wrote the file. Nothing was changed; run that version.
    #[error("{} has schema version {found}, this program knows up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest one known here.
        known: i64,
    },
    /// A payload is beyond what the store can hold (a billion bytes). The group must go without it.
    #[error("cannot {attempt}: a payload is too large to be stored")]
    TooLarge {
        /// What was attempted.
        attempt: Attempt,
    },
    /// All job numbers were handed out. Start with an empty store.
    #[error("no job numbers are left")]
    NumbersUsedUp,
}

impl StoreError {
    /// Whether [`Store::reopen`](crate::Store::reopen) must come before the next commit.
    #[must_use]
    pub fn needs_reopen(&self) -> bool {
        match self {
            Self::Damaged { .. }
            | Self::SyncFailed { .. }
            | Self::Removed { .. }
            | Self::LogRemoved { .. }
            | Self::Locked { .. }
            | Self::Distrusted { .. } => true,
            Self::Full { .. }
            | Self::ReadOnly { .. }
            | Self::Busy { .. }
            | Self::Io { .. }
            | Self::Foreign { .. }
            | Self::NoQueue { .. }
            | Self::Newer { .. }
            | Self::TooLarge { .. }
            | Self::NumbersUsedUp => false,
        }
    }

    /// Sorts an error of the operating system.
    pub(crate) fn from_io(attempt: Attempt, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { attempt },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly { attempt }
            }
            _ => Self::Io {
                attempt,
                source: error.into(),
            },
        }
    }
}

/// What a store was doing, as its messages say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Open the store.
    Open,
    /// Read what is kept.
    Load,
    /// Write a group.
    Commit,
    /// Set job numbers aside.
    SetNumbersAside,
    /// Make the file smaller or its log shorter.
    Tidy,
    /// Look for damage.
    Check,
    /// Rescue rows from a damaged file.
    Salvage,
    /// Write a copy.
    Backup,
    /// Rewrite the file without its gaps.
    Compact,
    /// Read or write a queue of gearmand.
    Exchange,
}

impl fmt::Display for Attempt {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Open => "open the store",
            Self::Load => "load the jobs",
            Self::Commit => "commit a group",
            Self::SetNumbersAside => "set job numbers aside",
            Self::Tidy => "tidy the store",
            Self::Check => "check the store",
            Self::Salvage => "salvage the store",
            Self::Backup => "back the store up",
            Self::Compact => "compact the store",
            Self::Exchange => "exchange jobs with a gearmand queue",
        })
    }
}

/// The end of the message about a lock.
struct PidText(Option<u32>);

impl fmt::Display for PidText {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(pid) => write!(to, " (pid {pid})"),
            None => Ok(()),
        }
    }
}
