use crate::stage::{Stage, background, bytes, complete, noops, peer};
use crate::{Config, Input, Priority, Submission};

fn asleep(stage: &mut Stage, workers: &[u64], functions: &[&str]) {
    for worker in workers {
        stage.able(peer(*worker), functions);
        assert_eq!(stage.sleep(peer(*worker)), []);
    }
}

fn submit(stage: &mut Stage, function: &str) -> Vec<u64> {
    let replies = stage.input(peer(1), Input::Submit(background(function)));
    noops(&replies).iter().map(|peer| peer.0).collect()
}

#[test]
fn one_job_wakes_one_sleeper() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10, 11, 12], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
}

#[test]
fn each_ready_job_wakes_one_sleeper() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10, 11], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    assert_eq!(submit(&mut stage, "f"), [11]);
    assert_eq!(submit(&mut stage, "f"), []);
}

#[test]
fn falling_asleep_beside_a_ready_job_is_answered_at_once() {
    let mut stage = Stage::new();
    submit(&mut stage, "f");
    stage.able(peer(10), &["f"]);
    assert_eq!(stage.sleep(peer(10)), [peer(10)]);
}

#[test]
fn sleepers_of_other_functions_are_left_alone() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10], &["g"]);
    assert_eq!(submit(&mut stage, "f"), []);
}

#[test]
fn a_woken_worker_that_takes_other_work_passes_the_wake_on() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10], &["f", "g"]);
    asleep(&mut stage, &[11], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    let urgent = Submission {
        priority: Priority::HIGH,
        ..background("g")
    };
    let urgent = stage.submit(peer(1), urgent);
    assert_eq!(stage.grab_all(peer(10)), (Some(urgent), vec![peer(11)]));
}

#[test]
fn a_woken_worker_that_leaves_passes_the_wake_on() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10, 11], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    assert_eq!(noops(&stage.disconnect(peer(10))), [peer(11)]);
}

#[test]
fn a_woken_worker_that_loses_the_ability_passes_the_wake_on() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10, 11], &["f"]);
    submit(&mut stage, "f");
    let replies = stage.input(
        peer(10),
        Input::Unable {
            function: bytes("f"),
        },
    );
    assert_eq!(noops(&replies), [peer(11)]);
}

#[test]
fn a_woken_worker_that_loses_another_ability_passes_the_wake_on() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10, 11], &["f", "g"]);
    submit(&mut stage, "f");
    let replies = stage.input(
        peer(10),
        Input::Unable {
            function: bytes("g"),
        },
    );
    assert_eq!(noops(&replies), [peer(11)]);
}

#[test]
fn a_woken_worker_that_sleeps_again_is_woken_again() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10], &["f"]);
    submit(&mut stage, "f");
    assert_eq!(stage.sleep(peer(10)), [peer(10)]);
}

#[test]
fn a_wake_without_an_answer_goes_to_the_next() {
    let mut stage = Stage::with(Config {
        wake_answer_ms: 500,
        ..Config::default()
    });
    asleep(&mut stage, &[10, 11], &["f"]);
    submit(&mut stage, "f");
    assert_eq!(noops(&stage.pass_ms(499)), []);
    assert_eq!(noops(&stage.pass_ms(1)), [peer(11)]);
    assert_eq!(noops(&stage.pass_ms(500)), [peer(10)]);
}

