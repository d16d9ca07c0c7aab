use super::Parting;
use crate::stage::{Stage, background, bytes, complete, foreground, noops, peer, unique};
use crate::{Config, EndReason, Event, Input, JobStatus, PeerId, Refusal, Reply};

const CLIENT: PeerId = PeerId(1);
const WORKER: PeerId = PeerId(9);
const OTHER: PeerId = PeerId(10);

fn attempts_max(max: u32) -> Stage {
    Stage::with(Config {
        attempts_max: Some(max),
        ..Config::default()
    })
}

#[test]
fn the_jobs_of_a_lost_worker_go_to_the_end_in_their_order() {
    let mut stage = Stage::new();
    let [first, second, third] = [0; 3].map(|_| stage.submit(CLIENT, background("f")));
    stage.able(WORKER, &["f"]);
    stage.able(OTHER, &["f"]);
    stage.grab(WORKER);
    stage.grab(WORKER);
    stage.disconnect(WORKER);
    let order = [0; 3].map(|_| stage.grab(OTHER));
    assert_eq!(order, [Some(third), Some(first), Some(second)]);
}

#[test]
fn a_lost_workers_job_wakes_another() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, foreground("f"));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    stage.able(OTHER, &["f"]);
    stage.sleep(OTHER);
    assert_eq!(noops(&stage.disconnect(WORKER)), [OTHER]);
    assert_eq!(stage.grab(OTHER), Some(job));
    assert_eq!(stage.finish(OTHER, job, complete("r"))[0].0, CLIENT);
}

#[test]
fn a_background_job_that_used_up_its_attempts_is_buried() {
    let mut stage = attempts_max(2);
    let job = stage.submit(CLIENT, unique("u", background("f")));
    for worker in [WORKER, OTHER] {
        stage.able(worker, &["f"]);
        assert_eq!(stage.grab(worker), Some(job));
        stage.disconnect(worker);
    }
    assert_eq!(stage.counts("f"), [0, 0, 0, 1, 0]);
    assert_eq!(stage.events.last(), Some(&(job, Event::Buried)));
    let status = JobStatus::default();
    assert_eq!(
        stage.input(CLIENT, Input::Status { job }),
        [(CLIENT, Reply::Status { job, status })]
    );
    assert_ne!(stage.submit(CLIENT, unique("u", background("f"))), job);
}

#[test]
fn the_clients_of_an_exhausted_job_are_told_that_it_failed() {
    let mut stage = attempts_max(1);
    let job = stage.submit(CLIENT, foreground("f"));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    assert_eq!(stage.disconnect(WORKER), [(CLIENT, Reply::Failed { job })]);
    assert_eq!(
        stage.events.last(),
        Some(&(job, Event::Ended(EndReason::Exhausted)))
    );
    assert_eq!(stage.counts("f"), [0; 5]);
}

#[test]
fn too_many_buried_jobs_drop_the_oldest() {
    let mut stage = Stage::with(Config {
        attempts_max: Some(1),
        buried_max: 1,
        ..Config::default()
    });
    let [first, second] = [0; 2].map(|_| stage.submit(CLIENT, background("f")));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    stage.grab(WORKER);
    stage.disconnect(WORKER);
    assert_eq!(
        stage.events.last(),
        Some(&(first, Event::Ended(EndReason::Evicted)))
    );
    let buried: Vec<_> = stage.dispatcher.view().jobs().map(|job| job.id).collect();
    assert_eq!(buried, [second]);
}

#[test]
fn a_queued_foreground_job_leaves_with_its_last_client() {
    let mut stage = Stage::new();
    stage.submit(CLIENT, unique("u", foreground("f")));
    stage.submit(peer(2), unique("u", foreground("f")));
    stage.disconnect(CLIENT);
    assert_eq!(stage.counts("f"), [1, 0, 0, 0, 0]);
    stage.disconnect(peer(2));
    assert_eq!(stage.counts("f"), [0; 5]);
}

#[test]
fn a_running_job_goes_on_without_clients_and_serves_one_that_joins() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, unique("u", foreground("f")));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    stage.disconnect(CLIENT);
    assert_eq!(stage.submit(peer(2), unique("u", foreground("f"))), job);
    let replies = stage.finish(WORKER, job, complete("r"));
    assert_eq!(
        replies,
        [(
            peer(2),
            Reply::Complete {
                job,
                data: bytes("r")
            }
        )]
    );
}

#[test]
fn an_abandoned_job_of_a_lost_worker_ends() {
    let mut stage = Stage::new();
    stage.submit(CLIENT, foreground("f"));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    stage.disconnect(CLIENT);
    stage.disconnect(WORKER);
    assert_eq!(stage.counts("f"), [0; 5]);
}

#[test]
fn a_background_job_outlives_its_client() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, background("f"));
    stage.disconnect(CLIENT);
    stage.able(WORKER, &["f"]);
    assert_eq!(stage.grab(WORKER), Some(job));
}

#[test]
fn a_half_closed_client_still_gets_its_result() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, foreground("f"));
    stage.input(CLIENT, Input::HalfClosed);
    assert!(stage.dispatcher.view().is_owed(CLIENT));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    assert_eq!(stage.finish(WORKER, job, complete("r"))[0].0, CLIENT);
    assert!(!stage.dispatcher.view().is_owed(CLIENT));
}

#[test]
fn a_half_closed_worker_loses_its_jobs() {
    let mut stage = Stage::new();
    stage.submit(CLIENT, background("f"));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    stage.input(WORKER, Input::HalfClosed);
    assert_eq!(stage.counts("f"), [1, 0, 0, 0, 0]);
}

