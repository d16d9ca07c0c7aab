//! What was promised of jobs, and whether it holds after a crash.
//!
//! The promise: a background job whose handle was sent runs at least once, or ends by a rule. One
//! that was not acknowledged may vanish; one whose end is on disk does not come back. What is left
//! of a job is what was recorded of it, at its latest as far as that was synced.

use std::collections::BTreeMap;

use bytes::Bytes;
use geartrain_dispatch::{
    Effect, Event, JobId, KeptJob, Mode, PeerId, QueueBound, Record, Reply, Submission,
};
use geartrain_store::StoreError;

/// What is known of everything that was recorded.
#[derive(Default)]
pub(crate) struct Ledger {
    jobs: BTreeMap<JobId, Fate>,
    bounds: BTreeMap<Bytes, Setting<QueueBound>>,
    functions: BTreeMap<Bytes, Setting<bool>>,
    /// Records so far, and how many of them were taken to be written.
    made: u64,
    taken: u64,
    /// Everything up to here is settled.
    settled: u64,
    /// The highest number that a job ever had.
    highest: Option<JobId>,
}

/// What is known of a job.
#[derive(Clone, Debug)]
struct Fate {
    job: KeptJob,
    /// The record that brought it.
    added: u64,
    is_promised: bool,
    is_acknowledged: bool,
    /// Its group was given up, which the next sync makes sure of.
    is_given_up: bool,
    /// It is not kept for sure: it must not come back.
    is_refused: bool,
    /// The record that ended it.
    done: Option<u64>,
    is_end_kept: bool,
    /// How it stands, by the record that said so; the first is synced.
    states: Vec<(u64, State)>,
    /// As it was when it was added before and given up, which may be on the disk all the same.
    earlier: Option<Box<Fate>>,
}

impl Fate {
    fn may_be(&self, left: &KeptJob) -> bool {
        let state = State {
            attempts: left.attempts,
            is_buried: left.is_buried,
        };
        let as_added = KeptJob {
            attempts: self.job.attempts,
            is_buried: self.job.is_buried,
            ..left.clone()
        };
        as_added == self.job && self.states.iter().any(|(_, said)| *said == state)
    }
}

/// What may change of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    attempts: u32,
    is_buried: bool,
}

/// Something that operators set: by the record that said so, the first is synced.
struct Setting<T>(Vec<(u64, T)>);

impl<T: Clone + PartialEq> Setting<T> {
    fn note(&mut self, at: u64, value: T) {
        self.0.push((at, value));
    }

    /// All up to `to` is synced.
    fn settle(&mut self, to: u64) {
        let last = self.0.iter().rposition(|(at, _)| *at <= to);
        self.0.drain(..last.unwrap_or(0));
    }

    fn may_be(&self, value: &T) -> bool {
        self.0.iter().any(|(_, said)| said == value)
    }
}

impl Ledger {
    /// A record was made.
    pub(crate) fn note(&mut self, record: &Record) {
        self.made += 1;
        let at = self.made;
        match record.clone() {
            Record::Added(job) => self.note_added(*job, at),
            Record::Patched {
                job,
                attempts,
                is_buried,
            } => {
                let fate = self.jobs.get_mut(&job);
                let fate = fate.expect("records: a patched job was added");
                fate.states.push((
                    at,
                    State {
                        attempts,
                        is_buried,
                    },
                ));
            }
            Record::Done { job } => {
                let fate = self.jobs.get_mut(&job);
                let fate = fate.expect("records: a job that ends was added");
                assert_eq!(fate.done, None, "records: {job:?} ends twice");
                fate.done = Some(at);
            }
            Record::Bounded { function, bound } => {
                let unset = || Setting(vec![(0, QueueBound::Default)]);
                self.bounds
                    .entry(function)
                    .or_insert_with(unset)
                    .note(at, bound);
            }
            Record::FunctionKept { function, is_kept } => {
                let unset = || Setting(vec![(0, false)]);
                self.functions
                    .entry(function)
                    .or_insert_with(unset)
                    .note(at, is_kept);
            }
        }
    }

    fn note_added(&mut self, job: KeptJob, at: u64) {
        let state = State {
            attempts: job.attempts,
            is_buried: job.is_buried,
        };
        let id = job.job;
        let fate = Fate {
            job,
            added: at,
            is_promised: false,
            is_acknowledged: false,
            is_given_up: false,
            is_refused: false,
            done: None,
            is_end_kept: false,
            states: vec![(at, state)],
            earlier: None,
        };
        if let Some(before) = self.jobs.insert(id, fate) {
            let is_given_up = before.added <= self.settled && !before.is_acknowledged;
            assert!(is_given_up, "records: {id:?} is added twice");
            let earlier = Some(Box::new(before));
            self.jobs
                .entry(id)
                .and_modify(|fate| fate.earlier = earlier);
        }
    }

    /// The effects of a submission: its answer promises the job once the record is synced that
    /// brought it.
    pub(crate) fn note_answer(&mut self, to: PeerId, submission: &Submission, effects: &[Effect]) {
        if submission.mode == Mode::Foreground {
            return;
        }
        for effect in effects {
            if let Effect::Send {
                to: receiver,
                reply: Reply::JobCreated { job },
            } = effect
                && *receiver == to
                && let Some(fate) = self.jobs.get_mut(job)
            {
                fate.is_promised = true;
                fate.is_acknowledged |= fate.added <= self.settled && !fate.is_refused;
            }
        }
    }

