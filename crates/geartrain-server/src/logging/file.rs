//! A log file that can be moved away and opened anew.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use parking_lot::RwLock;

use super::LogError;

/// A file that lines are appended to. Each line is one write to a file opened for appending, so
/// lines of several threads do not mix and the lock is only about which file it is.
pub(super) struct LogFile {
    path: PathBuf,
    file: RwLock<File>,
}

impl LogFile {
    pub(super) fn open(path: &Path) -> Result<Self, LogError> {
        Ok(Self {
            path: path.to_owned(),
            file: RwLock::new(append(path)?),
        })
    }

    /// Continues with the file that stands at the path now, creating it if there is none.
    pub(super) fn reopen(&self) -> Result<(), LogError> {
        let file = append(&self.path)?;
        *self.file.write() = file;
        Ok(())
    }

    pub(super) fn write_line(&self, line: &[u8]) -> io::Result<()> {
        (&*self.file.read()).write_all(line)
    }
}

fn append(path: &Path) -> Result<File, LogError> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(|source| LogError::File {
            path: path.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests;
