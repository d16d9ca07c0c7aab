//! A client: hands in jobs and keeps its own account of what it is owed.

use std::collections::{BTreeMap, VecDeque};

use geartrain_dispatch::{
    Input, JobId, Mode, Priority, Refusal, Reply, Submission, Timestamp, Unique,
};

use crate::agenda::Plan;
use crate::moment::Moment;
use crate::names::{FUNCTIONS, UNIQUES, WORKLOADS, bytes};
use crate::random::Random;

/// Submissions that a client sends before it waits for an answer.
const ASKED_MAX: usize = 5;

/// How a client behaves all its life.
#[derive(Clone, Debug)]
struct Habits {
    pause_ms: u64,
    foreground_percent: u64,
    delayed_percent: u64,
    delayed_ms: u64,
    unique_percent: u64,
    asks_percent: u64,
}

impl Habits {
    fn new(random: &mut Random) -> Self {
        Self {
            pause_ms: random.pick(&[5, 40, 200, 1_000]),
            foreground_percent: random.pick(&[0, 50, 50, 100]),
            delayed_percent: random.pick(&[0, 0, 20, 80]),
            delayed_ms: random.pick(&[5, 100, 3_000]),
            unique_percent: random.pick(&[0, 50, 90]),
            asks_percent: random.pick(&[0, 30]),
        }
    }
}

/// The submitting side of a peer.
pub(crate) struct Client {
    habits: Habits,
    wants_exceptions: bool,
    /// Submissions without an answer, in order.
    asked: VecDeque<Mode>,
    /// Foreground submissions without a result, by job.
    waits_for: BTreeMap<JobId, usize>,
}

impl Client {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            habits: Habits::new(random),
            wants_exceptions: random.percent(40),
            asked: VecDeque::new(),
            waits_for: BTreeMap::new(),
        }
    }

    pub(crate) fn start(&mut self, moment: &mut Moment<'_>) {
        if self.wants_exceptions {
            moment.send(Input::WantExceptions);
        }
        moment.plan(0, Plan::Submit);
    }

    /// Hands in a job, asks around, and plans the next time.
    pub(crate) fn submit(&mut self, moment: &mut Moment<'_>) {
        let burst = moment.random.pick(&[1, 1, 1, 3]);
        for _ in 0..burst {
            if !moment.is_crowded && self.asked.len() < ASKED_MAX {
                let submission = self.submission(moment);
                self.asked.push_back(submission.mode);
                moment.send(Input::Submit(submission));
            }
        }
        if moment.random.percent(self.habits.asks_percent) {
            ask(moment);
        }
        let pause_ms = moment.random.between(1, self.habits.pause_ms);
        moment.plan(pause_ms, Plan::Submit);
    }

    fn submission(&self, moment: &mut Moment<'_>) -> Submission {
        let random = &mut *moment.random;
        let is_delayed = random.percent(self.habits.delayed_percent);
        let at = Timestamp(moment.now + random.between(0, self.habits.delayed_ms));
        let is_foreground = random.percent(self.habits.foreground_percent);
        Submission {
            function: bytes(random.pick(&FUNCTIONS)),
            unique: self.unique(random),
            workload: bytes(random.pick(&WORKLOADS)),
            reducer: random.percent(10).then(|| Box::new(bytes(b"sum"))),
            priority: priority(random),
            mode: if is_foreground {
                Mode::Foreground
            } else {
                Mode::Background
            },
            not_before: is_delayed.then(|| Box::new(at)),
        }
    }

    fn unique(&self, random: &mut Random) -> Unique {
        match random.percent(self.habits.unique_percent) {
            true if random.percent(30) => Unique::Workload,
            true => Unique::Given(bytes(random.pick(&UNIQUES))),
            false => Unique::None,
        }
    }

    pub(crate) fn receive(&mut self, reply: &Reply) {
        match reply {
            Reply::JobCreated { job } => self.created(*job),
            Reply::Refused(Refusal::QueueFull | Refusal::TooManyFunctions) => {
                self.asked
                    .pop_front()
                    .expect("answers: a refusal answers a submission");
            }
            Reply::Progress { job, .. } | Reply::Data { job, .. } | Reply::Warning { job, .. } => {
                let is_mine = self.waits_for.contains_key(job);
                assert!(
                    is_mine,
                    "results: news of {job:?}, which this client does not wait for"
                );
            }
            Reply::Exception { job, .. } => {
                assert!(
                    self.wants_exceptions,
                    "results: an exception that nobody asked for"
                );
                self.ended(*job);
            }
            Reply::Complete { job, .. } | Reply::Failed { job } => self.ended(*job),
            Reply::Assigned(_)
            | Reply::NoJob
            | Reply::Noop
            | Reply::Status { .. }
            | Reply::UniqueStatus { .. }
            | Reply::Cancelled { .. }
            | Reply::Done
            | Reply::Refused(_) => {}
        }
    }

    fn created(&mut self, job: JobId) {
        let mode = self
            .asked
            .pop_front()
            .expect("answers: JobCreated answers a submission");
        if mode == Mode::Foreground {
            *self.waits_for.entry(job).or_default() += 1;
        }
    }

    fn ended(&mut self, job: JobId) {
        let waits = self.waits_for.get_mut(&job);
        let waits = waits.unwrap_or_else(|| panic!("results: {job:?} ended once too often here"));
        *waits -= 1;
        if *waits == 0 {
            self.waits_for.remove(&job);
        }
    }

    /// To be called when the world is drained: every submission was answered, and every one in the
    /// foreground ended.
    pub(crate) fn assert_satisfied(&self) {
        assert!(
            self.asked.is_empty(),
            "answers: {} submissions without one",
            self.asked.len()
        );
        let left = &self.waits_for;
        assert!(
            left.is_empty(),
            "results: a client still waits for {left:?} in a drained world"
        );
    }
}

/// Most of Gearman's three priorities, at times one between or beyond them.
fn priority(random: &mut Random) -> Priority {
    let common = [
        Priority::HIGH,
        Priority::NORMAL,
        Priority::NORMAL,
        Priority::LOW,
    ];
    let rare = [Priority(0), Priority(0x8000_0001), Priority(u32::MAX)];
    if random.percent(90) {
        random.pick(&common)
    } else {
        random.pick(&rare)
    }
}

/// Asks how some job is, its own or not.
pub(crate) fn ask(moment: &mut Moment<'_>) {
    let job = moment.some_job();
    let unique = bytes(moment.random.pick(&UNIQUES));
    let by_unique = moment.random.percent(50);
    moment.send(if by_unique {
        Input::UniqueStatus { unique }
    } else {
        Input::Status { job }
    });
}
