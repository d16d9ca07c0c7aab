use super::*;
use crate::stage::{Stage, background, bytes, peer};
use crate::{Config, GrabKind, Input, QueueBound, Reply, Submission, Timestamp};

const HOUR_MS: i64 = 3_600_000;

fn limits(config: &Config) -> Limits {
    Limits {
        attempts_max: config.attempts_max,
        queue_bound: config.queue_bound,
        function_order: config.function_order,
        functions_max: config.functions_max,
        function_idle_ms: config.function_idle_ms,
    }
}

fn delayed(until: Timestamp) -> Submission {
    Submission {
        not_before: Some(Box::new(until)),
        ..background("resize")
    }
}

fn noops(replies: &[(crate::PeerId, Reply)]) -> usize {
    let noops = replies.iter().filter(|(_, reply)| *reply == Reply::Noop);
    noops.count()
}

/// A worker sleeps, and a job is to run in an hour.
fn stage_with_a_job_in_an_hour() -> Stage {
    let mut stage = Stage::new();
    stage.able(peer(2), &["resize"]);
    stage.input(peer(2), Input::Sleep);
    stage.submit(peer(1), delayed(stage.now.plus_ms(3_600_000)));
    stage
}

#[test]
fn a_wall_clock_set_forward_makes_delayed_jobs_due() {
    let mut stage = stage_with_a_job_in_an_hour();
    stage.dispatcher.follow_wall(HOUR_MS - 1);
    assert_eq!(noops(&stage.pass_ms(0)), 0);
    stage.dispatcher.follow_wall(HOUR_MS);
    assert_eq!(stage.dispatcher.next_deadline(), Some(stage.now));
    assert_eq!(noops(&stage.pass_ms(0)), 1);
}

#[test]
fn a_wall_clock_set_back_lets_delayed_jobs_wait_longer() {
    let mut stage = stage_with_a_job_in_an_hour();
    stage.dispatcher.follow_wall(-HOUR_MS);
    assert_eq!(noops(&stage.pass_ms(3_600_000)), 0);
    assert_eq!(noops(&stage.pass_ms(3_600_000)), 1);
}

#[test]
fn new_jobs_and_kept_ones_go_by_the_wall_clock_as_well() {
    let mut stage = Stage::new();
    stage.dispatcher.follow_wall(HOUR_MS);
    stage.able(peer(2), &["resize"]);
    stage.submit(peer(1), delayed(stage.now.plus_ms(3_600_000)));
    let replies = stage.input(peer(2), Input::Grab(GrabKind::Plain));
    assert!(matches!(replies[0].1, Reply::Assigned(_)), "{replies:?}");
    stage.submit(peer(1), delayed(stage.now.plus_ms(3_600_001)));
    let replies = stage.input(peer(2), Input::Grab(GrabKind::Plain));
    assert_eq!(replies[0].1, Reply::NoJob);
}

#[test]
fn limits_of_run_time_do_not_follow_the_wall_clock() {
    let mut stage = Stage::new();
    stage.able_for(peer(2), "resize", Some(1_000));
    stage.submit(peer(1), background("resize"));
    stage.input(peer(2), Input::Grab(GrabKind::Plain));
    let deadline = stage.dispatcher.next_deadline();
    stage.dispatcher.follow_wall(HOUR_MS);
    assert_eq!(stage.dispatcher.next_deadline(), deadline);
    assert_eq!(deadline, Some(stage.now.plus_ms(1_000)));
}

#[test]
fn a_bound_that_is_lowered_refuses_new_jobs_and_keeps_the_old() {
    let mut stage = Stage::new();
    stage.submit(peer(1), background("resize"));
    stage.submit(peer(1), background("resize"));
    stage.dispatcher.tune(Limits {
        queue_bound: Some(1),
        ..limits(&Config::default())
    });
    let replies = stage.input(peer(1), Input::Submit(background("resize")));
    assert!(matches!(replies[0].1, Reply::Refused(_)), "{replies:?}");
    assert_eq!(stage.dispatcher.view().functions().count(), 1);
    let function = bytes("resize");
    let bound = QueueBound::Total(None);
    stage.input(peer(1), Input::LimitQueue { function, bound });
    stage.submit(peer(1), background("resize"));
}

#[test]
fn functions_that_are_idle_already_go_by_the_new_time() {
    let mut stage = Stage::new();
    stage.able(peer(2), &["resize"]);
    stage.input(peer(2), Input::ForgetAbilities);
    stage.dispatcher.tune(Limits {
        function_idle_ms: 5,
        ..limits(&Config::default())
    });
    stage.pass_ms(4);
    assert_eq!(stage.dispatcher.view().functions().count(), 1);
    stage.pass_ms(1);
    assert_eq!(stage.dispatcher.view().functions().count(), 0);
}
