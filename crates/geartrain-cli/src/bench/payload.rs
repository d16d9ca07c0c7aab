//! Payloads that tell which job they belong to.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use bytes::{BufMut, Bytes, BytesMut};

use super::party::wrong;

/// Bytes of the number in front.
const NUMBER_BYTES: usize = 8;

/// Bytes of a payload up to which each job gets one of its own: the load must stay light.
const NUMBERED_BYTES_MAX: usize = 4_096;

/// Jobs that can be told apart; bounds the memory of [`Seen`] to 128 MiB.
const NUMBERS_MAX: u64 = 1 << 30;

const FILLER: u8 = b'x';

/// Makes payloads of one size: a number and filler; too small or too large ones are only filler.
#[derive(Clone, Debug)]
pub(super) struct Payloads {
    plain: Bytes,
}

impl Payloads {
    pub(super) fn new(size: usize) -> Self {
        Self {
            plain: Bytes::from(vec![FILLER; size]),
        }
    }

    /// The payload of job `number`.
    pub(super) fn of(&self, number: u64) -> Bytes {
        if !self.are_numbered() {
            return self.plain.clone();
        }
        let mut payload = BytesMut::with_capacity(self.plain.len());
        payload.put_u64(number);
        payload.put_slice(&self.plain[NUMBER_BYTES..]);
        payload.freeze()
    }

    fn are_numbered(&self) -> bool {
        (NUMBER_BYTES..=NUMBERED_BYTES_MAX).contains(&self.plain.len())
    }
}

/// Checks that each of so many numbered jobs comes, and comes once. Clones check together.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    bits: Rc<RefCell<Vec<u64>>>,
    jobs: u64,
}

impl Seen {
    /// For jobs 0 to `jobs - 1`.
    ///
    /// # Errors
    /// When there are more than can be told apart.
    pub(super) fn new(jobs: u64) -> io::Result<Self> {
        if jobs > NUMBERS_MAX {
            return Err(wrong("more jobs than can be checked one by one"));
        }
        let words = usize::try_from(jobs.div_ceil(64)).map_err(io::Error::other)?;
        Ok(Self {
            bits: Rc::new(RefCell::new(vec![0; words])),
            jobs,
        })
    }

    /// Notes the job of `payload`; `true` when it comes for the first time.
    ///
    /// # Errors
    /// When the payload is of no job of this load.
    pub(super) fn note(&self, payload: &[u8]) -> io::Result<bool> {
        let number = payload
            .first_chunk::<NUMBER_BYTES>()
            .map(|bytes| u64::from_be_bytes(*bytes));
        let number = number
            .filter(|number| *number < self.jobs)
            .ok_or_else(|| wrong("a job with a payload that nobody sent"))?;
        if payload[NUMBER_BYTES..].iter().any(|byte| *byte != FILLER) {
            return Err(wrong("a payload was changed on its way"));
        }
        let word = usize::try_from(number / 64).map_err(io::Error::other)?;
        let word = &mut self.bits.borrow_mut()[word];
        let bit = 1 << (number % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        Ok(is_new)
    }

    /// The same, where a job may come only once.
    ///
    /// # Errors
    /// When it came before, or is of no job of this load.
    pub(super) fn note_once(&self, payload: &[u8]) -> io::Result<()> {
        match self.note(payload)? {
            true => Ok(()),
            false => Err(wrong("a job came twice")),
        }
    }

    /// How many jobs came.
    pub(super) fn count(&self) -> u64 {
        let bits = self.bits.borrow();
        bits.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

#[cfg(test)]
mod tests;
