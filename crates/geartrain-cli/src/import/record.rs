//! What was submitted already, in a file beside gearmand's: so an import that is repeated, after
//! trouble or by mistake, queues nothing twice, even if the jobs have run meanwhile.
//!
//! The file has one line for each job. A line that was not finished counts as none.

use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use geartrain_store::{GearmandRow, Unique};

use crate::exit::{Code, Trouble};

/// What tells a row from others, and from what gearmand may later write in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry(String);

/// The rows that a server has from a table.
#[derive(Debug)]
pub(super) struct Record {
    path: PathBuf,
    file: File,
    /// What each line of this server and table begins with.
    start: String,
    lines: HashSet<String>,
}

impl Entry {
    pub(super) fn of(row: &GearmandRow) -> Self {
        let job = &row.job;
        let unique = match &job.unique {
            Unique::None => String::new(),
            Unique::Workload => "-".to_owned(),
            Unique::Given(bytes) => bytes.escape_ascii().to_string(),
        };
        let content = Digest::default()
            .number(u64::from(job.priority.0))
            .number(job.not_before.map_or(0, |at| at.0))
            .bytes(&job.workload);
        let function = job.function.escape_ascii();
        let (number, content) = (row.number, content.0);
        Self(format!("{number}\t{content:016x}\t{function}\t{unique}"))
    }
}

impl Record {
    /// Reads what is there, for the server and table that `key` names.
    pub(super) fn open(path: &Path, key: [&str; 2]) -> Result<Self, Trouble> {
        let attempt = format!(
            "cannot note in {} what is imported; name another file with --record",
            path.display()
        );
        let failed = |error| Trouble::here(&attempt, &error);
        let mut options = File::options();
        let mut file = options
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = format!("another import is writing {}", path.display());
                return Err(Trouble::new(Code::Here, text));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let text = read_whole_lines(&mut file).map_err(failed)?;
        let start = key.map(|part| part.as_bytes().escape_ascii().to_string() + "\t");
        let start = start.concat();
        let lines = text.lines().filter_map(|line| line.strip_prefix(&start));
        Ok(Self {
            path: path.to_owned(),
            lines: lines.map(str::to_owned).collect(),
            file,
            start,
        })
    }

    pub(super) fn contains(&self, entry: &Entry) -> bool {
        self.lines.contains(&entry.0)
    }

    /// Notes that a row was submitted, so that the end of this process does not matter.
    pub(super) fn add(&mut self, entry: Entry) -> Result<(), Trouble> {
        let line = format!("{}{}\n", self.start, entry.0);
        self.file.write_all(line.as_bytes()).map_err(|error| {
            let attempt = format!("cannot note in {} what is imported", self.path.display());
            Trouble::here(attempt, &error)
        })?;
        self.lines.insert(entry.0);
        Ok(())
    }
}

/// Cuts off a line that a crash left without its end, for the next one would continue it.
fn read_whole_lines(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n');
    bytes.truncate(end.map_or(0, |end| end + 1));
    file.set_len(bytes.len() as u64)?;
    file.seek(SeekFrom::End(0))?;
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is no record of an import"))
}

/// A checksum that stays the same over versions of this program (FNV-1a).
struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    fn number(self, number: u64) -> Self {
        self.bytes(&number.to_be_bytes())
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        let mix = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        Self(bytes.iter().fold(self.0, mix))
    }
}

#[cfg(test)]
mod tests;
