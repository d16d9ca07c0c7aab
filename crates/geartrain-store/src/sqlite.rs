//! A store in one SQLite file.
//!
//! The file is in write-ahead mode and each group is one synced transaction. The log grows with
//! every group and is moved into the file in idle time, or by a commit when it is very long;
//! `log.rs` has the rule. Damage is looked for whenever the file is opened, and `salvage.rs` rescues
//! what is readable.

mod checksum;
mod failure;
mod functions;
mod identity;
mod jobs;
mod log;
mod mark;
mod open;
mod room;
mod salvage;
pub(crate) mod schema;
mod space;
mod take_over;
mod tools;

mod verify;

use std::mem;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use geartrain_dispatch::{JobId, Record};
use rusqlite::{Connection, TransactionBehavior};

pub(crate) use self::checksum::Checksum;
use self::failure::damaged;
pub(crate) use self::failure::sort;
use self::identity::Identity;
use self::log::{Log, Moved};
use self::room::Room;
use crate::limits::ROOM_TO_GO_ON;
use crate::lock::StoreLock;
use crate::{Attempt, Group, JobNumbers, Loaded, Store, StoreError, Tidied};

pub use self::open::{OnDamage, SqliteOptions};
pub use self::salvage::Salvaged;
pub use self::take_over::TakenOver;
pub use self::tools::{BackedUp, Checked, Compacted, backup, check, compact, dump};

/// Jobs in a SQLite file, owned by this process.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    log: Log,
    room: Room,
    path: PathBuf,
    identity: Identity,
    numbers: JobNumbers,
    trust: Trust,
    salvaged: Option<Salvaged>,
    /// Behind the connection, which is to be closed when the lock is freed.
    lock: StoreLock,
}

/// Whether what the connection believes about the file may be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Trusted,
    Distrusted,
}

impl SqliteStore {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was done about damage when the store was opened.
    #[must_use]
    pub fn salvaged(&self) -> Option<&Salvaged> {
        self.salvaged.as_ref()
    }

    /// Closes the file, so that the next connection reads the log anew instead of sharing what this
    /// one believes about it. What stands in its place holds nothing and is not trusted.
    fn close(&mut self) {
        if let Ok(nothing) = Connection::open_in_memory() {
            drop(mem::replace(&mut self.connection, nothing));
            self.log.forget_files();
        }
    }

    /// A log that was removed is known to this connection alone, and closing it does not move it as
    /// long as anybody else has the file open. So it is moved before, or the connection is kept. What
    /// stands in its place goes: the next connection would read it, or believe an index of what is
    /// gone.
    fn leave_removed_log(&mut self) -> Result<(), StoreError> {
        match self.log.check_files(Attempt::Open) {
            Err(StoreError::LogRemoved { .. }) => {}
            checked => return checked,
        }
        let moved = self.log.shorten(&self.connection);
        if moved.map_err(|error| sort(Attempt::Open, &self.path, error))? == Moved::Partly {
            let attempt = Attempt::Open;
            return Err(StoreError::Busy { attempt });
        }
        log::remove(&self.path).map_err(|error| StoreError::from_io(Attempt::Open, error))
    }

    /// Fails unless the file and its lock are still this store's, so that nobody else has either.
    fn check_ownership(&mut self, attempt: Attempt) -> Result<(), StoreError> {
        self.identity.check(attempt, &self.path)?;
        self.lock.keep(&self.path)
    }

    /// Runs one attempt on a connection that is trusted, and stops trusting it if need be.
    fn attempt<T>(
        &mut self,
        attempt: Attempt,
        act: impl FnOnce(&mut Self) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if self.trust == Trust::Distrusted {
            return Err(StoreError::Distrusted { attempt });
        }
        act(self).map_err(|error| {
            let error = sort(attempt, &self.path, error);
            self.note_failure(&error);
            error
        })
    }

