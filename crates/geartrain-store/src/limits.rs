//! Bounds of the stores, with their units and reasons.

use std::time::Duration;

/// Job numbers set aside at each start, before the first of them is used. Foreground jobs are never
/// stored, so only this mark keeps their numbers from coming back. A million jobs a second use it
/// up in twelve days, and the numbers last for eight million such portions.
pub(crate) const NUMBERS_PER_PORTION: u64 = 1 << 40;

/// Highest number that can be stored: SQLite's integers have a sign.
pub(crate) const JOB_NUMBER_MAX: u64 = i64::MAX as u64;

/// Bytes that a change counts beside its payload: row header, numbers and its share of a page.
pub(crate) const CHANGE_OVERHEAD_BYTES: usize = 64;

/// Longest wait for another process that holds the file, such as an operator's tool.
pub(crate) const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Memory for pages in KiB: what one commit touches, while the rest of a deep queue stays on disk.
pub(crate) const PAGE_CACHE_KIB: i64 = 8 * 1024;

/// Pages in the write-ahead log from which idle time is used to move them into the file (4 MiB).
pub(crate) const LOG_PAGES_IDLE: u32 = 1_024;

/// Pages in the write-ahead log at which a commit moves them itself, idle time or not (16 MiB). In a
/// queue that flows most of them are newer images of the same few, and moving four times as many was
/// measured to take 8 ms; in one that only grows they are all to be written.
pub(crate) const LOG_PAGES_MAX: u32 = 4_096;

/// Bytes of the write-ahead log that stay allocated once it starts over: its longest with a header
/// for each page, so that it does not grow and shrink all the time.
pub(crate) const LOG_BYTES_KEPT: i64 = 17 * 1024 * 1024;

/// Length of the log from which it is kept longer than what is written to it: most servers that have
/// little to do never come so far before it starts over.
pub(crate) const LOG_SPARE_FROM: u64 = 256 * 1024;

/// Bytes by which it is made longer at a time, in about a millisecond.
pub(crate) const LOG_SPARE_STEP: u64 = 1024 * 1024;

/// Bytes that are left of them when it is made longer again: several common groups.
pub(crate) const LOG_SPARE_AHEAD: u64 = 128 * 1024;

/// Bytes that stay free on the disk for the ends of jobs (16 MiB): what the largest group of them can
/// change, in a queue of small jobs.
pub(crate) const ROOM_KEPT_MAX: u64 = 16 * 1024 * 1024;

/// The same on a small disk, as a share of it.
pub(crate) const ROOM_KEPT_SHARE: u64 = 16;

/// And on the smallest: the index of the log and a few pages.
pub(crate) const ROOM_KEPT_MIN: u64 = 128 * 1024;

/// Bytes of jobs for which there must be room before any are taken again after a refusal (64 KiB):
/// with less, the next one would be refused again.
pub(crate) const ROOM_TO_GO_ON: usize = 64 * 1024;

/// Bytes of pages that a group writes beside those of its jobs: roots, lists and the like (64 KiB).
pub(crate) const GROUP_SLACK_BYTES: u64 = 64 * 1024;

/// Unused pages that are no reason to shrink the file (4 MiB): the next jobs need them again.
pub(crate) const FREE_PAGES_KEPT: u32 = 1_024;

/// Pages given back per step of shrinking: a transaction of a few milliseconds.
pub(crate) const SHRINK_STEP_PAGES: u32 = 256;

/// Job numbers named in a report about damage; beyond it they are only counted.
pub(crate) const LOST_NAMED_MAX: usize = 1_000;

/// Longest name of a function on the wire: nobody could ask for a job with a longer one.
pub(crate) const FUNCTION_BYTES_MAX: usize = 512;

/// Longest unique on the wire: no worker could be given a job with a longer one.
pub(crate) const UNIQUE_BYTES_MAX: usize = 64;

/// Jobs that a tool reads at a time.
pub(crate) const PART_JOBS: usize = 1_000;

/// Bytes of such a part, which one large job may exceed.
pub(crate) const PART_BYTES: usize = 4 * 1024 * 1024;
