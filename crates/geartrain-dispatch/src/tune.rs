//! What may change while there are jobs: limits, and how far the wall clock is ahead.

use crate::timers::Timer;
use crate::{Dispatcher, FunctionOrder};

/// Settings of the rules that a running dispatcher takes anew. What is there already stays, even if
/// it is more than is allowed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// As in [`Config`](crate::Config).
    pub attempts_max: Option<u32>,
    /// As in [`Config`](crate::Config).
    pub queue_bound: Option<u32>,
    /// As in [`Config`](crate::Config).
    pub function_order: FunctionOrder,
    /// As in [`Config`](crate::Config).
    pub functions_max: usize,
    /// As in [`Config`](crate::Config).
    pub function_idle_ms: u64,
}

impl Dispatcher {
    /// Goes by these limits from now on.
    pub fn tune(&mut self, limits: Limits) {
        let Limits {
            attempts_max,
            queue_bound,
            function_order,
            functions_max,
            function_idle_ms,
        } = limits;
        self.retime_idle_functions(function_idle_ms);
        self.config.attempts_max = attempts_max;
        self.config.queue_bound = queue_bound;
        self.config.function_order = function_order;
        self.config.functions_max = functions_max;
    }

    fn retime_idle_functions(&mut self, idle_ms: u64) {
        let old_idle_ms = std::mem::replace(&mut self.config.function_idle_ms, idle_ms);
        for (id, function) in self.functions.iter() {
            if let Some(since) = function.idle_since {
                let timer = Timer::FunctionIdle(id);
                self.timers.stop(since.plus_ms(old_idle_ms), timer);
                self.timers.start(since.plus_ms(idle_ms), timer);
            }
        }
    }

    /// The wall clock stands `ahead_ms` before the time that calls tell, or behind it. Jobs that are
    /// to run at a given moment go by the wall clock; all else goes by the time of the calls, which
    /// never jumps. To be followed by a [`tick`](Self::tick), since jobs may be due now.
    pub fn follow_wall(&mut self, ahead_ms: i64) {
        self.timers.follow_wall(ahead_ms);
    }
}

#[cfg(test)]
mod tests;
