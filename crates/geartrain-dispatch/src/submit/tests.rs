use bytes::Bytes;

use crate::stage::{Stage, background, bytes, complete, foreground, peer, unique};
use crate::{
    Config, Dispatcher, Effect, Event, Input, JobId, Mode, Priority, QueueBound, Refusal, Reply,
    Submission, Timestamp, Unique,
};

fn priority(priority: Priority, submission: Submission) -> Submission {
    Submission {
        priority,
        ..submission
    }
}

fn refused(stage: &mut Stage, submission: Submission) -> bool {
    let replies = stage.input(peer(1), Input::Submit(submission));
    replies == [(peer(1), Reply::Refused(Refusal::QueueFull))]
}

#[test]
fn jobs_get_rising_numbers_from_the_first_one() {
    let mut stage = Stage::with(Config {
        first_job: 41,
        ..Config::default()
    });
    assert_eq!(stage.submit(peer(1), background("f")), JobId(41));
    assert_eq!(stage.submit(peer(2), foreground("g")), JobId(42));
}

#[test]
fn submissions_with_one_unique_are_one_job_and_all_get_the_result() {
    let mut stage = Stage::new();
    let job = stage.submit(peer(1), unique("u", foreground("f")));
    assert_eq!(stage.submit(peer(2), unique("u", foreground("f"))), job);
    stage.able(peer(9), &["f"]);
    assert_eq!(stage.grab(peer(9)), Some(job));
    let result = Reply::Complete {
        job,
        data: bytes("r"),
    };
    let replies = stage.finish(peer(9), job, complete("r"));
    assert_eq!(replies, [(peer(1), result.clone()), (peer(2), result)]);
}

#[test]
fn a_connection_that_submits_twice_gets_the_result_twice() {
    let mut stage = Stage::new();
    let job = stage.submit(peer(1), unique("u", foreground("f")));
    stage.submit(peer(1), unique("u", foreground("f")));
    stage.able(peer(9), &["f"]);
    stage.grab(peer(9));
    assert_eq!(stage.finish(peer(9), job, complete("r")).len(), 2);
}

#[test]
fn uniques_of_different_functions_are_different_jobs() {
    let mut stage = Stage::new();
    let job = stage.submit(peer(1), unique("u", background("f")));
    assert_ne!(stage.submit(peer(1), unique("u", background("g"))), job);
}

#[test]
fn a_unique_by_workload_joins_equal_workloads_only() {
    let mut stage = Stage::new();
    let by_workload = |workload: &'static str| Submission {
        unique: Unique::Workload,
        workload: Bytes::from_static(workload.as_bytes()),
        ..background("f")
    };
    let job = stage.submit(peer(1), by_workload("a"));
    assert_eq!(stage.submit(peer(1), by_workload("a")), job);
    assert_ne!(stage.submit(peer(1), by_workload("b")), job);
}

#[test]
fn an_empty_workload_and_no_unique_never_join() {
    let mut stage = Stage::new();
    let empty = || Submission {
        unique: Unique::Workload,
        workload: Bytes::new(),
        ..background("f")
    };
    assert_ne!(
        stage.submit(peer(1), empty()),
        stage.submit(peer(1), empty())
    );
    assert_ne!(
        stage.submit(peer(1), background("f")),
        stage.submit(peer(1), background("f"))
    );
}

#[test]
fn a_unique_given_as_the_bytes_of_a_workload_does_not_join_it() {
    let mut stage = Stage::new();
    let by_workload = Submission {
        unique: Unique::Workload,
        ..background("f")
    };
    let job = stage.submit(peer(1), by_workload);
    assert_ne!(stage.submit(peer(1), unique("load", background("f"))), job);
}

#[test]
fn the_first_submission_decides_workload_and_priority() {
    let mut stage = Stage::new();
    let job = stage.submit(
        peer(1),
        unique("u", priority(Priority::LOW, background("f"))),
    );
    stage.submit(
        peer(1),
        unique("u", priority(Priority::HIGH, background("f"))),
    );
    let other = stage.submit(peer(1), background("f"));
    stage.able(peer(9), &["f"]);
    assert_eq!(
        (stage.grab(peer(9)), stage.grab(peer(9))),
        (Some(other), Some(job))
    );
}

#[test]
fn a_background_submission_keeps_a_job_alive_when_its_clients_leave() {
    let mut stage = Stage::new();
    stage.submit(peer(1), unique("u", foreground("f")));
    stage.submit(peer(2), unique("u", background("f")));
    stage.disconnect(peer(1));
    assert_eq!(stage.counts("f"), [1, 0, 0, 0, 0]);
}

