//! What SQLite's errors mean for the owner of a store.

use std::path::Path;

use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};

use crate::{Attempt, StoreError};

/// Sorts an error that came up while `attempt` was made on the file at `path`.
pub(crate) fn sort(attempt: Attempt, path: &Path, error: rusqlite::Error) -> StoreError {
    let Some(failure) = error.sqlite_error().copied() else {
        // SQLite did its part, but a value is not what the schema promises.
        return damaged(attempt, path, error.to_string());
    };
    match failure.code {
        ErrorCode::DiskFull => StoreError::Full { attempt },
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly { attempt },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { attempt },
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            damaged(attempt, path, error.to_string())
        }
        ErrorCode::TooBig => StoreError::TooLarge { attempt },
        ErrorCode::SystemIoFailure if is_sync(failure.extended_code) => StoreError::SyncFailed {
            attempt,
            detail: error.to_string(),
        },
        _ => StoreError::Io {
            attempt,
            source: error.into(),
        },
    }
}

/// The error for data that is not what was written.
pub(crate) fn damaged(attempt: Attempt, path: &Path, detail: impl Into<String>) -> StoreError {
    StoreError::Damaged {
        attempt,
        path: path.to_owned(),
        detail: detail.into(),
    }
}

fn is_sync(extended_code: i32) -> bool {
    matches!(extended_code, SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC)
}