#[test]
fn a_worker_that_runs_its_own_job_takes_it_along() {
    let mut stage = Stage::new();
    stage.submit(WORKER, foreground("f"));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    stage.disconnect(WORKER);
    assert_eq!(stage.counts("f"), [0; 5]);
}

#[test]
fn a_late_worker_loses_its_job_and_its_answer_is_refused() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, foreground("f"));
    stage.able_for(WORKER, "f", Some(300));
    stage.grab(WORKER);
    stage.able(OTHER, &["f"]);
    stage.sleep(OTHER);
    assert_eq!(stage.pass_ms(299), []);
    assert_eq!(stage.pass_ms(1), [(OTHER, Reply::Noop)]);
    let refused = Reply::Refused(Refusal::ResultForUnknownJob);
    assert_eq!(
        stage.finish(WORKER, job, complete("late")),
        [(WORKER, refused)]
    );
    assert_eq!(stage.grab(OTHER), Some(job));
    assert_eq!(stage.finish(OTHER, job, complete("r")).len(), 1);
}

#[test]
fn each_job_of_a_connection_has_its_own_limit() {
    let mut stage = Stage::new();
    stage.submit(CLIENT, background("f"));
    let second = stage.submit(CLIENT, background("f"));
    stage.able_for(WORKER, "f", Some(300));
    stage.grab(WORKER);
    stage.pass_ms(200);
    stage.grab(WORKER);
    stage.pass_ms(100);
    assert_eq!(stage.counts("f"), [1, 0, 1, 0, 1]);
    assert_eq!(stage.finish(WORKER, second, complete("")), []);
    assert_eq!(stage.pass_ms(10_000), []);
}

#[test]
fn the_limit_of_an_old_assignment_spares_the_new_one() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, background("f"));
    stage.able_for(WORKER, "f", Some(300));
    stage.grab(WORKER);
    stage.pass_ms(200);
    stage.disconnect(WORKER);
    stage.able_for(OTHER, "f", Some(300));
    assert_eq!(stage.grab(OTHER), Some(job));
    stage.pass_ms(200);
    assert_eq!(stage.counts("f"), [0, 0, 1, 0, 1]);
}

/// A peer that leaves as soon as few enough of its jobs are left; gives how many calls that took.
fn leave_in_parts(stage: &mut Stage, parting: Parting) -> usize {
    for calls in 1.. {
        let mut effects = Vec::new();
        let is_ready = stage.dispatcher.let_go(stage.now, parting, &mut effects);
        stage.settle(effects);
        if is_ready {
            stage.input(parting.peer(), parting.input());
            return calls;
        }
    }
    unreachable!("it has fewer jobs after each call");
}

fn in_parts_of(jobs: usize) -> Stage {
    Stage::with(Config {
        jobs_per_parting: jobs,
        ..Config::default()
    })
}

#[test]
fn very_many_jobs_of_a_lost_worker_come_back_in_parts_and_in_order() {
    for parting in [Parting::HalfClosed(WORKER), Parting::Disconnected(WORKER)] {
        come_back_in_parts_and_in_order(parting);
    }
}

fn come_back_in_parts_and_in_order(parting: Parting) {
    let mut stage = in_parts_of(3);
    let jobs = [0; 10].map(|_| stage.submit(CLIENT, background("f")));
    stage.able(WORKER, &["f"]);
    for _ in jobs {
        stage.grab(WORKER);
    }
    assert_eq!(leave_in_parts(&mut stage, parting), 4);
    assert_eq!(stage.counts("f"), [10, 0, 0, 0, 0]);
    stage.able(OTHER, &["f"]);
    let order = [0; 10].map(|_| stage.grab(OTHER).unwrap());
    assert_eq!(order, jobs);
}

#[test]
fn a_client_that_leaves_gives_very_many_jobs_up_in_parts() {
    let mut stage = in_parts_of(3);
    let kept = stage.submit(OTHER, unique("u", foreground("f")));
    assert_eq!(stage.submit(CLIENT, unique("u", foreground("f"))), kept);
    for _ in 0..9 {
        stage.submit(CLIENT, foreground("f"));
    }
    assert_eq!(leave_in_parts(&mut stage, Parting::Disconnected(CLIENT)), 4);
    assert_eq!(stage.counts("f"), [1, 0, 0, 0, 0]);
    stage.able(WORKER, &["f"]);
    assert_eq!(stage.grab(WORKER), Some(kept));
}

#[test]
fn a_client_that_says_nothing_more_still_waits_for_very_many_jobs() {
    let mut stage = in_parts_of(3);
    for _ in 0..9 {
        stage.submit(CLIENT, foreground("f"));
    }
    assert_eq!(leave_in_parts(&mut stage, Parting::HalfClosed(CLIENT)), 1);
    assert_eq!(stage.counts("f"), [9, 0, 0, 0, 0]);
}

#[test]
fn a_worker_that_leaves_in_parts_is_not_woken_for_what_it_gave_back() {
    let mut stage = in_parts_of(1);
    for _ in 0..3 {
        stage.submit(CLIENT, background("f"));
    }
    stage.able(WORKER, &["f"]);
    for _ in 0..3 {
        stage.grab(WORKER);
    }
    stage.sleep(WORKER);
    stage.able(OTHER, &["f"]);
    stage.sleep(OTHER);
    let (parting, mut effects) = (Parting::Disconnected(WORKER), Vec::new());
    assert!(!stage.dispatcher.let_go(stage.now, parting, &mut effects));
    assert_eq!(noops(&stage.settle(effects)), [OTHER]);
}
