use crate::stage::{Stage, background, bytes, complete, foreground, peer, unique};
use crate::{
    Config, EndReason, Event, Input, JobId, JobStatus, QueueBound, Refusal, Reply, Submission,
};

fn answer(stage: &mut Stage, input: Input) -> Reply {
    let mut replies = stage.input(peer(5), input);
    let own = replies
        .iter()
        .position(|(to, _)| *to == peer(5))
        .expect("an answer");
    replies.remove(own).1
}

fn names(stage: &Stage) -> Vec<&[u8]> {
    stage
        .dispatcher
        .view()
        .functions()
        .map(|function| function.name)
        .collect()
}

#[test]
fn a_queued_job_is_cancelled_at_once() {
    let mut stage = Stage::new();
    let job = stage.submit(peer(1), unique("u", background("f")));
    assert_eq!(
        answer(&mut stage, Input::Cancel { job }),
        Reply::Cancelled { job }
    );
    assert_eq!(stage.counts("f"), [0; 5]);
    assert_eq!(
        stage.events.last(),
        Some(&(job, Event::Ended(EndReason::Cancelled)))
    );
    let again = answer(&mut stage, Input::Cancel { job });
    assert_eq!(again, Reply::Refused(Refusal::JobUnknown));
    assert_ne!(stage.submit(peer(1), unique("u", background("f"))), job);
}

#[test]
fn cancelling_a_running_job_fails_it_once_and_refuses_the_workers_answer() {
    let mut stage = Stage::new();
    let job = stage.submit(peer(1), foreground("f"));
    stage.able_for(peer(9), "f", Some(100));
    stage.grab(peer(9));
    let replies = stage.input(peer(5), Input::Cancel { job });
    assert_eq!(
        replies,
        [
            (peer(1), Reply::Failed { job }),
            (peer(5), Reply::Cancelled { job })
        ]
    );
    let refused = Reply::Refused(Refusal::ResultForUnknownJob);
    assert_eq!(
        stage.finish(peer(9), job, complete("late")),
        [(peer(9), refused)]
    );
    assert_eq!(stage.pass_ms(1_000), []);
}

#[test]
fn a_delayed_job_is_cancelled_with_its_timer() {
    let mut stage = Stage::new();
    let not_before = Some(Box::new(stage.now.plus_ms(100)));
    let job = stage.submit(
        peer(1),
        Submission {
            not_before,
            ..background("f")
        },
    );
    answer(&mut stage, Input::Cancel { job });
    assert_eq!(stage.pass_ms(1_000), []);
    let status = JobStatus::default();
    assert_eq!(
        answer(&mut stage, Input::Status { job }),
        Reply::Status { job, status }
    );
}

#[test]
fn a_function_that_nobody_needs_is_forgotten_after_a_while() {
    let mut stage = Stage::with(Config {
        function_idle_ms: 1_000,
        ..Config::default()
    });
    stage.able(peer(9), &["f"]);
    stage.submit(peer(1), background("f"));
    let job = stage.grab(peer(9)).expect("there is one");
    stage.pass_ms(5_000);
    stage.finish(peer(9), job, complete(""));
    stage.disconnect(peer(9));
    stage.pass_ms(999);
    assert_eq!(names(&stage), [b"f"]);
    stage.pass_ms(1);
    assert!(names(&stage).is_empty());
}

#[test]
fn a_function_created_by_hand_stays() {
    let mut stage = Stage::with(Config {
        function_idle_ms: 1_000,
        ..Config::default()
    });
    assert_eq!(
        answer(
            &mut stage,
            Input::CreateFunction {
                function: bytes("f")
            }
        ),
        Reply::Done
    );
    stage.pass_ms(10_000);
    assert_eq!(names(&stage), [b"f"]);
    assert_eq!(
        answer(
            &mut stage,
            Input::DropFunction {
                function: bytes("f")
            }
        ),
        Reply::Done
    );
    assert!(names(&stage).is_empty());
}

#[test]
fn a_function_in_use_is_not_dropped() {
    let mut stage = Stage::new();
    let input = || Input::DropFunction {
        function: bytes("f"),
    };
    assert_eq!(
        answer(&mut stage, input()),
        Reply::Refused(Refusal::FunctionUnknown)
    );
    let job = stage.submit(peer(1), background("f"));
    assert_eq!(
        answer(&mut stage, input()),
        Reply::Refused(Refusal::FunctionInUse)
    );
    answer(&mut stage, Input::Cancel { job });
    stage.able(peer(9), &["f"]);
    assert_eq!(
        answer(&mut stage, input()),
        Reply::Refused(Refusal::FunctionInUse)
    );
    stage.disconnect(peer(9));
    assert_eq!(answer(&mut stage, input()), Reply::Done);
}

#[test]
fn a_bound_is_remembered_before_first_use_and_after_the_function_was_forgotten() {
    let mut stage = Stage::with(Config {
        function_idle_ms: 1_000,
        ..Config::default()
    });
    let bound = |bound| Input::LimitQueue {
        function: bytes("f"),
        bound,
    };
    assert_eq!(
        answer(&mut stage, bound(QueueBound::Total(Some(1)))),
        Reply::Done
    );
    assert!(names(&stage).is_empty());
    for _ in 0..2 {
        let job = stage.submit(peer(1), background("f"));
        let refused = Reply::Refused(Refusal::QueueFull);
        assert_eq!(answer(&mut stage, Input::Submit(background("f"))), refused);
        answer(&mut stage, Input::Cancel { job });
        stage.pass_ms(1_000);
        assert!(names(&stage).is_empty());
    }
    assert_eq!(answer(&mut stage, bound(QueueBound::Default)), Reply::Done);
    stage.submit(peer(1), background("f"));
    stage.submit(peer(1), background("f"));
}

#[test]
fn cancelling_an_unknown_job_is_refused() {
    let mut stage = Stage::new();
    let refused = Reply::Refused(Refusal::JobUnknown);
    assert_eq!(answer(&mut stage, Input::Cancel { job: JobId(5) }), refused);
}
