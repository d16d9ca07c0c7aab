//! One server per store.
//!
//! The lock belongs to the open file, so the system frees it when its holder dies, however that
//! happens; the file itself stays behind and does not matter.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::directory::{create_file, with_suffix};
use crate::{Attempt, StoreError};

/// Bytes of a lock file that are read for the number of its holder.
const PID_BYTES_MAX: u64 = 20;

/// Held while a store is open for writing.
#[derive(Debug)]
pub(crate) struct StoreLock {
    file: File,
}

impl StoreLock {
    /// Takes the lock of the store at `path`, or says who has it. Never waits.
    pub(crate) fn take(path: &Path) -> Result<Self, StoreError> {
        let path = with_suffix(path, ".lock");
        let failed = |error| StoreError::from_io(Attempt::Open, error);
        let mut file = create_file(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = read_pid(&mut file);
                return Err(StoreError::Locked { path, pid });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        write_pid(&mut file).map_err(failed)?;
        Ok(Self { file })
    }

    /// Makes sure that others find the lock taken: where its file was removed it is taken anew.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process was faster.
    pub(crate) fn keep(&mut self, path: &Path) -> Result<(), StoreError> {
        let found = fs::metadata(with_suffix(path, ".lock")).ok();
        let own = self.file.metadata().ok();
        let number = |data: Metadata| (data.dev(), data.ino());
        if found.map(number) != own.map(number) {
            *self = Self::take(path)?;
        }
        Ok(())
    }

    /// Takes the lock if it is free, without making a file for it where there is none.
    pub(crate) fn look(path: &Path) -> LockState {
        match File::open(with_suffix(path, ".lock")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => LockState::NoFile,
            Err(_) => LockState::Taken,
            Ok(file) => match file.try_lock() {
                Ok(()) => LockState::Free(Self { file }),
                Err(_) => LockState::Taken,
            },
        }
    }
}

/// Whether somebody owns a store.
#[derive(Debug)]
pub(crate) enum LockState {
    /// Nobody ever did under this name.
    NoFile,
    /// Nobody does while this value lives.
    Free(StoreLock),
    /// Somebody does, or nothing can be said.
    Taken,
}

impl Drop for StoreLock {
    /// A process that is just being started has a copy of the open file, which would keep the lock
    /// until that process runs its own program.
    fn drop(&mut self) {
        drop(self.file.unlock());
    }
}

/// For the message only: a holder that was killed before it wrote leaves nothing, or an old number.
fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(PID_BYTES_MAX).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_pid(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

#[cfg(test)]
mod tests;
