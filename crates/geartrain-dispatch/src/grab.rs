//! Which job a worker gets.

use crate::job::State;
use crate::peers::Ability;
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Assignment, Dispatcher, Event, FunctionId, FunctionOrder, GrabKind, PeerId, Reply};

impl Dispatcher {
    pub(crate) fn grab(&mut self, peer: PeerId, kind: GrabKind, turn: &mut Turn<'_>) {
        self.peers.enter_worker(peer);
        let left_behind = self.rouse(peer);
        match self.choose(peer) {
            Some((function, position)) => {
                self.peers.enter_worker(peer).cursor = position + 1;
                self.assign(peer, function, kind, turn);
            }
            None => turn.send(peer, Reply::NoJob),
        }
        if let Some(function) = left_behind {
            self.wake_for(function, turn);
        }
    }

    /// The function to serve the worker from, and its position among the worker's abilities.
    pub(crate) fn choose(&self, peer: PeerId) -> Option<(FunctionId, usize)> {
        match self.config.function_order {
            FunctionOrder::RoundRobin => self.most_urgent_in_turn(peer),
            FunctionOrder::Registration => self.registered_last(peer),
        }
    }

    /// The most urgent job over all functions; among functions of equal priority the first at or
    /// after the worker's cursor.
    fn most_urgent_in_turn(&self, peer: PeerId) -> Option<(FunctionId, usize)> {
        let worker = self.peers.worker(peer)?;
        let count = worker.abilities.len();
        let begin = if worker.cursor < count {
            worker.cursor
        } else {
            0
        };
        let positions = (begin..count).chain(0..begin);
        let ready = positions.filter_map(|position| {
            let (function, _) = worker.abilities.get_index(position)?;
            let priority = self.functions.urgency(*function)?;
            Some((priority, *function, position))
        });
        let chosen = ready.min_by_key(|(priority, ..)| *priority);
        chosen.map(|(_, function, position)| (function, position))
    }

    fn registered_last(&self, peer: PeerId) -> Option<(FunctionId, usize)> {
        let worker = self.peers.worker(peer)?;
        let positions = (0..worker.abilities.len()).rev();
        let mut functions = positions.filter_map(|position| {
            let (function, _) = worker.abilities.get_index(position)?;
            Some((*function, position))
        });
        functions.find(|(function, _)| self.functions.urgency(*function).is_some())
    }

    fn assign(&mut self, peer: PeerId, function: FunctionId, kind: GrabKind, turn: &mut Turn<'_>) {
        let slot = self.functions[function]
            .lanes
            .next()
            .expect("a chosen function has a ready job");
        let ability: &Ability = &self.peers.enter_worker(peer).abilities[&function];
        let run_limit_ms = ability.run_limit_ms;
        let waited_ms = match self.jobs[slot].state {
            State::Ready { since, .. } => turn.now.ms_since(since),
            State::Moving | State::Delayed { .. } | State::Running(_) | State::Buried => 0,
        };
        self.start_run(slot, peer, run_limit_ms, turn.now);
        turn.changed(&self.jobs[slot], Event::Started { waited_ms });
        turn.send(peer, Reply::Assigned(self.assignment(slot, kind)));
    }

    fn assignment(&self, slot: Slot, kind: GrabKind) -> Assignment {
        let job = &self.jobs[slot];
        Assignment {
            kind,
            job: job.id,
            function: self.functions[job.function].name.clone(),
            unique: job.unique_bytes(),
            reducer: job.reducer.as_deref().cloned(),
            workload: job.workload.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
