use crate::stage::{Stage, background, bytes, complete, peer, unique};
use crate::{
    Assignment, Config, Event, FunctionOrder, GrabKind, Input, JobId, Priority, Reply, Submission,
};

fn submit(stage: &mut Stage, function: &str, priority: Priority) -> JobId {
    stage.submit(
        peer(1),
        Submission {
            priority,
            ..background(function)
        },
    )
}

fn grab_everything(stage: &mut Stage) -> Vec<JobId> {
    std::iter::from_fn(|| stage.grab(peer(9))).collect()
}

#[test]
fn jobs_of_one_priority_come_in_order_of_arrival() {
    let mut stage = Stage::new();
    let jobs = [0; 5].map(|_| submit(&mut stage, "f", Priority::NORMAL));
    stage.able(peer(9), &["f"]);
    assert_eq!(grab_everything(&mut stage), jobs);
}

#[test]
fn priority_is_global_over_the_functions_of_a_worker() {
    let mut stage = Stage::new();
    let low = submit(&mut stage, "f", Priority::LOW);
    let normal = submit(&mut stage, "f", Priority::NORMAL);
    let high = submit(&mut stage, "g", Priority::HIGH);
    stage.able(peer(9), &["f", "g"]);
    assert_eq!(grab_everything(&mut stage), [high, normal, low]);
}

#[test]
fn functions_of_equal_priority_take_turns() {
    let mut stage = Stage::new();
    let [f1, f2] = [0; 2].map(|_| submit(&mut stage, "f", Priority::NORMAL));
    let [g1, g2] = [0; 2].map(|_| submit(&mut stage, "g", Priority::NORMAL));
    stage.able(peer(9), &["f", "g"]);
    assert_eq!(grab_everything(&mut stage), [f1, g1, f2, g2]);
}

#[test]
fn urgent_jobs_of_a_third_function_do_not_let_one_of_two_starve() {
    let mut stage = Stage::new();
    let [f1, f2] = [0; 2].map(|_| submit(&mut stage, "f", Priority::NORMAL));
    let [g1, g2] = [0; 2].map(|_| submit(&mut stage, "g", Priority::NORMAL));
    stage.able(peer(9), &["f", "g", "h"]);
    for expected in [f1, g1, f2, g2] {
        assert_eq!(stage.grab(peer(9)), Some(expected));
        let urgent = submit(&mut stage, "h", Priority::HIGH);
        assert_eq!(stage.grab(peer(9)), Some(urgent));
    }
}

#[test]
fn the_function_registered_last_comes_first_when_that_order_is_set() {
    let order = FunctionOrder::Registration;
    let mut stage = Stage::with(Config {
        function_order: order,
        ..Config::default()
    });
    let f = submit(&mut stage, "f", Priority::HIGH);
    let [g1, g2] = [0; 2].map(|_| submit(&mut stage, "g", Priority::LOW));
    stage.able(peer(9), &["f", "g"]);
    assert_eq!(grab_everything(&mut stage), [g1, g2, f]);
}

#[test]
fn any_priority_between_the_fixed_points_has_its_place() {
    let mut stage = Stage::new();
    let [c, a, b] = [70, 3, 4].map(|priority| submit(&mut stage, "f", Priority(priority)));
    stage.able(peer(9), &["f"]);
    assert_eq!(grab_everything(&mut stage), [a, b, c]);
}

#[test]
fn an_assignment_shows_the_whole_job() {
    let mut stage = Stage::new();
    let submission = Submission {
        reducer: Some(Box::new(bytes("sum"))),
        ..background("f")
    };
    let job = stage.submit(peer(1), unique("u", submission));
    stage.able(peer(9), &["f"]);
    let assignment = Assignment {
        kind: GrabKind::All,
        job,
        function: bytes("f"),
        unique: Box::from(*b"u"),
        reducer: Some(Box::new(bytes("sum"))),
        workload: bytes("load"),
    };
    let replies = stage.input(peer(9), Input::Grab(GrabKind::All));
    assert_eq!(replies, [(peer(9), Reply::Assigned(assignment))]);
}

#[test]
fn a_plain_assignment_does_not_carry_the_unique() {
    let mut stage = Stage::new();
    stage.submit(peer(1), unique("u", background("f")));
    stage.able(peer(9), &["f"]);
    let replies = stage.input(peer(9), Input::Grab(GrabKind::Plain));
    assert!(matches!(
        &replies[..],
        [(_, Reply::Assigned(assignment))] if assignment.unique.is_empty()
    ));
}

#[test]
fn the_start_tells_how_long_the_job_waited() {
    let mut stage = Stage::new();
    let job = submit(&mut stage, "f", Priority::NORMAL);
    stage.able(peer(9), &["f"]);
    stage.pass_ms(250);
    stage.grab(peer(9));
    assert_eq!(
        stage.events.last(),
        Some(&(job, Event::Started { waited_ms: 250 }))
    );
}

#[test]
fn several_jobs_may_run_on_one_connection() {
    let mut stage = Stage::new();
    let jobs = [0; 3].map(|_| submit(&mut stage, "f", Priority::NORMAL));
    stage.able(peer(9), &["f"]);
    assert_eq!(grab_everything(&mut stage), jobs);
    assert_eq!(stage.counts("f"), [0, 0, 3, 0, 1]);
    stage.finish(peer(9), jobs[1], complete(""));
    assert_eq!(stage.counts("f"), [0, 0, 2, 0, 1]);
}

#[test]
fn a_peer_without_abilities_gets_no_job() {
    let mut stage = Stage::new();
    submit(&mut stage, "f", Priority::NORMAL);
    assert_eq!(stage.grab(peer(9)), None);
}