    fn note_failure(&mut self, error: &StoreError) {
        if error.needs_reopen() || !self.connection.is_autocommit() {
            self.trust = Trust::Distrusted;
        }
    }

    /// One transaction; when this returns without an error the group is on the disk.
    fn write(&mut self, group: &Group) -> rusqlite::Result<()> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        jobs::write(&transaction, group)?;
        functions::write(&transaction, group)?;
        transaction.commit()
    }

    /// What is in the log is durable already, so trouble here is none of a group's business: what
    /// matters comes up again at the next commit, or stops it.
    fn start_log_over(&mut self) {
        let moved = self.attempt(Attempt::Tidy, |store| store.log.shorten(&store.connection));
        drop(moved);
    }
}

impl Store for SqliteStore {
    fn numbers(&self) -> JobNumbers {
        self.numbers
    }

    fn extend_numbers(&mut self, next: JobId) -> Result<JobNumbers, StoreError> {
        let numbers = self.numbers.extended(next)?;
        self.make_room(Attempt::SetNumbersAside, ROOM_TO_GO_ON)?;
        self.attempt(Attempt::SetNumbersAside, |store| {
            mark::put(&store.connection, numbers.end)
        })?;
        self.numbers = numbers;
        Ok(numbers)
    }

    fn load(&mut self, each: &mut dyn FnMut(Record)) -> Result<Loaded, StoreError> {
        let mut broken = 0_u64;
        let loaded = self.attempt(Attempt::Load, |store| {
            let functions = functions::read_all(&store.connection, &mut |kept| match kept {
                Some(function) => functions::records(function).for_each(&mut *each),
                None => broken += 1,
            })?;
            let jobs = jobs::read_all(&store.connection, &mut |kept| match kept {
                Some(job) => each(Record::Added(Box::new(job))),
                None => broken += 1,
            })?;
            Ok(Loaded { jobs, functions })
        })?;
        if broken > 0 {
            // Whole when it was opened: the disk does not give back what it was given.
            self.trust = Trust::Distrusted;
            let detail = format!("{broken} rows are not what was written");
            return Err(damaged(Attempt::Load, &self.path, detail));
        }
        Ok(loaded)
    }

    fn commit(&mut self, group: &Group) -> Result<(), StoreError> {
        if group.is_empty() {
            return Ok(());
        }
        if group.added().len() > 0 {
            self.make_room(Attempt::Commit, group.bytes())?;
        }
        let mut written = self.attempt(Attempt::Commit, |store| store.write(group));
        if matches!(written, Err(StoreError::Full { .. })) {
            // There may be room in the old space of the log once it starts over.
            self.start_log_over();
            written = self.attempt(Attempt::Commit, |store| store.write(group));
        }
        written?;
        if self.log.is_long() {
            self.start_log_over();
        } else {
            self.log.look_ahead();
        }
        Ok(())
    }

    fn tidy(&mut self, budget: Duration) -> Result<Tidied, StoreError> {
        // Without new jobs nobody else would notice.
        self.check_identity(Attempt::Tidy)?;
        let until = Instant::now() + budget;
        self.attempt(Attempt::Tidy, |store| store.tidy_until(until))
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        self.trust = Trust::Distrusted;
        self.check_ownership(Attempt::Open)?;
        self.leave_removed_log()?;
        self.close();
        (self.connection, self.log) = open::again(&self.path)?;
        // Reading proves nothing about writing: the disk has to confirm something first.
        mark::put(&self.connection, self.numbers.end)
            .map_err(|error| sort(Attempt::Open, &self.path, error))?;
        self.trust = Trust::Trusted;
        Ok(())
    }
}

impl Drop for SqliteStore {
    /// Nothing can be done any more about a log that was removed and cannot be moved.
    fn drop(&mut self) {
        let left = self.check_ownership(Attempt::Open);
        drop(left.and_then(|()| self.leave_removed_log()));
    }
}

#[cfg(test)]
mod tests;
