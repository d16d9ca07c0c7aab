//! Handles of jobs: a prefix that names the server and the job's number.

use bytes::{BufMut, Bytes, BytesMut};
use geartrain_dispatch::JobId;
use geartrain_protocol::Handle;
use geartrain_protocol::limits::HANDLE_BYTES_MAX;

/// Decimal digits of the longest number.
const NUMBER_BYTES_MAX: usize = 20;

/// Bytes that a prefix may have, so that every number still fits behind it.
pub const HANDLE_PREFIX_BYTES_MAX: usize = HANDLE_BYTES_MAX - NUMBER_BYTES_MAX;

/// Bytes that are set aside at once for the handles of a batch of answers.
const BLOCK_BYTES: usize = 4 * 1024;

/// How handles of this server look.
#[derive(Clone, Debug)]
pub(crate) struct Handles {
    prefix: Bytes,
}

/// Makes handles that share blocks of memory, since each lives only until it is encoded.
#[derive(Default)]
pub(crate) struct HandleWriter {
    block: BytesMut,
}

impl Handles {
    /// Handles that begin with `prefix`; `None` when it is too long or holds a NUL.
    pub(crate) fn new(prefix: &str) -> Option<Self> {
        let fits = prefix.len() <= HANDLE_PREFIX_BYTES_MAX && !prefix.contains('\0');
        fits.then(|| Self {
            prefix: Bytes::copy_from_slice(prefix.as_bytes()),
        })
    }

    /// The job behind a handle; `None` for one that this server never gives out.
    pub(crate) fn job(&self, handle: &[u8]) -> Option<JobId> {
        let digits = handle.strip_prefix(self.prefix.as_ref())?;
        // One job has one handle: `+7` and `07` are none.
        if !digits
            .first()
            .is_some_and(|first| (b'1'..=b'9').contains(first))
        {
            return None;
        }
        digits.iter().try_fold(0, add_digit).map(JobId)
    }

    /// The handle of a job.
    pub(crate) fn handle(&self, job: JobId, writer: &mut HandleWriter) -> Handle {
        let block = &mut writer.block;
        if block.capacity() < HANDLE_BYTES_MAX {
            block.reserve(BLOCK_BYTES);
        }
        block.put_slice(&self.prefix);
        put_number(job.0, block);
        Handle::new(block.split().freeze()).expect("the prefix leaves room for any number")
    }

    /// Appends the handle of a job to a text.
    pub(crate) fn append(&self, job: JobId, text: &mut Vec<u8>) {
        text.extend_from_slice(&self.prefix);
        put_number(job.0, text);
    }
}

/// What `digit` makes of the number before it; `None` if it is none or there is no room for it.
fn add_digit(number: u64, digit: &u8) -> Option<u64> {
    let value = digit.wrapping_sub(b'0');
    let shifted = number.checked_mul(10)?;
    shifted.checked_add(u64::from(value)).filter(|_| value < 10)
}

/// Two digits at a time, since a division takes longer than all else here.
fn put_number(mut number: u64, out: &mut impl BufMut) {
    let mut digits = [0; NUMBER_BYTES_MAX];
    let mut start = digits.len();
    while number >= 10 {
        start -= 2;
        digits[start..start + 2].copy_from_slice(&PAIRS[(number % 100) as usize]);
        number /= 100;
    }
    if number > 0 || start == digits.len() {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
    }
    out.put_slice(&digits[start..]);
}

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0_u8;
    while number < 100 {
        pairs[number as usize] = [b'0' + number / 10, b'0' + number % 10];
        number += 1;
    }
    pairs
};

#[cfg(test)]
mod tests;