#[test]
fn two_are_woken_in_the_place_of_each_that_does_not_answer() {
    let mut stage = Stage::with(Config {
        wake_answer_ms: 100,
        ..Config::default()
    });
    asleep(&mut stage, &[10, 11, 12, 13, 14, 15, 16, 17], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    assert_eq!(noops(&stage.pass_ms(100)), [peer(11), peer(12)]);
    let third = [13, 14, 15, 16].map(peer);
    assert_eq!(noops(&stage.pass_ms(100)), third);
}

#[test]
fn who_answers_comes_before_those_who_did_not() {
    let mut stage = Stage::with(Config {
        wake_answer_ms: 100,
        ..Config::default()
    });
    asleep(&mut stage, &[10, 11], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    assert_eq!(noops(&stage.pass_ms(100)), [peer(11)]);
    for _ in 0..3 {
        let job = stage.grab(peer(11)).expect("there is one");
        stage.finish(peer(11), job, complete(""));
        assert_eq!(stage.sleep(peer(11)), []);
        assert_eq!(submit(&mut stage, "f"), [11]);
    }
}

#[test]
fn who_is_still_away_is_not_woken_more_often() {
    let mut stage = Stage::with(Config {
        wake_answer_ms: 1_000,
        ..Config::default()
    });
    asleep(&mut stage, &[10], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    for _ in 0..3 {
        assert_eq!(noops(&stage.pass_ms(999)), []);
        assert_eq!(noops(&stage.pass_ms(1)), [peer(10)]);
    }
}

#[test]
fn who_comes_back_is_woken_in_its_turn_again() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10, 11], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    assert_eq!(noops(&stage.pass_ms(1_000)), [peer(11)]);
    for _ in 0..2 {
        let job = stage.grab(peer(11)).expect("there is one");
        stage.finish(peer(11), job, complete(""));
        stage.sleep(peer(11));
        assert_eq!(submit(&mut stage, "f"), [11], "10 is still away");
    }
    stage.grab(peer(11)).expect("there is one");
    assert_eq!(stage.grab(peer(10)), None);
    stage.sleep(peer(10));
    stage.sleep(peer(11));
    assert_eq!(submit(&mut stage, "f"), [10]);
}

#[test]
fn who_was_late_once_has_less_time_from_then_on() {
    let mut stage = Stage::with(Config {
        wake_answer_ms: 1_000,
        ..Config::default()
    });
    asleep(&mut stage, &[10], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    stage.pass_ms(1_000);
    let job = stage.grab(peer(10)).expect("there is one");
    stage.finish(peer(10), job, complete(""));
    asleep(&mut stage, &[10, 11], &["f"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    assert_eq!(noops(&stage.pass_ms(100)), [peer(11)]);
}

#[test]
fn a_worker_that_does_not_answer_gives_up_its_older_places() {
    let mut stage = Stage::with(Config {
        wake_answer_ms: 500,
        ..Config::default()
    });
    asleep(&mut stage, &[10, 11], &["f", "g"]);
    let job = stage.submit(peer(1), background("f"));
    stage.input(peer(1), Input::Cancel { job });
    assert_eq!(noops(&stage.pass_ms(500)), []);
    assert_eq!(submit(&mut stage, "g"), [11]);
}

#[test]
fn a_worker_that_does_not_answer_is_woken_for_its_other_functions() {
    let mut stage = Stage::with(Config {
        wake_answer_ms: 500,
        ..Config::default()
    });
    asleep(&mut stage, &[10], &["f", "g"]);
    let job = stage.submit(peer(1), background("f"));
    submit(&mut stage, "g");
    stage.input(peer(1), Input::Cancel { job });
    assert_eq!(noops(&stage.pass_ms(500)), [peer(10)]);
}

#[test]
fn a_worker_that_took_the_job_is_not_woken_for_it_again() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10, 11], &["f"]);
    submit(&mut stage, "f");
    assert!(stage.grab(peer(10)).is_some());
    assert_eq!(noops(&stage.pass_ms(60_000)), []);
}

#[test]
fn a_sleeper_that_learns_a_function_is_woken_for_its_jobs() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10], &["g"]);
    submit(&mut stage, "f");
    let input = Input::Able {
        function: bytes("f"),
        run_limit_ms: None,
    };
    assert_eq!(noops(&stage.input(peer(10), input)), [peer(10)]);
}

#[test]
fn a_worker_that_was_woken_for_one_function_is_not_woken_for_another() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10], &["f", "g"]);
    assert_eq!(submit(&mut stage, "f"), [10]);
    assert_eq!(submit(&mut stage, "g"), []);
}

#[test]
fn the_second_function_of_a_worker_that_took_the_first_wakes_another() {
    let mut stage = Stage::new();
    asleep(&mut stage, &[10], &["f", "g"]);
    submit(&mut stage, "f");
    let job = stage.grab(peer(10)).expect("there is one");
    stage.able(peer(11), &["g"]);
    stage.sleep(peer(11));
    assert_eq!(submit(&mut stage, "g"), [11]);
    stage.finish(peer(10), job, complete(""));
}

#[test]
fn many_wakes_leave_no_trace_in_the_queue_of_outstanding_ones() {
    let mut stage = Stage::new();
    stage.able(peer(10), &["f"]);
    for _ in 0..1_000 {
        stage.sleep(peer(10));
        submit(&mut stage, "f");
        let job = stage.grab(peer(10)).expect("there is one");
        stage.finish(peer(10), job, complete(""));
    }
    assert!(stage.dispatcher.wakes.queue.len() < 3);
}

#[test]
fn one_tick_passes_on_a_bounded_number_of_wakes_and_the_next_goes_on() {
    let mut stage = Stage::new();
    let count = super::WAKES_PER_TICK as u64 + 1;
    for worker in 0..count {
        stage.dispatcher.handle(
            stage.now,
            peer(100 + worker),
            crate::Input::Able {
                function: crate::stage::bytes("f"),
                run_limit_ms: None,
            },
            &mut Vec::new(),
        );
        stage.dispatcher.handle(
            stage.now,
            peer(100 + worker),
            crate::Input::Sleep,
            &mut Vec::new(),
        );
    }
    for _ in 0..count {
        let submission = crate::Input::Submit(background("f"));
        stage
            .dispatcher
            .handle(stage.now, peer(1), submission, &mut Vec::new());
    }
    let wake_answer_ms = crate::Config::default().wake_answer_ms;
    stage.now = stage.now.plus_ms(wake_answer_ms);
    let mut effects = Vec::new();
    stage.dispatcher.tick(stage.now, &mut effects);
    let deadline = stage.dispatcher.next_deadline();
    assert!(deadline.is_some_and(|at| at <= stage.now), "one is left");
    stage.dispatcher.tick(stage.now, &mut effects);
    let deadline = stage.dispatcher.next_deadline();
    assert!(deadline.is_none_or(|at| at > stage.now), "none is left");
}
