//! A store that tears, forgets and fails, and the way of records to it.
//!
//! Records wait in the order in which they were made, are written in groups, and a group that could
//! not be written is given up as the journal does it. What a crash leaves is what was synced; of a
//! write of which nobody knows whether it was, all or nothing is left.

use geartrain_dispatch::{Effect, JobId, Record};
use geartrain_store::{Attempt, Fence, Group, MemoryStore, Store as _, StoreError};

use crate::ledger::Ledger;
use crate::random::Random;

/// Everything on the way to the disk.
pub(crate) struct Store {
    /// What a crash leaves.
    disk: MemoryStore,
    /// Written, and the sync failed: a crash leaves it or not, and so does opening it again.
    doubtful: Option<Group>,
    /// What is to be written next.
    owed: Group,
    /// What was made since.
    tail: Vec<Record>,
    pub(crate) ledger: Ledger,
    random: Random,
    /// Of a hundred writes, so many fail.
    fault_percent: u64,
    /// Turns for which it is left alone since it failed.
    rest: u64,
}

/// What became of a write.
pub(crate) enum Written {
    /// All of it is kept.
    Well,
    /// It failed, and these jobs are to be discarded.
    Failed(Vec<JobId>),
    /// The process died in it.
    Died,
}

impl Store {
    /// One that may be reliable or not. Its chance is apart from that of its world.
    pub(crate) fn of_world(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x0570_12e5);
        let fault_percent = random.pick(&[0, 5, 40]);
        Self::new(random, fault_percent)
    }

    /// One that fails every other time.
    pub(crate) fn unreliable() -> Self {
        Self::new(Random::new(0), 50)
    }

    fn new(random: Random, fault_percent: u64) -> Self {
        Self {
            disk: MemoryStore::new(JobId(1)).expect("there are numbers"),
            doubtful: None,
            owed: Group::new(Fence::EMBEDDED),
            tail: Vec::new(),
            ledger: Ledger::default(),
            random,
            fault_percent,
            rest: 0,
        }
    }

    /// Takes the records among the effects.
    pub(crate) fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Record(record) = effect {
                self.ledger.note(record);
                self.tail.push(record.clone());
            }
        }
    }

    /// Whether the writer's turn has come.
    pub(crate) fn is_due(&mut self) -> bool {
        self.rest = self.rest.saturating_sub(1);
        let is_idle = self.tail.is_empty() && self.owed.is_empty();
        !is_idle && self.rest == 0 && self.random.percent(20)
    }

    /// Nothing fails any more.
    pub(crate) fn mend(&mut self) {
        self.fault_percent = 0;
        self.rest = 0;
    }

    /// Writes some of what waits, as one group.
    pub(crate) fn write(&mut self) -> Written {
        let waiting = self.tail.len() as u64;
        let taken = usize::try_from(self.random.between(waiting.div_ceil(2), waiting));
        let mut group = Group::new(Fence::EMBEDDED);
        for record in self.tail.drain(..taken.expect("few")) {
            self.ledger.take();
            group.push(record);
        }
        self.owed.append(group);
        self.open_again();
        if !self.random.percent(self.fault_percent) {
            self.sync();
            return Written::Well;
        }
        match self.random.below(3) {
            0 => self.fail(&StoreError::Full {
                attempt: Attempt::Commit,
            }),
            1 => {
                self.doubtful = Some(self.owed.clone());
                self.fail(&StoreError::SyncFailed {
                    attempt: Attempt::Commit,
                    detail: String::new(),
                })
            }
            _ => {
                self.doubtful = Some(self.owed.clone());
                Written::Died
            }
        }
    }

    fn sync(&mut self) {
        self.disk.commit(&self.owed).expect("memory takes it");
        self.owed = Group::new(Fence::EMBEDDED);
        self.ledger.settle();
    }

    fn fail(&mut self, failure: &StoreError) -> Written {
        self.rest = self.random.pick(&[0, 10, 200]);
        self.ledger.give_up(failure);
        Written::Failed(self.owed.give_up_added(failure))
    }

    /// After a failed sync somebody looks what is there.
    fn open_again(&mut self) {
        if let Some(group) = self.doubtful.take()
            && self.random.percent(50)
        {
            self.disk.commit(&group).expect("memory takes it");
        }
    }

    /// The process died: what was not synced is forgotten. Returns what is left, in the order in
    /// which a dispatcher takes it back.
    ///
    /// # Panics
    /// When it is not what was promised.
    pub(crate) fn crash(&mut self) -> Vec<Record> {
        self.open_again();
        self.tail.clear();
        self.owed = Group::new(Fence::EMBEDDED);
        let mut records = Vec::new();
        let loaded = self.disk.load(&mut |record| records.push(record));
        loaded.expect("memory can be read");
        self.ledger.check_left(&records);
        records
    }
}
