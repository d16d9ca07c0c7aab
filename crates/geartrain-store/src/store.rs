//! What every store can do.

use std::time::Duration;

use geartrain_dispatch::{JobId, Record};

use crate::{Group, JobNumbers, StoreError};

/// Keeps what must outlive the process. One owner uses it from one thread at a time.
pub trait Store: Send {
    /// The numbers that new jobs of this start may have; already set aside durably.
    fn numbers(&self) -> JobNumbers;

    /// Sets a whole portion of numbers aside ahead of `next`, the number of the next job, and
    /// returns what may be used now.
    ///
    /// # Errors
    /// [`StoreError::NumbersUsedUp`]; else as [`commit`](Self::commit), and the old portion is what may
    /// be used.
    fn extend_numbers(&mut self, next: JobId) -> Result<JobNumbers, StoreError>;

    /// Hands out all that is kept, once, in order: functions and bounds first, then each job by
    /// its number, with all patches applied. Holds no more than a row in memory.
    ///
    /// # Errors
    /// When a row cannot be read or is not what was written; what came before was handed out.
    fn load(&mut self, each: &mut dyn FnMut(Record)) -> Result<Loaded, StoreError>;

    /// Writes a group. When it returns, all of the group is durable.
    ///
    /// A patch or end of a job that is not kept changes nothing.
    ///
    /// # Errors
    /// Each variant of [`StoreError`] says whether trying again may help. Nothing of the group is
    /// kept then, but for [`StoreError::SyncFailed`], which leaves that open.
    fn commit(&mut self, group: &Group) -> Result<(), StoreError>;

    /// Uses idle time to bound the space that is taken, for about as long as the budget says.
    ///
    /// # Errors
    /// As [`commit`](Self::commit); no job is lost by it.
    fn tidy(&mut self, budget: Duration) -> Result<Tidied, StoreError>;

    /// Starts over on the same data after an error that [needs it](StoreError::needs_reopen), and
    /// verifies it. On error the store stays as distrusted as it was.
    ///
    /// # Errors
    /// What keeps the data from being read, or from being written.
    fn reopen(&mut self) -> Result<(), StoreError>;
}

/// What [`Store::load`] handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Jobs.
    pub jobs: u64,
    /// Functions that are kept by hand or have a bound of their own.
    pub functions: u64,
}

/// Whether [`Store::tidy`] should be called again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tidied {
    /// Nothing is left to do for now.
    All,
    /// The budget ended first.
    Partly,
}
