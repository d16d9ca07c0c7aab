//! What a worker is to do with a job, written in the job's payload.

use std::time::{SystemTime, UNIX_EPOCH};
use std::{fmt, io, process};

use bytes::{BufMut, Bytes, BytesMut};

use super::super::party::wrong;
use super::dice::Dice;

/// Bytes of filler at most.
const FILLER_BYTES_MAX: u64 = 2_000;

/// Bytes of the run, of the number and of what is to be done.
const HEAD_BYTES: usize = 17;

/// Tells the jobs of one run from those that an earlier one left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run(u64);

impl Run {
    /// One that no other run has: processes that start at the same moment have other ids.
    pub(super) fn begin() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let micros = now.unwrap_or_default().as_micros();
        let low = u64::try_from(micros & u128::from(u64::MAX >> 16)).unwrap_or_default();
        Self((u64::from(process::id()) << 48) | low)
    }
}

/// As in a unique.
impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:x}", self.0)
    }
}

/// How a job goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// It is completed with its payload.
    Complete,
    /// It fails.
    Fail,
    /// It reports progress, data and a warning before it is completed.
    Report,
    /// The first worker that gets it leaves; the next one completes it.
    Leave,
}

impl Course {
    /// Most jobs are completed, few make a worker leave.
    pub(super) fn thrown(dice: &mut Dice) -> Self {
        match dice.below(1_000) {
            0..=4 => Self::Leave,
            5..=54 => Self::Fail,
            55..=154 => Self::Report,
            _ => Self::Complete,
        }
    }

    fn letter(self) -> u8 {
        match self {
            Self::Complete => b'c',
            Self::Fail => b'f',
            Self::Report => b'r',
            Self::Leave => b'l',
        }
    }
}

/// A job as its payload says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) run: Run,
    pub(super) number: u64,
    pub(super) course: Course,
}

impl Task {
    /// The payload of this job; its length follows from its number.
    pub(super) fn to_payload(&self) -> Bytes {
        let filler = usize::try_from(self.number % FILLER_BYTES_MAX).unwrap_or_default();
        let mut payload = BytesMut::with_capacity(HEAD_BYTES + filler);
        payload.put_u64(self.run.0);
        payload.put_u64(self.number);
        payload.put_u8(self.course.letter());
        payload.put_bytes(b'x', filler);
        payload.freeze()
    }

    /// The job of a payload.
    ///
    /// # Errors
    /// When it is not as [`Task::to_payload`] made it.
    pub(super) fn of_payload(payload: &[u8]) -> io::Result<Self> {
        let task = Self::read(payload).filter(|task| task.to_payload() == payload);
        task.ok_or_else(|| wrong("a payload was changed on its way"))
    }

    fn read(payload: &[u8]) -> Option<Self> {
        let (run, rest) = payload.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let course = match rest.first()? {
            b'c' => Course::Complete,
            b'f' => Course::Fail,
            b'r' => Course::Report,
            b'l' => Course::Leave,
            _ => return None,
        };
        Some(Self {
            run: Run(u64::from_be_bytes(*run)),
            number: u64::from_be_bytes(*number),
            course,
        })
    }
}

#[cfg(test)]
mod tests;
