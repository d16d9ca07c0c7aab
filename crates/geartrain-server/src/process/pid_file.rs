//! The file that tells scripts which process to signal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use super::ProcessError;

/// A file with the id of this process; gone when this value is.
#[derive(Debug)]
pub struct PidFile {
    path: PathBuf,
}

impl PidFile {
    /// Writes the id of this process, over that of a process that left its file behind.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(path: &Path) -> Result<Self, ProcessError> {
        fs::write(path, content()).map_err(|source| ProcessError::PidFile {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
        })
    }
}

impl Drop for PidFile {
    /// Removes the file unless another process has written its own id meanwhile.
    fn drop(&mut self) {
        if fs::read_to_string(&self.path).is_ok_and(|text| text != content()) {
            return;
        }
        if let Err(error) = fs::remove_file(&self.path) {
            let path = self.path.display();
            tracing::warn!("cannot remove pid file {path}: {error}");
        }
    }
}

fn content() -> String {
    format!("{}\n", process::id())
}

#[cfg(test)]
mod tests;
