use std::collections::BTreeMap;

use crate::stage::{Stage, background, bytes, complete, foreground, peer, unique};
use crate::{Config, Input, JobId, Priority, QueueBound, Record, Refusal, Reply, Submission};

fn durable() -> Config {
    Config {
        is_durable: true,
        attempts_max: Some(2),
        ..Config::default()
    }
}

/// What a store would hold after these records.
fn kept(records: &[Record]) -> Vec<Record> {
    let mut jobs = BTreeMap::new();
    let mut others = Vec::new();
    for record in records.iter().cloned() {
        match record {
            Record::Added(job) => assert!(jobs.insert(job.job, job).is_none(), "added twice"),
            Record::Patched {
                job,
                attempts,
                is_buried,
            } => {
                let job = jobs.get_mut(&job).expect("a patched job was added");
                (job.attempts, job.is_buried) = (attempts, is_buried);
            }
            Record::Done { job } => {
                assert!(jobs.remove(&job).is_some(), "done without being added");
            }
            Record::Bounded { .. } | Record::FunctionKept { .. } => others.push(record),
        }
    }
    others.extend(jobs.into_values().map(Record::Added));
    others
}

/// The stage as it is after the process died and came back.
fn restarted(stage: &Stage) -> Stage {
    let mut again = Stage::with(durable());
    again.now = stage.now;
    for record in kept(&stage.records) {
        again
            .dispatcher
            .restore(again.now, record.clone(), &mut Vec::new());
        again.records.push(record);
    }
    again.dispatcher.check();
    again
}

#[test]
fn background_jobs_come_back_in_order_with_their_priorities() {
    let mut stage = Stage::with(durable());
    let [a, b] = [0; 2].map(|_| stage.submit(peer(1), background("f")));
    let urgent = Submission {
        priority: Priority::HIGH,
        ..background("f")
    };
    let urgent = stage.submit(peer(1), urgent);
    stage.submit(peer(1), foreground("f"));
    let mut stage = restarted(&stage);
    stage.able(peer(9), &["f"]);
    let order: Vec<JobId> = std::iter::from_fn(|| stage.grab(peer(9))).collect();
    assert_eq!(order, [urgent, a, b]);
    assert!(stage.submit(peer(1), background("f")) > urgent);
}

#[test]
fn ended_jobs_do_not_come_back() {
    let mut stage = Stage::with(durable());
    let [done, cancelled] = [0; 2].map(|_| stage.submit(peer(1), background("f")));
    stage.able(peer(9), &["f"]);
    stage.grab(peer(9));
    stage.finish(peer(9), done, complete(""));
    stage.input(peer(1), Input::Cancel { job: cancelled });
    assert_eq!(kept(&stage.records), []);
}

#[test]
fn attempts_survive_and_bury_the_job_in_the_end() {
    let mut stage = Stage::with(durable());
    let job = stage.submit(peer(1), unique("u", background("f")));
    for _ in 0..2 {
        stage = restarted(&stage);
        stage.able(peer(9), &["f"]);
        assert_eq!(stage.grab(peer(9)), Some(job));
        stage.disconnect(peer(9));
    }
    let mut stage = restarted(&stage);
    assert_eq!(stage.counts("f"), [0, 0, 0, 1, 0]);
    assert_ne!(stage.submit(peer(1), unique("u", background("f"))), job);
}

#[test]
fn a_delayed_job_comes_back_with_its_time() {
    let mut stage = Stage::with(durable());
    let not_before = Some(Box::new(stage.now.plus_ms(1_000)));
    stage.submit(
        peer(1),
        Submission {
            not_before,
            ..background("f")
        },
    );
    let mut stage = restarted(&stage);
    assert_eq!(stage.counts("f"), [0, 1, 0, 0, 0]);
    stage.pass_ms(1_000);
    assert_eq!(stage.counts("f"), [1, 0, 0, 0, 0]);
}

#[test]
fn a_foreground_job_is_kept_once_a_background_submission_joined() {
    let mut stage = Stage::with(durable());
    let job = stage.submit(peer(1), unique("u", foreground("f")));
    assert_eq!(stage.records, []);
    stage.submit(peer(2), unique("u", background("f")));
    stage.submit(peer(2), unique("u", background("f")));
    let mut stage = restarted(&stage);
    assert_eq!(stage.submit(peer(1), unique("u", foreground("f"))), job);
}

#[test]
fn a_run_that_was_not_over_when_the_job_was_kept_is_no_attempt() {
    let mut stage = Stage::with(durable());
    let job = stage.submit(peer(1), unique("u", foreground("f")));
    for worker in [8, 9] {
        stage.disconnect(peer(8));
        stage.able(peer(worker), &["f"]);
        assert_eq!(stage.grab(peer(worker)), Some(job));
    }
    stage.submit(peer(2), unique("u", background("f")));
    let mut stage = restarted(&stage);
    stage.able(peer(9), &["f"]);
    assert_eq!(stage.grab(peer(9)), Some(job));
    let attempts = stage.dispatcher.view().jobs().map(|job| job.attempts);
    assert_eq!(attempts.collect::<Vec<u32>>(), [2]);
}

#[test]
fn bounds_and_functions_made_by_hand_come_back() {
    let mut stage = Stage::with(durable());
    let function = bytes("f");
    stage.input(
        peer(1),
        Input::CreateFunction {
            function: function.clone(),
        },
    );
    let bound = QueueBound::Total(Some(1));
    stage.input(peer(1), Input::LimitQueue { function, bound });
    let mut stage = restarted(&stage);
    stage.pass_ms(10_000_000);
    assert_eq!(stage.dispatcher.view().functions().count(), 1);
    stage.submit(peer(1), background("f"));
    let replies = stage.input(peer(1), Input::Submit(background("f")));
    assert_eq!(replies, [(peer(1), Reply::Refused(Refusal::QueueFull))]);
}

#[test]
fn nothing_is_recorded_when_nothing_is_to_be_kept() {
    let mut stage = Stage::new();
    let job = stage.submit(peer(1), background("f"));
    stage.input(peer(1), Input::Cancel { job });
    stage.input(
        peer(1),
        Input::CreateFunction {
            function: bytes("g"),
        },
    );
    assert_eq!(stage.records, []);
}

#[test]
fn a_discarded_job_leaves_its_queue() {
    let mut stage = Stage::with(durable());
    let [queued, running] = [0; 2].map(|_| stage.submit(peer(1), background("f")));
    stage.able(peer(9), &["f"]);
    assert_eq!(stage.grab(peer(9)), Some(queued));
    for job in [queued, running] {
        stage.dispatcher.discard(stage.now, job, &mut Vec::new());
        stage.dispatcher.check();
    }
    assert_eq!(stage.counts("f"), [0, 0, 1, 0, 1]);
    stage.disconnect(peer(9));
    assert_eq!(stage.counts("f"), [0; 5]);
}

#[test]
fn a_discarded_job_that_is_buried_already_goes_too() {
    let mut stage = Stage::with(Config {
        attempts_max: Some(1),
        ..durable()
    });
    let job = stage.submit(peer(1), background("f"));
    stage.able(peer(9), &["f"]);
    stage.grab(peer(9));
    stage.disconnect(peer(9));
    assert_eq!(stage.counts("f"), [0, 0, 0, 1, 0]);
    stage.dispatcher.discard(stage.now, job, &mut Vec::new());
    stage.dispatcher.check();
    assert_eq!(stage.counts("f"), [0; 5]);
}
