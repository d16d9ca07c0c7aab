//! Arbitrary calls in arbitrary order, without a world that makes sense of them.
//!
//! The simulated world covers long lives of plausible peers. Here a few peers do anything at any
//! moment, and a sequence that breaks a rule is cut down to the few calls that matter.

use bytes::Bytes;
use geartrain_dispatch::{
    Config, FunctionOrder, GrabKind, Input, JobId, Mode, Outcome, PeerId, Priority, QueueBound,
    Report, Submission, Timestamp, Unique,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;

use crate::history::Call;
use crate::names::{FUNCTIONS, UNIQUES, WORKLOADS, bytes};
use crate::watched::Watched;

/// One thing that happens, and how long after the one before it.
#[derive(Clone, Debug)]
struct Step {
    after_ms: u64,
    peer: u64,
    /// `None`: a tick.
    input: Option<Input>,
}

fn step() -> impl Strategy<Value = Step> {
    let input = prop_oneof![1 => Just(None), 12 => input().prop_map(Some)];
    (select(vec![0, 0, 1, 10, 500]), 1..=4_u64, input).prop_map(|(after_ms, peer, input)| Step {
        after_ms,
        peer,
        input,
    })
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        8 => submission().prop_map(Input::Submit),
        8 => select(vec![GrabKind::Plain, GrabKind::Unique, GrabKind::All]).prop_map(Input::Grab),
        5 => Just(Input::Sleep),
        6 => working(),
        3 => managing(),
        3 => leaving(),
    ]
}

fn working() -> impl Strategy<Value = Input> {
    prop_oneof![
        5 => (function(), option::of(select(vec![0, 1, 10, 500])))
            .prop_map(|(function, run_limit_ms)| Input::Able { function, run_limit_ms }),
        1 => function().prop_map(|function| Input::Unable { function }),
        1 => Just(Input::ForgetAbilities),
        1 => Just(Input::WantExceptions),
        1 => (job(), report()).prop_map(|(job, report)| Input::Report { job, report }),
        4 => (job(), outcome()).prop_map(|(job, outcome)| Input::Finish { job, outcome }),
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
    select(FUNCTIONS.to_vec()).prop_map(bytes)
}

fn unique() -> impl Strategy<Value = Bytes> {
    select(UNIQUES.to_vec()).prop_map(bytes)
}

/// One of the first jobs: those that come to be.
fn job() -> impl Strategy<Value = JobId> {
    (1..=8_u64).prop_map(JobId)
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
            not_before,
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
    })
}

/// Makes the calls as the server would: a peer that left comes back with a new id, and one that
/// closed its writing side says only that it is gone.
fn follow(config: Config, steps: Vec<Step>) {
    let mut watched = Watched::new(config);
    let mut now = 0;
    let mut visits = [0; 5];
    let mut is_silent = [false; 5];
    for Step {
        after_ms,
        peer,
        input,
    } in steps
    {
        now += after_ms;
        let Some(input) = input else {
            watched.call(now, &Call::Tick);
            continue;
        };
        let index = usize::try_from(peer).expect("small");
        let is_end = input == Input::Disconnected;
        if is_silent[index] && !is_end {
            continue;
        }
        is_silent[index] = input == Input::HalfClosed;
        let id = PeerId(peer + 10 * visits[index]);
        watched.call(now, &Call::Handle(id, input));
        visits[index] += u64::from(is_end);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, max_shrink_iters: 20_000, failure_persistence: Some(Box::new(FileFailurePersistence::Direct("simulation/properties.txt"))),
        ..ProptestConfig::default() })]

    #[test]
    fn any_calls_in_any_order_keep_every_rule(config in config(), steps in vec(step(), 1..80)) {
        follow(config, steps);
    }
}
