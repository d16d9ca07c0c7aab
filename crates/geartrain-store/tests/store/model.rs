//! Random groups, restarts and tidying, compared with a plain model.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Priority, QueueBound, Record, Timestamp, Unique};
use proptest::prelude::*;

use crate::fixture::{Kind, contents, group};

/// What a test does to a store.
#[derive(Clone, Debug)]
enum Step {
    Commit(Vec<Record>),
    Restart,
    Reopen,
    Tidy,
}

/// What a store is to hold, told record by record.
#[derive(Default)]
struct Model {
    jobs: BTreeMap<JobId, KeptJob>,
    kept: BTreeMap<Bytes, bool>,
    bounds: BTreeMap<Bytes, QueueBound>,
}

impl Model {
    fn apply(&mut self, record: Record) {
        match record {
            Record::Added(job) => {
                self.jobs.insert(job.job, *job);
            }
            Record::Patched {
                job,
                attempts,
                is_buried,
            } => {
                if let Some(job) = self.jobs.get_mut(&job) {
                    (job.attempts, job.is_buried) = (attempts, is_buried);
                }
            }
            Record::Done { job } => {
                self.jobs.remove(&job);
            }
            Record::Bounded { function, bound } => {
                self.bounds.insert(function, bound);
            }
            Record::FunctionKept { function, is_kept } => {
                self.kept.insert(function, is_kept);
            }
        }
    }

    fn jobs(&self) -> Vec<Record> {
        let jobs = self.jobs.values().cloned();
        jobs.map(|job| Record::Added(Box::new(job))).collect()
    }

    fn functions(&self) -> Vec<Record> {
        let kept = self.kept.iter().filter(|(_, is_kept)| **is_kept);
        let kept = kept.map(|(function, _)| Record::FunctionKept {
            function: function.clone(),
            is_kept: true,
        });
        let bounds = self.bounds.iter();
        let bounds = bounds.filter(|(_, bound)| **bound != QueueBound::Default);
        let bounds = bounds.map(|(function, bound)| Record::Bounded {
            function: function.clone(),
            bound: *bound,
        });
        kept.chain(bounds).collect()
    }
}

fn bytes(most: usize) -> impl Strategy<Value = Bytes> {
    proptest::collection::vec(any::<u8>(), 0..=most).prop_map(Bytes::from)
}

fn workload() -> impl Strategy<Value = Bytes> {
    let large = (any::<u8>(), 0..30_000_usize);
    prop_oneof![
        8 => bytes(40),
        1 => large.prop_map(|(byte, length)| Bytes::from(vec![byte; length])),
    ]
}

fn unique() -> impl Strategy<Value = Unique> {
    let given = bytes(20).prop_map(|bytes| match bytes.is_empty() {
        true => Unique::None,
        false => Unique::Given(bytes),
    });
    prop_oneof![4 => given, 1 => Just(Unique::Workload)]
}

fn kept_job(id: u64) -> impl Strategy<Value = KeptJob> {
    let names = (
        bytes(10),
        unique(),
        workload(),
        proptest::option::of(bytes(5)),
    );
    let times = (any::<u64>(), proptest::option::of(any::<u64>()));
    let state = (any::<u32>(), 0..3_u32, any::<bool>());
    (names, times, state).prop_map(move |(names, times, state)| KeptJob {
        job: JobId(id),
        function: names.0,
        unique: names.1,
        workload: names.2,
        reducer: names.3,
        submitted: Timestamp(times.0),
        not_before: times.1.map(Timestamp),
        priority: Priority(state.0),
        attempts: state.1,
        is_buried: state.2,
    })
}

fn bound() -> impl Strategy<Value = QueueBound> {
    let size = || proptest::option::of(any::<u32>());
    prop_oneof![
        Just(QueueBound::Default),
        size().prop_map(QueueBound::Total),
        [size(), size(), size()].prop_map(QueueBound::PerClass),
    ]
}

