//! What changes from outside while peers are connected: limits, and the wall clock.

use geartrain_dispatch::Limits;

use super::Hub;

impl Hub {
    /// Lets the dispatcher go by other limits.
    pub(crate) fn tune(&self, limits: Limits) {
        self.locked(None, |state, turn| {
            state.decide(turn, |dispatcher, _, _| dispatcher.tune(limits));
        });
    }

    /// Lets jobs that are to run at a given moment go by a wall clock that stands so far ahead of
    /// the hub's own clock; those that are due by it become ready.
    pub(super) fn follow_wall(&self, ahead_ms: i64) {
        self.locked(None, |state, turn| {
            state.decide(turn, |dispatcher, now, effects| {
                dispatcher.follow_wall(ahead_ms);
                dispatcher.tick(now, effects);
            });
        });
    }
}

#[cfg(test)]
mod tests;
