//! Room that stays free on the disk, so that a queue that filled it can still be emptied.
//!
//! The end of a job is written as well, into a log that is then moved into the file. A disk on which
//! neither finds room any more stays full for ever, whatever ends, and cannot be started on. So new
//! jobs are refused while there is still room for both.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{SqliteStore, Trust, schema};
use crate::directory::with_suffix;
use crate::limits::{GROUP_SLACK_BYTES, ROOM_KEPT_MAX, ROOM_KEPT_MIN, ROOM_KEPT_SHARE};
use crate::{Attempt, StoreError};

/// How long a look at the disk is good for: others write on it, too.
const LOOK_LASTS: Duration = Duration::from_millis(500);

/// What the last look at the disk left to be written without another one.
#[derive(Debug, Default)]
pub(crate) struct Room(Option<(Instant, u64)>);

impl Room {
    /// Whether so many bytes fit as far as is known; they count as written then.
    fn take(&mut self, bytes: u64) -> bool {
        match &mut self.0 {
            Some((looked, left)) if looked.elapsed() < LOOK_LASTS && bytes <= *left => {
                *left -= bytes;
                true
            }
            _ => false,
        }
    }
}

/// Bytes that are free, and those that are needed by what is in the log already.
struct Disk {
    free: u64,
    /// By how much the file grows when the log is moved into it.
    spoken_for: u64,
    /// What ends of jobs are to find, here or in the log.
    kept: u64,
    /// Parts of log and file that are used again before they grow.
    spare_in_log: u64,
    spare_in_file: u64,
}

impl Disk {
    /// What is left once new pages of so many bytes are in the log and in the file.
    fn left_after(&self, bytes: u64) -> Option<u64> {
        let log_grows = bytes.saturating_sub(self.spare_in_log);
        let file_grows = bytes.saturating_sub(self.spare_in_file);
        let kept = self
            .kept
            .saturating_sub(self.spare_in_log.saturating_sub(bytes));
        let taken = [log_grows, file_grows, self.spoken_for, kept];
        let taken = taken.into_iter().try_fold(0_u64, u64::checked_add)?;
        self.free.checked_sub(taken)
    }
}

impl SqliteStore {
    /// Refuses payloads of so many bytes where the room that ends of jobs need would go.
    pub(crate) fn make_room(&mut self, attempt: Attempt, bytes: usize) -> Result<(), StoreError> {
        // A page may be half full, and is written into the log and then into the file.
        let pages = (bytes as u64).saturating_mul(2) + GROUP_SLACK_BYTES;
        if self.room.take(pages.saturating_mul(2)) {
            return Ok(());
        }
        self.check_identity(attempt)?;
        if self.has_room(attempt, pages)? {
            return Ok(());
        }
        self.attempt(attempt, |store| store.log.shorten(&store.connection))?;
        if self.has_room(attempt, pages)? {
            return Ok(());
        }
        Err(StoreError::Full { attempt })
    }

    /// Fails, and ends the trust, where what is written would be found by nobody.
    pub(crate) fn check_identity(&mut self, attempt: Attempt) -> Result<(), StoreError> {
        let checked = self
            .check_ownership(attempt)
            .and_then(|()| self.log.check_files(attempt));
        if checked.as_ref().is_err_and(StoreError::needs_reopen) {
            self.trust = Trust::Distrusted;
        }
        checked
    }

    fn has_room(&mut self, attempt: Attempt, pages: u64) -> Result<bool, StoreError> {
        let disk = self.attempt(attempt, |store| store.look_at_disk())?;
        let left = disk.map_or(Some(u64::MAX), |disk| disk.left_after(pages));
        self.room = Room(left.map(|left| (Instant::now(), left)));
        Ok(left.is_some())
    }

    /// `None` where the file system does not say.
    fn look_at_disk(&self) -> rusqlite::Result<Option<Disk>> {
        let page_bytes = self.log.page_bytes();
        let pages = schema::number(&self.connection, "page_count")?.unsigned_abs();
        let unused = schema::number(&self.connection, "freelist_count")?.unsigned_abs();
        let Some((free, kept)) = free_bytes(&self.path) else {
            return Ok(None);
        };
        let file_grows = (pages * page_bytes).saturating_sub(length(&self.path));
        let log = length(&with_suffix(&self.path, "-wal"));
        Ok(Some(Disk {
            free,
            spoken_for: file_grows,
            kept,
            spare_in_log: log.saturating_sub(self.log.bytes()),
            spare_in_file: unused * page_bytes,
        }))
    }
}

/// Bytes that are free on a file's disk, and how many of them are to stay so.
fn free_bytes(path: &Path) -> Option<(u64, u64)> {
    let disk = rustix::fs::statvfs(path).ok()?;
    let all = disk.f_blocks.checked_mul(disk.f_frsize)?;
    let free = disk.f_bavail.checked_mul(disk.f_frsize)?;
    let kept = (all / ROOM_KEPT_SHARE).clamp(ROOM_KEPT_MIN, ROOM_KEPT_MAX);
    (all > 0).then_some((free, kept))
}

/// Without opening the file: closing it would free the locks that SQLite holds on it.
fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}