fn function() -> impl Strategy<Value = Bytes> {
    (0..4_u8).prop_map(|name| Bytes::from(vec![name]))
}

/// Numbers come from a small range, so that changes meet jobs. Adding one again stands for a number
/// that never was used before; the dispatcher's order of records is kept by ending it first.
fn record() -> impl Strategy<Value = Vec<Record>> {
    let id = 1..30_u64;
    let added = id
        .clone()
        .prop_flat_map(|id| kept_job(id).prop_map(|job| vec![Record::Added(Box::new(job))]));
    let patched = (id.clone(), 0..300_u32, any::<bool>()).prop_map(|(id, attempts, is_buried)| {
        vec![Record::Patched {
            job: JobId(id),
            attempts,
            is_buried,
        }]
    });
    let done = id.prop_map(|id| vec![Record::Done { job: JobId(id) }]);
    let bounded = (function(), bound())
        .prop_map(|(function, bound)| vec![Record::Bounded { function, bound }]);
    let kept = (function(), any::<bool>())
        .prop_map(|(function, is_kept)| vec![Record::FunctionKept { function, is_kept }]);
    prop_oneof![6 => added, 3 => patched, 4 => done, 1 => bounded, 1 => kept]
}

fn step() -> impl Strategy<Value = Step> {
    let records = proptest::collection::vec(record(), 0..20);
    prop_oneof![
        10 => records.prop_map(|records| Step::Commit(records.concat())),
        1 => Just(Step::Restart),
        1 => Just(Step::Reopen),
        1 => Just(Step::Tidy),
    ]
}

/// A job is added once: what a random history adds again gets a number that is still unused.
fn renumbered(steps: Vec<Step>) -> Vec<Step> {
    let mut numbers = BTreeMap::new();
    let mut next = 0;
    let mut renumber = |record: Record| match record {
        Record::Added(mut job) => {
            next += 1;
            numbers.insert(job.job, JobId(next));
            job.job = JobId(next);
            Record::Added(job)
        }
        Record::Patched {
            job,
            attempts,
            is_buried,
        } => Record::Patched {
            job: numbers.get(&job).copied().unwrap_or(JobId(1_000_000)),
            attempts,
            is_buried,
        },
        Record::Done { job } => Record::Done {
            job: numbers.get(&job).copied().unwrap_or(JobId(1_000_000)),
        },
        other @ (Record::Bounded { .. } | Record::FunctionKept { .. }) => other,
    };
    let steps = steps.into_iter().map(|step| match step {
        Step::Commit(records) => Step::Commit(records.into_iter().map(&mut renumber).collect()),
        other @ (Step::Restart | Step::Reopen | Step::Tidy) => other,
    });
    steps.collect()
}

fn run(kind: &mut Kind, model: &mut Model, steps: Vec<Step>) {
    for step in steps {
        match step {
            Step::Commit(records) => {
                kind.store()
                    .commit(&group(records.clone()))
                    .expect("committed");
                records.into_iter().for_each(|record| model.apply(record));
            }
            Step::Restart => kind.restart(),
            Step::Reopen => kind.store().reopen().expect("reopened"),
            Step::Tidy => {
                kind.store().tidy(Duration::ZERO).expect("tidied");
            }
        }
    }
    kind.restart();
}

proptest! {
    // A history that fails is printed; one worth keeping becomes a test with a name.
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_store_holds_what_a_plain_model_holds(steps in proptest::collection::vec(step(), 1..25)) {
        let steps = renumbered(steps);
        for mut kind in Kind::each() {
            let mut model = Model::default();
            run(&mut kind, &mut model, steps.clone());
            let records = contents(kind.store());
            let (functions, jobs) = records.split_at(records.len() - model.jobs.len());
            prop_assert_eq!(jobs, model.jobs());
            prop_assert_eq!(functions.len(), model.functions().len());
            for function in model.functions() {
                prop_assert!(functions.contains(&function));
            }
        }
    }
}
