//! An operator: interferes now and then.

use geartrain_dispatch::{Input, QueueBound};

use crate::agenda::Plan;
use crate::client::ask;
use crate::moment::Moment;
use crate::names::{FUNCTIONS, bytes};
use crate::random::Random;

/// The administrative side of a peer.
pub(crate) struct Operator {
    pause_ms: u64,
}

impl Operator {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            pause_ms: random.pick(&[20, 200, 2_000]),
        }
    }

    pub(crate) fn start(&self, moment: &mut Moment<'_>) {
        moment.plan(0, Plan::Operate);
    }

    /// Does one thing and plans the next time.
    pub(crate) fn operate(&self, moment: &mut Moment<'_>) {
        let function = bytes(moment.random.pick(&FUNCTIONS));
        let job = moment.some_job();
        match moment.random.below(8) {
            0..=2 => moment.send(Input::Cancel { job }),
            3 => moment.send(Input::CreateFunction { function }),
            4 => moment.send(Input::DropFunction { function }),
            5 => {
                let bound = bound(moment.random);
                moment.send(Input::LimitQueue { function, bound });
            }
            _ => ask(moment),
        }
        let pause_ms = moment.random.between(1, self.pause_ms);
        moment.plan(pause_ms, Plan::Operate);
    }
}

fn bound(random: &mut Random) -> QueueBound {
    let mut size = || random.pick(&[None, Some(1), Some(3), Some(10)]);
    let sizes = [size(), size(), size()];
    match random.below(4) {
        0 => QueueBound::Total(sizes[0]),
        1 => QueueBound::PerClass(sizes),
        _ => QueueBound::Default,
    }
}
