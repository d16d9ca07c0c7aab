//! The thread that owns the store.
//!
//! While the store fails it is left alone but for a try from time to time, and whatever comes is
//! refused at once. That other jobs ended is owed until it can be written.

use std::sync::Arc;
use std::time::{Duration, Instant};

use geartrain_store::{Attempt, Fence, Group, Store, StoreError, Tidied};
use tracing::{error, info, warn};

use super::ending::Unwritten;
use super::retry::Retry;
use super::tail::{Entry, Taken, record_bytes};
use super::{Journal, Lsn, Owner};

/// Records of one group: beyond it the sync is a small part of the cost already.
const GROUP_RECORDS_MAX: usize = 4_096;

/// Bytes of one group, which bounds how long the next one waits.
const GROUP_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How often the store is looked after while nothing comes.
const LOOK_AFTER: Duration = Duration::from_secs(1);

/// How often it is looked after even though there is no end of records.
const LOOK_AFTER_BUSY: Duration = Duration::from_secs(5);

/// Time for tidying up before records are looked for again.
const TIDY_BUDGET: Duration = Duration::from_millis(10);

pub(super) struct Writer {
    journal: Arc<Journal>,
    store: Box<dyn Store>,
    owner: Arc<dyn Owner>,
    /// What is being written; while the store fails, ends and patches that could not be yet.
    owed: Group,
    needs_reopen: bool,
    retry: Retry,
    is_tidy: bool,
    tidying_fails: bool,
    looked_after: Instant,
    room: Vec<Entry>,
}

