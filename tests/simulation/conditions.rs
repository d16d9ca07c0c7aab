//! What one world is like: the settings of its dispatcher, and who lives there.

use geartrain_dispatch::{Config, FunctionOrder};

use crate::peer::Role;
use crate::random::Random;

/// Small numbers, so that every bound is met.
pub(crate) fn config(random: &mut Random) -> Config {
    let config = Config {
        hash_seed: 0,
        is_durable: random.percent(50),
        first_job: random.pick(&[1, 1_000]),
        attempts_max: random.pick(&[None, None, Some(1), Some(2), Some(3)]),
        queue_bound: random.pick(&[None, None, None, Some(2), Some(8)]),
        function_order: random.pick(&[
            FunctionOrder::RoundRobin,
            FunctionOrder::RoundRobin,
            FunctionOrder::Registration,
        ]),
        functions_max: random.pick(&[100, 100, 100, 3]),
        // Healthy workers, which come at the end, must be able to run everything.
        abilities_max: 100,
        timers_per_tick: random.pick(&[1, 2, 100]),
        function_idle_ms: random.pick(&[1, 100, 2_000, 600_000]),
        wake_answer_ms: random.pick(&[1, 20, 200, 1_000]),
        buried_max: random.pick(&[0, 1, 5, 1_000]),
        jobs_per_parting: 1,
    };
    Config {
        jobs_per_parting: config.timers_per_tick,
        ..config
    }
}

/// Where functions are refused for want of room, a peer that both submits and works cannot tell
/// which of its requests was refused: there are none of those then.
pub(crate) fn population(has_room: bool, random: &mut Random) -> Vec<(Role, usize)> {
    let mut up_to = |last: u64| usize::try_from(random.between(0, last)).expect("small");
    vec![
        (Role::Client, 1 + up_to(4)),
        (Role::Worker, 1 + up_to(6)),
        (Role::Operator, up_to(1)),
        (Role::Both, if has_room { up_to(2) } else { 0 }),
    ]
}
