//! The thread that owns the store.

use std::sync::Arc;
use std::time::Duration;

use geartrain_dispatch::Record;
use geartrain_store::{Fence, Group, Store, StoreError, Tidied};
use tracing::{error, info, warn};

use super::tail::Taken;
use super::{Journal, Lsn, Owner};

/// Records of one group: beyond it the sync is a small part of the cost already.
const GROUP_RECORDS_MAX: usize = 4_096;

/// Bytes of one group, which bounds how long the next one waits.
const GROUP_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How often the store is looked after while nothing comes: tried again if it fails, tidied up if
/// it does not.
const LOOK_AFTER: Duration = Duration::from_secs(1);

/// Time for tidying up before records are looked for again.
const TIDY_BUDGET: Duration = Duration::from_millis(10);

pub(super) struct Writer {
    journal: Arc<Journal>,
    store: Box<dyn Store>,
    owner: Arc<dyn Owner>,
    /// Ends and patches of jobs that could not be written yet.
    owed: Group,
    needs_reopen: bool,
    is_tidy: bool,
    room: Vec<Record>,
}

impl Writer {
    pub(super) fn new(journal: Arc<Journal>, store: Box<dyn Store>, owner: Arc<dyn Owner>) -> Self {
        Self {
            journal,
            store,
            owner,
            owed: Group::new(Fence::EMBEDDED),
            needs_reopen: false,
            is_tidy: false,
            room: Vec::new(),
        }
    }

    pub(super) fn run(mut self) {
        loop {
            let room = std::mem::take(&mut self.room);
            match self.journal.tail.take(room, self.patience()) {
                Taken::Records(records, end) => self.write(records, end),
                Taken::Nothing => self.look_after(),
                Taken::Closed => break,
            }
        }
        if !self.owed.is_empty() && self.recover().is_err() {
            error!(
                records = self.owed.records(),
                "ended jobs could not be removed from the store"
            );
        }
    }

    fn patience(&self) -> Duration {
        if self.is_tidy || self.is_failing() {
            LOOK_AFTER
        } else {
            TIDY_BUDGET
        }
    }

    fn is_failing(&self) -> bool {
        self.journal.health.trouble().is_some()
    }

    /// Writes in groups within their bounds; `end` is the position of the last record.
    fn write(&mut self, mut records: Vec<Record>, end: Lsn) {
        self.is_tidy = false;
        let mut at = Lsn(end.0 - records.len() as u64);
        let mut group = Group::new(Fence::EMBEDDED);
        for record in records.drain(..) {
            group.push(record);
            at.0 += 1;
            if group.records() >= GROUP_RECORDS_MAX || group.bytes() >= GROUP_BYTES_MAX {
                self.settle(std::mem::take(&mut group), at);
            }
        }
        self.settle(group, at);
        if records.capacity() <= GROUP_RECORDS_MAX {
            self.room = records;
        }
    }

    /// Commits one group and lets those who wait for it go on.
    fn settle(&mut self, group: Group, end: Lsn) {
        self.owed.append(group);
        match self.commit_owed() {
            Ok(()) => {
                self.note_well();
                self.journal.mark.settle(end);
            }
            Err(failure) => self.give_up(&failure, end),
        }
    }

    fn commit_owed(&mut self) -> Result<(), StoreError> {
        if self.needs_reopen {
            self.store.reopen()?;
            self.needs_reopen = false;
        }
        self.store.commit(&self.owed)?;
        self.owed = Group::new(Fence::EMBEDDED);
        Ok(())
    }

    /// The jobs of a failed group are not kept, and their submitters are told. That others ended is
    /// still to be written.
    fn give_up(&mut self, failure: &StoreError, end: Lsn) {
        self.note_failing(failure);
        let lost = self.owed.give_up_added(failure);
        // Discarded before the replies go out: who is refused finds nothing queued.
        self.owner.discard(&lost);
        let reason: Arc<str> = failure.to_string().into();
        self.journal.mark.fail(end, &reason);
    }

    fn look_after(&mut self) {
        if self.is_failing() {
            // The reason was logged when it was new.
            drop(self.recover());
            return;
        }
        if let Err(failure) = self.extend_numbers() {
            return self.note_failing(&failure);
        }
        match self.store.tidy(TIDY_BUDGET) {
            Ok(tidied) => self.is_tidy = tidied == Tidied::All,
            Err(failure) => {
                self.is_tidy = true;
                warn!("{failure}");
            }
        }
    }

    /// Writes what is owed, and something in any case, to see whether the store works again.
    fn recover(&mut self) -> Result<(), StoreError> {
        let attempt = self.commit_owed().and_then(|()| {
            let next = self.owner.next_job();
            self.store.extend_numbers(next).map(drop)
        });
        match &attempt {
            Ok(()) => self.note_well(),
            Err(failure) => self.note_failing(failure),
        }
        attempt
    }

    fn extend_numbers(&mut self) -> Result<(), StoreError> {
        let next = self.owner.next_job();
        if self.store.numbers().is_short_at(next) {
            self.store.extend_numbers(next)?;
        }
        Ok(())
    }

    fn note_failing(&mut self, failure: &StoreError) {
        self.needs_reopen |= failure.needs_reopen();
        if self.journal.health.note_failing(failure.to_string().into()) {
            error!("background jobs are refused: {failure}");
        }
    }

    fn note_well(&self) {
        if self.journal.health.note_well() {
            info!("background jobs are accepted again");
        }
    }
}
