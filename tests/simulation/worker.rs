//! A worker: most follow the protocol, each has its weaknesses, some have many.

use std::collections::BTreeSet;

use bytes::Bytes;
use geartrain_dispatch::{Assignment, GrabKind, Input, JobId, Outcome, Reply, Report};

use crate::agenda::Plan;
use crate::moment::Moment;
use crate::names::{FUNCTIONS, bytes};
use crate::random::Random;

/// How a worker behaves all its life.
#[derive(Clone, Debug)]
struct Habits {
    functions: Vec<&'static [u8]>,
    kind: GrabKind,
    /// Can wait for the answer when it asks.
    is_patient: bool,
    /// Asks for work before it was ever woken; others wait to be woken first.
    asks_first: bool,
    /// Goes to sleep when there is no work; others ask again after a while.
    sleeps: bool,
    jobs_at_once: usize,
    run_ms: u64,
    limited_percent: u64,
    hangs_percent: u64,
    deaf_percent: u64,
    crash_percent: u64,
    /// Time between two misdeeds, for one that commits any.
    misbehaves_ms: Option<u64>,
}

impl Habits {
    fn new(random: &mut Random) -> Self {
        let mut functions = FUNCTIONS.to_vec();
        let known = random.between(1, 4);
        while functions.len() as u64 > known {
            functions.remove(usize::try_from(random.below(functions.len() as u64)).expect("small"));
        }
        Self {
            functions,
            kind: random.pick(&[GrabKind::Plain, GrabKind::Unique, GrabKind::All]),
            is_patient: random.percent(60),
            asks_first: random.percent(70),
            sleeps: random.percent(90),
            jobs_at_once: random.pick(&[1, 1, 1, 3]),
            run_ms: random.pick(&[1, 20, 100, 2_000]),
            limited_percent: random.pick(&[0, 0, 50, 100]),
            hangs_percent: random.pick(&[0, 0, 0, 5, 30]),
            deaf_percent: random.pick(&[0, 0, 0, 20, 100]),
            crash_percent: random.pick(&[0, 0, 5]),
            misbehaves_ms: random.pick(&[None, None, Some(50), Some(1_000)]),
        }
    }

    fn healthy() -> Self {
        Self {
            functions: FUNCTIONS.to_vec(),
            kind: GrabKind::Plain,
            is_patient: true,
            asks_first: true,
            sleeps: true,
            jobs_at_once: 1,
            run_ms: 5,
            limited_percent: 0,
            hangs_percent: 0,
            deaf_percent: 0,
            crash_percent: 0,
            misbehaves_ms: None,
        }
    }
}

/// The working side of a peer.
pub(crate) struct Worker {
    habits: Habits,
    has: BTreeSet<JobId>,
}