    /// Numbers of new jobs only go up, over all starts.
    pub(crate) fn note_numbers(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Changed(change) = effect
                && change.event == Event::Submitted
            {
                let is_new = self.highest.is_none_or(|highest| change.job > highest);
                assert!(is_new, "numbers: {:?} was given out before", change.job);
                self.highest = Some(change.job);
            }
        }
    }

    /// The next record is taken to be written.
    pub(crate) fn take(&mut self) {
        self.taken += 1;
    }

    /// All that was taken is synced.
    pub(crate) fn settle(&mut self) {
        let to = self.taken;
        for fate in self.jobs.values_mut() {
            let is_written_now = (self.settled + 1..=to).contains(&fate.added);
            fate.is_acknowledged |= is_written_now && fate.is_promised;
            fate.is_refused |= fate.is_given_up;
            if is_written_now {
                fate.earlier = None;
            }
            fate.is_end_kept |= fate.done.is_some_and(|done| done <= to);
            let last = fate.states.iter().rposition(|(at, _)| *at <= to);
            fate.states.drain(..last.unwrap_or(0));
        }
        self.bounds
            .values_mut()
            .for_each(|setting| setting.settle(to));
        self.functions
            .values_mut()
            .for_each(|setting| setting.settle(to));
        self.jobs.retain(|_, fate| !fate.is_end_kept);
        self.settled = to;
    }

    /// What was taken since the last sync is not kept: whoever was promised a job by it is refused.
    pub(crate) fn give_up(&mut self, failure: &StoreError) {
        let range = self.settled + 1..=self.taken;
        for fate in self
            .jobs
            .values_mut()
            .filter(|fate| range.contains(&fate.added))
        {
            fate.is_given_up = true;
            fate.is_refused = !matches!(failure, StoreError::SyncFailed { .. });
            fate.is_promised = false;
        }
        self.settled = self.taken;
    }

    /// Compares what a crash left with what was promised, and goes on with that.
    ///
    /// # Panics
    /// When a promise is broken, naming it.
    pub(crate) fn check_left(&mut self, records: &[Record]) {
        let mut left = BTreeMap::new();
        let (mut bounds, mut functions) = (BTreeMap::new(), BTreeMap::new());
        for record in records {
            match record.clone() {
                Record::Added(job) => {
                    left.insert(job.job, *job);
                }
                Record::Bounded { function, bound } => {
                    bounds.insert(function, bound);
                }
                Record::FunctionKept { function, is_kept } => {
                    functions.insert(function, is_kept);
                }
                Record::Patched { .. } | Record::Done { .. } => {
                    panic!("store: changes of jobs are applied when it is read")
                }
            }
        }
        for (id, fate) in &self.jobs {
            let is_owed = fate.is_acknowledged && fate.done.is_none();
            assert!(
                !is_owed || left.contains_key(id),
                "lost: {id:?} was acknowledged"
            );
            let is_refused = fate.is_refused && left.contains_key(id);
            assert!(!is_refused, "kept: {id:?} was refused");
        }
        left.values().for_each(|job| self.check_job(job));
        check_settings(&self.bounds, &bounds, &QueueBound::Default);
        check_settings(&self.functions, &functions, &false);
        self.start_over(left, bounds, functions);
    }

    fn check_job(&self, left: &KeptJob) {
        let fate = self.jobs.get(&left.job);
        let fate = fate.unwrap_or_else(|| panic!("back: {:?} had ended", left.job));
        let mut lives = std::iter::successors(Some(fate), |fate| fate.earlier.as_deref());
        let may_be = lives.any(|life| life.may_be(left));
        assert!(may_be, "kept: {left:?} is not what was recorded: {fate:?}");
    }

    /// What is left is synced, and nothing else was ever said.
    fn start_over(
        &mut self,
        left: BTreeMap<JobId, KeptJob>,
        bounds: BTreeMap<Bytes, QueueBound>,
        functions: BTreeMap<Bytes, bool>,
    ) {
        self.taken = self.made;
        self.settled = self.made;
        let at = self.made;
        let before = std::mem::take(&mut self.jobs);
        for (id, job) in left {
            self.note_added(job, at);
            let is_acknowledged = before.get(&id).is_some_and(|fate| fate.is_acknowledged);
            self.jobs
                .entry(id)
                .and_modify(|fate| fate.is_acknowledged = is_acknowledged);
        }
        let settings = |(function, value)| (function, Setting(vec![(at, value)]));
        self.bounds = bounds.into_iter().map(settings).collect();
        let settings = |(function, value)| (function, Setting(vec![(at, value)]));
        self.functions = functions.into_iter().map(settings).collect();
    }
}

fn check_settings<T: Clone + PartialEq + std::fmt::Debug>(
    said: &BTreeMap<Bytes, Setting<T>>,
    left: &BTreeMap<Bytes, T>,
    unset: &T,
) {
    for (function, setting) in said {
        let value = left.get(function).unwrap_or(unset);
        assert!(setting.may_be(value), "settings: {function:?} is {value:?}");
    }
    let unsaid = left.keys().find(|function| !said.contains_key(*function));
    assert_eq!(unsaid, None, "settings: nobody set this");
}
