//! Arbitrary calls in arbitrary order, without a world that makes sense of them.
//!
//! The simulated world covers long lives of plausible peers. Here a few peers do anything at any
//! moment, and a sequence that breaks a rule is cut down to the few calls that matter.

use std::collections::BTreeMap;

use bytes::Bytes;
use geartrain_dispatch::{
    Config, Effect, FunctionOrder, GrabKind, Input, JobId, Limits, Mode, Outcome, PeerId, Priority,
    QueueBound, Reply, Report, Submission, Timestamp, Unique,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;

use crate::history::Call;
use crate::names::{FUNCTIONS, UNIQUES, WORKLOADS, bytes};
use crate::store::Store;
use crate::watched::Watched;

/// Stands for the job that the peer got last.
const OWN: JobId = JobId(0);

/// One thing that happens, and how long after the one before it.
#[derive(Clone, Debug)]
struct Step {
    after_ms: u64,
    peer: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Input(Input),
    Tick,
    /// Those who ask are told that there is no job, but for so many.
    TurnAway(u64),
    /// The store could not keep a job.
    Write,
    /// The process dies and comes back.
    Restart,
    /// An operator changes limits.
    Tune(Limits),
    /// Somebody sets the wall clock.
    FollowWall(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let what = prop_oneof![
        120 => input().prop_map(What::Input),
        10 => Just(What::Tick),
        10 => (0..2_u64).prop_map(What::TurnAway),
        3 => Just(What::Write),
        1 => Just(What::Restart),
        1 => config().prop_map(|config| What::Tune(limits(&config))),
        2 => select(vec![-300, -1, 0, 1, 100, 600]).prop_map(What::FollowWall),
    ];
    let parts = (select(vec![0, 0, 1, 10, 500]), 1..=4_usize, what);
    parts.prop_map(|(after_ms, peer, what)| Step {
        after_ms,
        peer,
        what,
    })
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        8 => submission().prop_map(Input::Submit),
        8 => select(vec![GrabKind::Plain, GrabKind::Unique, GrabKind::All]).prop_map(Input::Grab),
        8 => select(vec![GrabKind::Plain, GrabKind::Unique, GrabKind::All]).prop_map(Input::Ask),
        5 => Just(Input::Sleep),
        10 => working(),
        3 => managing(),
        1 => leaving(),
    ]
}

fn working() -> impl Strategy<Value = Input> {
    prop_oneof![
        8 => (function(), option::of(select(vec![0, 1, 10, 500])))
            .prop_map(|(function, run_limit_ms)| Input::Able { function, run_limit_ms }),
        1 => function().prop_map(|function| Input::Unable { function }),
        1 => Just(Input::ForgetAbilities),
        1 => Just(Input::WantExceptions),
        2 => (own_job(), report()).prop_map(|(job, report)| Input::Report { job, report }),
        6 => (own_job(), outcome()).prop_map(|(job, outcome)| Input::Finish { job, outcome }),
    ]
}

fn managing() -> impl Strategy<Value = Input> {
    prop_oneof![
        job().prop_map(|job| Input::Cancel { job }),
        job().prop_map(|job| Input::Status { job }),
        unique().prop_map(|unique| Input::UniqueStatus { unique }),
        function().prop_map(|function| Input::CreateFunction { function }),
        function().prop_map(|function| Input::DropFunction { function }),
        (function(), bound()).prop_map(|(function, bound)| Input::LimitQueue { function, bound }),
    ]
}

fn leaving() -> impl Strategy<Value = Input> {
    prop_oneof![Just(Input::Disconnected), Just(Input::HalfClosed)]
}

fn function() -> impl Strategy<Value = Bytes> {
    select(FUNCTIONS[..3].to_vec()).prop_map(bytes)
}

fn unique() -> impl Strategy<Value = Bytes> {
    select(UNIQUES.to_vec()).prop_map(bytes)
}

/// One of the first jobs: those that come to be.
fn job() -> impl Strategy<Value = JobId> {
    (1..=8_u64).prop_map(JobId)
}

/// Mostly the job that the peer itself got last.
fn own_job() -> impl Strategy<Value = JobId> {
    prop_oneof![3 => Just(OWN), 1 => job()]
}

fn submission() -> impl Strategy<Value = Submission> {
    let unique = prop_oneof![
        2 => Just(Unique::None),
        2 => unique().prop_map(Unique::Given),
        1 => Just(Unique::Workload),
    ];
    let priorities = vec![Priority::HIGH, Priority::NORMAL, Priority::LOW, Priority(7)];
    let parts = (
        function(),
        unique,
        select(WORKLOADS.to_vec()).prop_map(bytes),
        select(priorities),
        select(vec![Mode::Foreground, Mode::Background]),
        option::weighted(0.2, (0..600_u64).prop_map(Timestamp)),
    );
    parts.prop_map(
        |(function, unique, workload, priority, mode, not_before)| Submission {
            function,
            unique,
            workload,
            reducer: None,
            priority,
            mode,
            not_before: not_before.map(Box::new),
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let word = || select(vec![b"1" as &[u8], b"", b"x", b"99"]).prop_map(bytes);
    prop_oneof![
        Just(Report::Data(bytes(b"part"))),
        Just(Report::Warning(bytes(b"hot"))),
        (word(), word()).prop_map(|(numerator, denominator)| Report::Progress {
            numerator,
            denominator
        }),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Complete(bytes(b"result"))),
        Just(Outcome::Fail),
        Just(Outcome::Exception(bytes(b"oops"))),
    ]
}

fn bound() -> impl Strategy<Value = QueueBound> {
    let size = || option::of(0..3_u32);
    prop_oneof![
        Just(QueueBound::Default),
        size().prop_map(QueueBound::Total),
        [size(), size(), size()].prop_map(QueueBound::PerClass),
    ]
}

fn config() -> impl Strategy<Value = Config> {
    let orders = vec![FunctionOrder::RoundRobin, FunctionOrder::Registration];
    let parts = (
        option::of(1..3_u32),
        option::of(1..4_u32),
        select(orders),
        2..5_usize,
        select(vec![1, 20, 2_000]),
        select(vec![1, 20, 2_000]),
        0..3_usize,
        select(vec![1, 100]),
        select(vec![1, 100]),
    );
    parts.prop_map(|parts| Config {
        hash_seed: 0,
        is_durable: true,
        first_job: 1,
        attempts_max: parts.0,
        queue_bound: parts.1,
        function_order: parts.2,
        functions_max: parts.3,
        function_idle_ms: parts.4,
        wake_answer_ms: parts.5,
        buried_max: parts.6,
        abilities_max: parts.7,
        timers_per_tick: parts.8,
        jobs_per_parting: parts.8,
    })
}

/// Of a configuration what may change later.
fn limits(config: &Config) -> Limits {
    Limits {
        attempts_max: config.attempts_max,
        queue_bound: config.queue_bound,
        function_order: config.function_order,
        functions_max: config.functions_max,
        function_idle_ms: config.function_idle_ms,
    }
}

/// The peers of one sequence, beside the dispatcher.
struct Sequence {
    watched: Watched,
    now: u64,
    /// How often each peer left: it comes back with a new id.
    visits: [u64; 5],
    /// Which peers closed their writing side: such a one only leaves.
    is_silent: [bool; 5],
    /// The job that each peer got last.
    given: BTreeMap<PeerId, JobId>,
}

impl Sequence {
    fn new(config: Config) -> Self {
        Self {
            watched: Watched::new(config, Store::unreliable()),
            now: 0,
            visits: [0; 5],
            is_silent: [false; 5],
            given: BTreeMap::new(),
        }
    }

    fn follow(&mut self, step: Step) {
        self.now += step.after_ms;
        match step.what {
            What::Input(input) => self.input(step.peer, input),
            What::Tick => self.call(&Call::Tick),
            What::TurnAway(but) => self.turn_away(but),
            What::Write => {
                if self.watched.write(self.now) {
                    self.restart();
                }
            }
            What::Restart => self.restart(),
            What::Tune(limits) => self.call(&Call::Tune(limits)),
            What::FollowWall(ahead_ms) => self.call(&Call::FollowWall(ahead_ms)),
        }
    }

    fn turn_away(&mut self, but: u64) {
        if let Some(last) = self.watched.dispatcher.view().last_asker() {
            self.call(&Call::TurnAway(last - but));
        }
    }

    /// Everybody comes back with a new id.
    fn restart(&mut self) {
        self.watched.restart(self.now);
        self.visits.iter_mut().for_each(|visits| *visits += 1);
        self.is_silent = [false; 5];
    }

    fn input(&mut self, peer: usize, input: Input) {
        let is_end = input == Input::Disconnected;
        if self.is_silent[peer] && !is_end {
            return;
        }
        self.is_silent[peer] = input == Input::HalfClosed;
        let id = PeerId(peer as u64 + 10 * self.visits[peer]);
        let input = self.with_job(id, input);
        self.call(&Call::Handle(id, input));
        self.visits[peer] += u64::from(is_end);
    }

    /// Puts the job in that the peer got last, where that is meant.
    fn with_job(&self, peer: PeerId, input: Input) -> Input {
        let mine = self.given.get(&peer).copied().unwrap_or(JobId(1));
        match input {
            Input::Report { job: OWN, report } => Input::Report { job: mine, report },
            Input::Finish { job: OWN, outcome } => Input::Finish { job: mine, outcome },
            other => other,
        }
    }

    fn call(&mut self, call: &Call) {
        for effect in self.watched.call(self.now, call) {
            if let Effect::Send {
                to,
                reply: Reply::Assigned(assignment),
            } = effect
            {
                self.given.insert(*to, assignment.job);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000,
        max_shrink_iters: 20_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "simulation/properties.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_calls_in_any_order_keep_every_rule(config in config(), steps in vec(step(), 1..100)) {
        let mut sequence = Sequence::new(config);
        steps.into_iter().for_each(|step| sequence.follow(step));
    }
}
