//! Which file it is that is open. One that was removed or replaced can still be written, but nobody
//! would find what is in it.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::{Attempt, StoreError};

/// Files by the names under which they were opened.
#[derive(Debug, Default)]
pub(crate) struct Identities(Vec<(Identity, PathBuf)>);

impl Identities {
    /// Those of the files that are there now.
    pub(crate) fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let known = |path: PathBuf| Some((Identity::of(&path).ok()?, path));
        Self(paths.into_iter().filter_map(known).collect())
    }

    /// Fails unless each of them is still in its place.
    pub(crate) fn check(&self, attempt: Attempt) -> Result<(), StoreError> {
        let mut files = self.0.iter();
        files.try_for_each(|(identity, path)| identity.check(attempt, path))
    }
}

/// A file, by whatever name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    device: u64,
    number: u64,
}

impl Identity {
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let file = fs::metadata(path)?;
        Ok(Self {
            device: file.dev(),
            number: file.ino(),
        })
    }

    /// Fails unless this is the file at `path`.
    pub(crate) fn check(self, attempt: Attempt, path: &Path) -> Result<(), StoreError> {
        match Self::of(path) {
            Ok(found) if found == self => return Ok(()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::from_io(attempt, error));
            }
            Ok(_) | Err(_) => {}
        }
        Err(StoreError::Removed {
            attempt,
            path: path.to_owned(),
        })
    }
}
