//! What operators do: cancel jobs, create and drop functions, bound queues; and how functions come
//! and go by themselves.

use bytes::Bytes;

use crate::timers::Timer;
use crate::turn::Turn;
use crate::{
    Dispatcher, Effect, EndReason, FunctionId, JobId, Outcome, PeerId, QueueBound, Record, Refusal,
    Reply, Timestamp,
};

impl Dispatcher {
    /// Ends a job in whatever state; its worker's answer will be refused.
    pub(crate) fn cancel(&mut self, peer: PeerId, id: JobId, turn: &mut Turn<'_>) {
        let Some(slot) = self.jobs.find(id) else {
            return turn.refuse(peer, Refusal::JobUnknown);
        };
        self.end(slot, EndReason::Cancelled, Outcome::Fail, turn);
        turn.send(peer, Reply::Cancelled { job: id });
    }

    pub(crate) fn create_function(&mut self, peer: PeerId, name: &Bytes, turn: &mut Turn<'_>) {
        let Some(function) = self.enter_function(name, turn) else {
            return turn.refuse(peer, Refusal::TooManyFunctions);
        };
        self.functions[function].is_by_hand = true;
        self.record(
            Record::FunctionKept {
                function: name.clone(),
                is_kept: true,
            },
            turn,
        );
        self.note_need(function, turn.now);
        turn.send(peer, Reply::Done);
    }

    pub(crate) fn drop_function(&mut self, peer: PeerId, name: &[u8], turn: &mut Turn<'_>) {
        let Some(function) = self.functions.find(name) else {
            return turn.refuse(peer, Refusal::FunctionUnknown);
        };
        if self.functions[function].is_in_use() {
            return turn.refuse(peer, Refusal::FunctionInUse);
        }
        let name = self.functions[function].name.clone();
        self.record(
            Record::FunctionKept {
                function: name,
                is_kept: false,
            },
            turn,
        );
        self.forget_function(function, turn);
        turn.send(peer, Reply::Done);
    }

    /// Bounds a queue. The bound is remembered by name, so it holds for a function that is not
    /// there yet and for one that goes and comes back.
    pub(crate) fn limit_queue(
        &mut self,
        peer: PeerId,
        name: &Bytes,
        bound: QueueBound,
        turn: &mut Turn<'_>,
    ) {
        if self.bounds.len() >= self.config.functions_max && !self.bounds.contains_key(name) {
            return turn.refuse(peer, Refusal::TooManyFunctions);
        }
        self.set_bound(name, bound);
        self.record(
            Record::Bounded {
                function: name.clone(),
                bound,
            },
            turn,
        );
        turn.send(peer, Reply::Done);
    }

    pub(crate) fn set_bound(&mut self, name: &Bytes, bound: QueueBound) {
        if bound == QueueBound::Default {
            self.bounds.remove(name);
        } else {
            self.bounds.insert(Bytes::copy_from_slice(name), bound);
        }
        if let Some(function) = self.functions.find(name) {
            self.functions[function].bound = bound;
        }
    }

    /// The function of this name, new if it was not known; `None` when there are too many.
    pub(crate) fn enter_function(
        &mut self,
        name: &Bytes,
        turn: &mut Turn<'_>,
    ) -> Option<FunctionId> {
        if let Some(function) = self.functions.find(name) {
            return Some(function);
        }
        let has_room = self.functions.len() < self.config.functions_max;
        has_room.then(|| self.add_function(name, turn))
    }

    /// The function of this name, new if it was not known, however many there are: what was kept
    /// comes back even if fewer functions are allowed now.
    pub(crate) fn enter_function_unbounded(
        &mut self,
        name: &Bytes,
        turn: &mut Turn<'_>,
    ) -> FunctionId {
        match self.functions.find(name) {
            Some(function) => function,
            None => self.add_function(name, turn),
        }
    }

    fn add_function(&mut self, name: &Bytes, turn: &mut Turn<'_>) -> FunctionId {
        let bound = self
            .bounds
            .get(name)
            .copied()
            .unwrap_or(QueueBound::Default);
        let function = self.functions.insert(name, bound);
        let name = self.functions[function].name.clone();
        turn.push(Effect::FunctionKnown { function, name });
        self.note_need(function, turn.now);
        function
    }

    /// To be called when jobs or workers of a function came or went: starts or stops the time after
    /// which it is forgotten.
    pub(crate) fn note_need(&mut self, function: FunctionId, now: Timestamp) {
        let idle_ms = self.config.function_idle_ms;
        let record = &mut self.functions[function];
        let is_needed = record.is_by_hand || record.is_in_use();
        match (is_needed, record.idle_since) {
            (true, Some(since)) => {
                record.idle_since = None;
                self.timers
                    .stop(since.plus_ms(idle_ms), Timer::FunctionIdle(function));
            }
            (false, None) => {
                record.idle_since = Some(now);
                self.timers
                    .start(now.plus_ms(idle_ms), Timer::FunctionIdle(function));
            }
            (true, None) | (false, Some(_)) => {}
        }
    }

    pub(crate) fn forget_function(&mut self, function: FunctionId, turn: &mut Turn<'_>) {
        if let Some(since) = self.functions[function].idle_since {
            let at = since.plus_ms(self.config.function_idle_ms);
            self.timers.stop(at, Timer::FunctionIdle(function));
        }
        self.functions.remove(function);
        turn.push(Effect::FunctionForgotten { function });
    }
}

#[cfg(test)]
mod tests;
