//! One call of the dispatcher: when it happens and what follows from it.

use crate::job::Job;
use crate::{Change, Effect, Event, PeerId, Refusal, Reply, Timestamp};

/// Handed from rule to rule within one call.
pub(crate) struct Turn<'a> {
    pub(crate) now: Timestamp,
    effects: &'a mut Vec<Effect>,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(now: Timestamp, effects: &'a mut Vec<Effect>) -> Self {
        Self { now, effects }
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn send(&mut self, to: PeerId, reply: Reply) {
        self.push(Effect::Send { to, reply });
    }

    pub(crate) fn refuse(&mut self, to: PeerId, refusal: Refusal) {
        self.send(to, Reply::Refused(refusal));
    }

    pub(crate) fn changed(&mut self, job: &Job, event: Event) {
        let Job {
            id,
            function,
            priority,
            mode,
            ..
        } = *job;
        let class = priority.class();
        self.push(Effect::Changed(Change {
            job: id,
            function,
            class,
            mode,
            event,
        }));
    }
}