#[test]
fn a_delayed_job_blocks_nobody_and_wakes_a_sleeper_when_due() {
    let mut stage = Stage::new();
    let due = stage.now.plus_ms(5_000);
    let later = stage.submit(
        peer(1),
        Submission {
            not_before: Some(Box::new(due)),
            ..background("f")
        },
    );
    let now = stage.submit(peer(1), background("f"));
    stage.able(peer(9), &["f"]);
    assert_eq!(
        (stage.grab(peer(9)), stage.grab(peer(9))),
        (Some(now), None)
    );
    stage.sleep(peer(9));
    assert_eq!(stage.dispatcher.next_deadline(), Some(due));
    assert_eq!(stage.pass_ms(4_999), []);
    assert_eq!(stage.pass_ms(1), [(peer(9), Reply::Noop)]);
    assert_eq!(stage.grab(peer(9)), Some(later));
}

#[test]
fn a_time_that_has_passed_runs_at_once() {
    let mut stage = Stage::new();
    let past = Some(stage.now);
    stage.submit(
        peer(1),
        Submission {
            not_before: past.map(Box::new),
            ..background("f")
        },
    );
    assert_eq!(stage.counts("f"), [1, 0, 0, 0, 0]);
}

#[test]
fn a_total_bound_counts_all_priorities_and_running_jobs() {
    let mut stage = Stage::new();
    let bound = QueueBound::Total(Some(2));
    stage.input(
        peer(1),
        Input::LimitQueue {
            function: bytes("f"),
            bound,
        },
    );
    stage.submit(peer(1), priority(Priority::HIGH, background("f")));
    stage.able(peer(9), &["f"]);
    stage.grab(peer(9));
    stage.submit(peer(1), background("f"));
    assert!(refused(&mut stage, background("f")));
    assert!(!refused(&mut stage, background("g")));
}

#[test]
fn each_of_three_bounds_counts_its_own_priority() {
    let mut stage = Stage::new();
    let bound = QueueBound::PerClass([Some(1), None, Some(1)]);
    stage.input(
        peer(1),
        Input::LimitQueue {
            function: bytes("f"),
            bound,
        },
    );
    stage.submit(peer(1), priority(Priority::HIGH, background("f")));
    assert!(refused(
        &mut stage,
        priority(Priority::HIGH, background("f"))
    ));
    assert!(!refused(
        &mut stage,
        priority(Priority::NORMAL, background("f"))
    ));
    assert!(!refused(
        &mut stage,
        priority(Priority::NORMAL, background("f"))
    ));
    assert!(!refused(
        &mut stage,
        priority(Priority::LOW, background("f"))
    ));
}

#[test]
fn a_full_queue_still_lets_submissions_join() {
    let mut stage = Stage::with(Config {
        queue_bound: Some(1),
        ..Config::default()
    });
    let job = stage.submit(peer(1), unique("u", background("f")));
    assert!(refused(&mut stage, background("f")));
    assert_eq!(stage.submit(peer(1), unique("u", background("f"))), job);
}

#[test]
fn too_many_clients_of_one_job_are_refused() {
    let mut dispatcher = Dispatcher::new(Config::default());
    let mut effects = Vec::new();
    let mut submit = || {
        effects.clear();
        let input = Input::Submit(unique("u", foreground("f")));
        dispatcher.handle(Timestamp(1), peer(1), input, &mut effects);
        effects.last().cloned()
    };
    for _ in 0..super::CLIENTS_MAX {
        submit();
    }
    let reply = Reply::Refused(Refusal::QueueFull);
    assert_eq!(submit(), Some(Effect::Send { to: peer(1), reply }));
}

#[test]
fn too_many_functions_are_refused() {
    let mut stage = Stage::with(Config {
        functions_max: 1,
        ..Config::default()
    });
    stage.submit(peer(1), background("f"));
    let replies = stage.input(peer(1), Input::Submit(background("g")));
    assert_eq!(
        replies,
        [(peer(1), Reply::Refused(Refusal::TooManyFunctions))]
    );
}

#[test]
fn a_submission_is_told_before_its_reply() {
    let mut stage = Stage::new();
    let job = stage.submit(peer(1), foreground("f"));
    assert_eq!(stage.events, [(job, Event::Submitted)]);
    let joined = Submission {
        mode: Mode::Background,
        ..foreground("f")
    };
    let job = stage.submit(peer(1), unique("u", joined.clone()));
    stage.submit(peer(1), unique("u", joined));
    assert_eq!(
        stage.events[1..],
        [(job, Event::Submitted), (job, Event::Joined)]
    );
}
