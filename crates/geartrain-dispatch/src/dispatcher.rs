//! The dispatcher: one table from inputs to rules.

use crate::{Config, Effect, Input, PeerId, Timestamp, View};

/// All jobs, functions and peers, and the rules that move them.
pub struct Dispatcher {
    config: Config,
}

impl Dispatcher {
    /// An empty dispatcher.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// Carries out one request of `peer` at `now` and appends what follows to `effects`.
    ///
    /// A peer exists from its first request until it disconnects.
    pub fn handle(
        &mut self,
        now: Timestamp,
        peer: PeerId,
        input: Input,
        effects: &mut Vec<Effect>,
    ) {
        let _ = (now, peer, input, effects, &self.config);
    }

    /// Carries out what is due at `now`: delayed jobs, run-time limits, wake-ups without an answer,
    /// functions that nobody needs.
    pub fn tick(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let _ = (now, effects);
    }

    /// When [`tick`](Self::tick) has something to do next; may be early, never late.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        None
    }

    /// What listings and gauges read.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::new(self)
    }

    /// Checks everything that must hold between two calls.
    ///
    /// # Panics
    /// When something does not hold, naming it. Meant for tests: it walks over all state.
    pub fn check(&self) {}
}
