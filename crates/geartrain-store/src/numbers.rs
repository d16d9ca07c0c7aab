//! Numbers for jobs that no other start of the server ever hands out.

use geartrain_dispatch::JobId;

use crate::StoreError;
use crate::limits::{JOB_NUMBER_MAX, NUMBERS_PER_PORTION};

/// The numbers that jobs of this start may have: from `first` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobNumbers {
    /// Number of the first new job.
    pub first: JobId,
    /// The first number that is not set aside yet.
    pub end: JobId,
}

impl JobNumbers {
    /// The portion that starts at `first`.
    pub(crate) fn starting_at(first: u64) -> Result<Self, StoreError> {
        let end = first
            .checked_add(NUMBERS_PER_PORTION)
            .filter(|end| *end <= JOB_NUMBER_MAX)
            .ok_or(StoreError::NumbersUsedUp)?;
        Ok(Self {
            first: JobId(first),
            end: JobId(end),
        })
    }

    /// Whether less than half a portion is left for jobs after `next`, so that it is time for
    /// [`Store::extend_numbers`](crate::Store::extend_numbers).
    #[must_use]
    pub fn is_short_at(self, next: JobId) -> bool {
        self.end.0.saturating_sub(next.0) < NUMBERS_PER_PORTION / 2
    }

    /// The same start with a whole portion ahead of `next`.
    pub(crate) fn extended(self, next: JobId) -> Result<Self, StoreError> {
        let ahead = Self::starting_at(next.0.max(self.first.0))?;
        Ok(Self {
            first: self.first,
            end: ahead.end.max(self.end),
        })
    }
}