impl Writer {
    pub(super) fn new(journal: Arc<Journal>, store: Box<dyn Store>, owner: Arc<dyn Owner>) -> Self {
        Self {
            journal,
            store,
            owner,
            owed: Group::new(Fence::EMBEDDED),
            needs_reopen: false,
            retry: Retry::default(),
            is_tidy: false,
            tidying_fails: false,
            looked_after: Instant::now(),
            room: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Result<(), Unwritten> {
        loop {
            let room = std::mem::take(&mut self.room);
            match self.journal.tail.take(room, self.patience()) {
                Taken::Records(records, end) => {
                    self.write(records, end);
                    self.look_after_if_due();
                }
                Taken::Nothing => self.look_after(),
                Taken::Closed => return self.end(),
            }
        }
    }

    /// The last try, whatever the store said before.
    fn end(mut self) -> Result<(), Unwritten> {
        if self.owed.is_empty() {
            return Ok(());
        }
        self.commit_owed().map_err(|failure| Unwritten {
            records: self.owed.records() as u64,
            reason: Some(failure.to_string().into()),
        })
    }

    fn patience(&self) -> Duration {
        if self.is_failing() {
            self.retry.pause(Instant::now())
        } else if self.is_tidy {
            LOOK_AFTER
        } else {
            TIDY_BUDGET
        }
    }

    fn is_failing(&self) -> bool {
        self.journal.health.trouble().is_some()
    }

    /// Writes in groups within their bounds. All up to `end` is settled by the last one.
    fn write(&mut self, mut records: Vec<Entry>, end: Lsn) {
        self.is_tidy = false;
        let (mut group, mut bytes) = (Group::new(Fence::EMBEDDED), 0);
        for (at, record) in records.drain(..) {
            bytes += record_bytes(&record);
            group.push(record);
            if group.records() >= GROUP_RECORDS_MAX || group.bytes() >= GROUP_BYTES_MAX {
                self.settle(std::mem::take(&mut group), at);
                self.journal.tail.release(std::mem::take(&mut bytes));
            }
        }
        self.settle(group, end);
        self.journal.tail.release(bytes);
        if records.capacity() <= GROUP_RECORDS_MAX {
            self.room = records;
        }
    }

    /// Commits one group and lets those who wait for it go on.
    fn settle(&mut self, group: Group, end: Lsn) {
        self.owed.append(group);
        if let Some(trouble) = self.journal.health.trouble()
            && !self.retry.pause(Instant::now()).is_zero()
        {
            let untried = StoreError::Distrusted {
                attempt: Attempt::Commit,
            };
            return self.refuse_added(&untried, &trouble.reason, end);
        }
        match self.commit_owed() {
            Ok(()) => {
                self.journal.mark.settle(end);
                // That ends of jobs were written does not say that there is room for new ones.
                if self.is_failing() {
                    self.recover();
                }
            }
            Err(failure) => {
                let reason = self.note_failing(&failure);
                self.refuse_added(&failure, &reason, end);
            }
        }
    }

    fn commit_owed(&mut self) -> Result<(), StoreError> {
        let _work = self.journal.health.at_work();
        if self.needs_reopen {
            self.store.reopen()?;
            self.needs_reopen = false;
        }
        self.store.commit(&self.owed)?;
        self.owed = Group::new(Fence::EMBEDDED);
        Ok(())
    }

    /// The jobs that were to be added are not kept, and their submitters are told. That others ended
    /// is still to be written. `failure` says whether they may be on the disk all the same.
    fn refuse_added(&mut self, failure: &StoreError, reason: &Arc<str>, end: Lsn) {
        let lost = self.owed.give_up_added(failure);
        // Discarded before the replies go out: who is refused finds nothing queued.
        self.owner.discard(&lost);
        self.journal.mark.fail(end, reason);
    }

    fn look_after_if_due(&mut self) {
        if !self.is_failing() && self.looked_after.elapsed() >= LOOK_AFTER_BUSY {
            self.look_after();
        }
    }

    fn look_after(&mut self) {
        self.looked_after = Instant::now();
        if self.is_failing() {
            if self.retry.pause(Instant::now()).is_zero() {
                self.recover();
            }
            return;
        }
        match self.extend_numbers() {
            Ok(()) => self.tidy(),
            Err(failure) => drop(self.note_failing(&failure)),
        }
    }

    fn tidy(&mut self) {
        let work = self.journal.health.at_work();
        let tidied = self.store.tidy(TIDY_BUDGET);
        drop(work);
        self.is_tidy = !matches!(tidied, Ok(Tidied::Partly));
        match tidied {
            Ok(_) if std::mem::take(&mut self.tidying_fails) => {
                info!("the store can be tidied again");
            }
            Ok(_) => {}
            // Nothing can be written either before it is opened anew, which may succeed at once.
            Err(failure) if failure.needs_reopen() => {
                warn!("{failure}");
                self.needs_reopen = true;
                self.recover();
            }
            Err(failure) if !std::mem::replace(&mut self.tidying_fails, true) => {
                warn!("{failure}");
            }
            Err(_) => {}
        }
    }

    /// Writes what is owed, and something in any case, to see whether the store works again.
    fn recover(&mut self) {
        let attempt = self.commit_owed().and_then(|()| {
            let _work = self.journal.health.at_work();
            let next = self.owner.next_job();
            self.store.extend_numbers(next).map(drop)
        });
        match attempt {
            Ok(()) => self.note_well(),
            Err(failure) => drop(self.note_failing(&failure)),
        }
    }

    fn extend_numbers(&mut self) -> Result<(), StoreError> {
        let next = self.owner.next_job();
        if self.store.numbers().is_short_at(next) {
            let _work = self.journal.health.at_work();
            self.store.extend_numbers(next)?;
        }
        Ok(())
    }

    /// Returns why nothing is taken.
    fn note_failing(&mut self, failure: &StoreError) -> Arc<str> {
        self.needs_reopen |= failure.needs_reopen();
        self.retry.note_failure(Instant::now());
        let reason = self.cause(failure);
        if self.journal.health.note_failing(Arc::clone(&reason)) {
            error!("background jobs are refused: {failure}");
        }
        reason
    }

    /// A store that wants to be reopened says nothing of what went wrong.
    fn cause(&self, failure: &StoreError) -> Arc<str> {
        match (failure, self.journal.health.trouble()) {
            (StoreError::Distrusted { .. }, Some(trouble)) => trouble.reason,
            _ => failure.to_string().into(),
        }
    }

    fn note_well(&self) {
        if self.journal.health.note_well() {
            info!("background jobs are accepted again");
        }
    }
}
