use crate::stage::{Stage, background, noops, peer};
use crate::{Config, Submission, Timestamp};

/// A stage on which three jobs are due at the same moment, which has come.
fn three_due(timers_per_tick: usize) -> Stage {
    let mut stage = Stage::with(Config {
        timers_per_tick,
        ..Config::default()
    });
    let due = Some(stage.now.plus_ms(10));
    for _ in 0..3 {
        let not_before = due.map(Box::new);
        stage.submit(
            peer(1),
            Submission {
                not_before,
                ..background("f")
            },
        );
    }
    stage.now = stage.now.plus_ms(10);
    stage
}

fn is_due(stage: &Stage) -> bool {
    let deadline: Option<Timestamp> = stage.dispatcher.next_deadline();
    deadline.is_some_and(|at| at <= stage.now)
}

#[test]
fn one_tick_carries_out_as_much_as_it_may_and_the_next_goes_on() {
    let mut stage = three_due(2);
    stage.pass_ms(0);
    assert_eq!(stage.counts("f"), [2, 1, 0, 0, 0]);
    assert!(is_due(&stage), "the rest is due at once");
    stage.pass_ms(0);
    assert_eq!(stage.counts("f"), [3, 0, 0, 0, 0]);
    assert!(!is_due(&stage));
}

#[test]
fn a_tick_that_may_do_nothing_does_one_thing() {
    let mut stage = three_due(0);
    stage.pass_ms(0);
    assert_eq!(stage.counts("f"), [1, 2, 0, 0, 0]);
}

#[test]
fn each_part_of_what_is_due_wakes_its_workers() {
    let mut stage = three_due(2);
    for worker in [7, 8, 9] {
        stage.able(peer(worker), &["f"]);
        stage.sleep(peer(worker));
    }
    assert_eq!(noops(&stage.pass_ms(0)), [peer(7), peer(8)]);
    assert_eq!(noops(&stage.pass_ms(0)), [peer(9)]);
}
