use geartrain_dispatch::{FunctionOrder, Input, Mode, Submission, Timestamp};

use super::*;
use crate::hub::scene::{hub, join, submission};
use crate::hub::{Membership, Step};

const HOUR_MS: i64 = 3_600_000;

fn submit(peer: &Membership, not_before: Option<Timestamp>) {
    let input = Input::Submit(Submission {
        not_before: not_before.map(Box::new),
        ..submission(Mode::Background)
    });
    peer.handle_all(&mut vec![Step::Handle(input)]);
}

fn delayed(hub: &Hub) -> usize {
    hub.function_rows()[0].delayed.iter().sum()
}

#[test]
fn a_job_is_due_when_the_wall_clock_says_so() {
    let hub = hub();
    let peer = join(&hub);
    submit(&peer, Some(hub.clock().now().plus_ms(3_600_000)));
    assert_eq!(delayed(&hub), 1);
    hub.follow_wall(HOUR_MS / 2);
    assert_eq!(delayed(&hub), 1);
    hub.follow_wall(HOUR_MS + 60_000);
    assert_eq!(delayed(&hub), 0);
}

#[test]
fn new_limits_hold_at_once() {
    let hub = hub();
    let peer = join(&hub);
    submit(&peer, None);
    hub.tune(Limits {
        attempts_max: None,
        queue_bound: Some(1),
        function_order: FunctionOrder::RoundRobin,
        functions_max: 10,
        function_idle_ms: 1_000,
    });
    submit(&peer, None);
    assert_eq!(hub.job_rows().len(), 1);
}