impl Worker {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            habits: Habits::new(random),
            has: BTreeSet::new(),
        }
    }

    /// One that can do everything and makes no mistakes.
    pub(crate) fn healthy() -> Self {
        Self {
            habits: Habits::healthy(),
            has: BTreeSet::new(),
        }
    }

    pub(crate) fn start(&mut self, moment: &mut Moment<'_>) {
        if moment.random.percent(50) {
            moment.send(Input::SetClientId {
                id: bytes(b"worker"),
            });
        }
        for function in self.habits.functions.clone() {
            self.register(function, moment);
        }
        moment.send(if self.habits.asks_first {
            self.grab()
        } else {
            Input::Sleep
        });
        if let Some(in_ms) = self.habits.misbehaves_ms {
            moment.plan(in_ms, Plan::Misbehave);
        }
    }

    fn register(&self, function: &'static [u8], moment: &mut Moment<'_>) {
        let is_limited = moment.random.percent(self.habits.limited_percent);
        let limit_ms = moment.random.pick(&[0, 10, 50, 500]);
        let run_limit_ms = is_limited.then_some(limit_ms);
        moment.send(Input::Able {
            function: bytes(function),
            run_limit_ms,
        });
    }

    fn grab(&self) -> Input {
        if self.habits.is_patient {
            Input::Ask(self.habits.kind)
        } else {
            Input::Grab(self.habits.kind)
        }
    }

    pub(crate) fn receive(&mut self, reply: &Reply, moment: &mut Moment<'_>) {
        match reply {
            Reply::Assigned(assignment) => self.begin(assignment, moment),
            Reply::NoJob if self.habits.sleeps => moment.send(Input::Sleep),
            Reply::NoJob => {
                let pause_ms = moment.random.between(5, 200);
                moment.plan(pause_ms, Plan::Grab);
            }
            Reply::Noop if moment.random.percent(self.habits.deaf_percent) => {}
            Reply::Noop => moment.send(self.grab()),
            _ => {}
        }
    }

    fn begin(&mut self, assignment: &Assignment, moment: &mut Moment<'_>) {
        let job = assignment.job;
        assert_eq!(
            assignment.kind, self.habits.kind,
            "assignments: a worker gets what it asks for"
        );
        self.has.insert(job);
        if self.has.len() < self.habits.jobs_at_once {
            moment.send(self.grab());
        }
        if moment.random.percent(self.habits.hangs_percent) {
            return;
        }
        let run_ms = moment.random.between(0, self.habits.run_ms);
        if moment.random.percent(self.habits.crash_percent) {
            return moment.plan(run_ms, Plan::Crash);
        }
        if moment.random.percent(20) {
            moment.plan(run_ms / 2, Plan::Report(job));
        }
        moment.plan(run_ms, Plan::Finish(job));
    }

    pub(crate) fn act(&mut self, plan: Plan, moment: &mut Moment<'_>) {
        match plan {
            Plan::Grab => moment.send(self.grab()),
            Plan::Report(job) => {
                let report = report(moment.random);
                moment.send(Input::Report { job, report });
            }
            Plan::Finish(job) => self.finish(job, moment),
            Plan::Misbehave => self.misbehave(moment),
            Plan::Submit | Plan::Operate | Plan::HalfClose | Plan::Leave | Plan::Crash => {}
        }
    }

    fn finish(&mut self, job: JobId, moment: &mut Moment<'_>) {
        self.has.remove(&job);
        let outcome = outcome(moment.random);
        let fails_too = matches!(outcome, Outcome::Exception(_)) && moment.random.percent(50);
        moment.send(Input::Finish { job, outcome });
        if fails_too {
            moment.send(Input::Finish {
                job,
                outcome: Outcome::Fail,
            });
        }
        moment.send(self.grab());
    }

    /// What no worker should do, and some do.
    fn misbehave(&mut self, moment: &mut Moment<'_>) {
        let function = moment.random.pick(&FUNCTIONS);
        let job = moment.some_job();
        match moment.random.below(9) {
            0 | 1 => self.register(function, moment),
            2 => moment.send(Input::Unable {
                function: bytes(function),
            }),
            3 => moment.send(Input::ForgetAbilities),
            4 | 5 => moment.send(Input::Sleep),
            6 => moment.send(self.grab()),
            7 => {
                let outcome = outcome(moment.random);
                moment.send(Input::Finish { job, outcome });
            }
            _ => {
                let report = report(moment.random);
                moment.send(Input::Report { job, report });
            }
        }
        let pause_ms = moment
            .random
            .between(1, self.habits.misbehaves_ms.unwrap_or(1_000));
        moment.plan(pause_ms, Plan::Misbehave);
    }
}

fn outcome(random: &mut Random) -> Outcome {
    match random.below(10) {
        0 => Outcome::Fail,
        1 | 2 => Outcome::Exception(bytes(b"oops")),
        _ => Outcome::Complete(bytes(b"result")),
    }
}

fn report(random: &mut Random) -> Report {
    let words: [&[u8]; 5] = [b"3", b"10", b"half", b"", b"18446744073709551615"];
    match random.below(3) {
        0 => Report::Data(bytes(b"part")),
        1 => Report::Warning(bytes(b"hot")),
        _ => Report::Progress {
            numerator: word(random, &words),
            denominator: word(random, &words),
        },
    }
}

fn word(random: &mut Random, words: &[&'static [u8]]) -> Bytes {
    bytes(random.pick(words))
}
