//! Handles of jobs: a prefix that names the server and the job's number.

use bytes::Bytes;
use geartrain_dispatch::JobId;
use geartrain_protocol::limits::HANDLE_BYTES_MAX;

/// Decimal digits of the longest number.
const NUMBER_BYTES_MAX: usize = 20;

/// Bytes that a prefix may have, so that every number still fits behind it.
pub const HANDLE_PREFIX_BYTES_MAX: usize = HANDLE_BYTES_MAX - NUMBER_BYTES_MAX;

/// Ends the numbers of four digits, which are written anew for each handle.
const LAST_END: u64 = 10_000;

/// How handles of this server look.
#[derive(Clone, Debug)]
pub(crate) struct Handles {
    prefix: Bytes,
}

/// Writes one handle over the other. Jobs that are told of together came together, so that only the
/// last digits of their numbers differ.
#[derive(Default)]
pub(crate) struct HandleWriter {
    text: Vec<u8>,
    prefix: Bytes,
    /// The number in the text without its last digits; 0 before there is one.
    front: u64,
}

impl HandleWriter {
    /// The handle of a job.
    pub(crate) fn write(&mut self, job: JobId, handles: &Handles) -> &[u8] {
        let (front, last) = (job.0 / LAST_END, job.0 % LAST_END);
        match self.text.last_chunk_mut() {
            Some(digits) if front > 0 && front == self.front && handles.prefix == self.prefix => {
                *digits = four_digits(last);
            }
            _ => self.write_anew(job, front, handles),
        }
        &self.text
    }

    fn write_anew(&mut self, job: JobId, front: u64, handles: &Handles) {
        self.text.clear();
        handles.append(job, &mut self.text);
        self.prefix = handles.prefix.clone();
        self.front = front;
    }
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
fn put_number(mut number: u64, out: &mut Vec<u8>) {
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
    out.extend_from_slice(&digits[start..]);
}

fn four_digits(number: u64) -> [u8; 4] {
    let [a, b] = PAIRS[(number / 100 % 100) as usize];
    let [c, d] = PAIRS[(number % 100) as usize];
    [a, b, c, d]
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
