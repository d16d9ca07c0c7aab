//! The real dispatcher with its shadow beside it: every call is noted, followed and checked.

use geartrain_dispatch::{Config, Dispatcher, Effect, Input, Parting, Timestamp};

use crate::checks::check;
use crate::history::{Call, History};
use crate::shadow::Shadow;
use crate::store::{Store, Written};

/// A dispatcher under watch.
pub(crate) struct Watched {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) shadow: Shadow,
    pub(crate) history: History,
    pub(crate) store: Store,
    effects: Vec<Effect>,
}

impl Watched {
    pub(crate) fn new(config: Config, store: Store) -> Self {
        Self {
            dispatcher: Dispatcher::new(config.clone()),
            shadow: Shadow::new(config),
            history: History::default(),
            store,
            effects: Vec::new(),
        }
    }

    /// Makes one call and checks all that must hold after it.
    ///
    /// # Panics
    /// When something does not hold; the history ends with this call.
    pub(crate) fn call(&mut self, at: u64, call: &Call) -> &[Effect] {
        self.history.begin(at, call);
        self.effects.clear();
        let (now, effects) = (Timestamp(at), &mut self.effects);
        match call.clone() {
            Call::Handle(peer, input) => {
                let partings = [Parting::HalfClosed(peer), Parting::Disconnected(peer)];
                if let Some(parting) = partings.into_iter().find(|it| it.input() == input) {
                    while !self.dispatcher.let_go(now, parting, effects) {
                        self.dispatcher.check();
                    }
                }
                self.dispatcher.handle(now, peer, input, effects);
            }
            Call::Tick => self.dispatcher.tick(now, effects),
            Call::TurnAway(last) => self.dispatcher.turn_away(now, last, effects),
            Call::Tune(limits) => self.dispatcher.tune(limits),
            Call::FollowWall(ahead_ms) => self.dispatcher.follow_wall(ahead_ms),
            Call::Discard(job) => self.dispatcher.discard(now, job, effects),
            Call::Restart(records) => {
                let first_job = self.shadow.next_job;
                let config = Config {
                    first_job,
                    ..self.shadow.config.clone()
                };
                self.dispatcher = Dispatcher::new(config);
                let records = records.into_iter();
                records.for_each(|record| self.dispatcher.restore(now, record, effects));
            }
        }
        self.store.keep(&self.effects);
        self.store.ledger.note_numbers(&self.effects);
        if let Call::Handle(peer, Input::Submit(submission)) = call {
            let ledger = &mut self.store.ledger;
            ledger.note_answer(*peer, submission, &self.effects);
        }
        let entry = self.history.finish(&self.effects);
        self.shadow.follow(entry);
        check(&self.dispatcher, &self.shadow, call);
        &self.effects
    }

    /// The store gets its turn, and whoever it cannot keep is discarded. Returns whether the process
    /// died of it.
    pub(crate) fn write(&mut self, at: u64) -> bool {
        match self.store.write() {
            Written::Well => false,
            Written::Failed(jobs) => {
                for job in jobs {
                    self.call(at, &Call::Discard(job));
                }
                false
            }
            Written::Died => true,
        }
    }

    /// The process dies and comes back with what is left.
    pub(crate) fn restart(&mut self, at: u64) {
        let records = self.store.crash();
        self.call(at, &Call::Restart(records));
    }
}
