//! Which job a worker gets.

use bytes::Bytes;

use crate::job::State;
use crate::peers::Worker;
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Assignment, Dispatcher, Event, FunctionId, FunctionOrder, GrabKind, PeerId, Reply};

impl Dispatcher {
    pub(crate) fn grab(&mut self, peer: PeerId, kind: GrabKind, turn: &mut Turn<'_>) {
        self.peers.enter_worker(peer);
        let left_behind = self.rouse(peer);
        match self.choose(peer) {
            Some(function) => self.assign(peer, function, kind, turn),
            None => turn.send(peer, Reply::NoJob),
        }
        if let Some(function) = left_behind {
            self.wake_for(function, turn);
        }
    }

    /// The function to serve the worker from.
    pub(crate) fn choose(&self, peer: PeerId) -> Option<FunctionId> {
        let worker = self.peers.worker(peer)?;
        match self.config.function_order {
            FunctionOrder::RoundRobin => self.most_urgent_in_turn(worker),
            FunctionOrder::Registration => self.registered_last(worker),
        }
    }

    /// The most urgent job over all functions; among functions of equal priority the one that the
    /// worker served the longest time ago. A position that moves on would let jobs of a third,
    /// more urgent function move it past the same one again and again.
    fn most_urgent_in_turn(&self, worker: &Worker) -> Option<FunctionId> {
        let ready = worker.abilities.iter().filter_map(|(function, ability)| {
            let priority = self.functions.urgency(*function)?;
            Some((priority, ability.served, *function))
        });
        let chosen = ready.min_by_key(|(priority, served, _)| (*priority, *served));
        chosen.map(|(.., function)| function)
    }

    fn registered_last(&self, worker: &Worker) -> Option<FunctionId> {
        let mut functions = worker.abilities.keys().rev().copied();
        functions.find(|function| self.functions.urgency(*function).is_some())
    }

    fn assign(&mut self, peer: PeerId, function: FunctionId, kind: GrabKind, turn: &mut Turn<'_>) {
        let slot = self.functions[function]
            .lanes
            .next()
            .expect("a chosen function has a ready job");
        let run_limit_ms = self.serve(peer, function);
        let waited_ms = match self.jobs[slot].state {
            State::Ready { since, .. } => turn.now.ms_since(since),
            State::Moving | State::Delayed { .. } | State::Running(_) | State::Buried => 0,
        };
        self.start_run(slot, peer, run_limit_ms, turn.now);
        turn.changed(&self.jobs[slot], Event::Started { waited_ms });
        turn.send(peer, Reply::Assigned(self.assignment(slot, kind)));
    }

    /// Notes that the worker gets a job of the function, and gives its run-time limit there.
    fn serve(&mut self, peer: PeerId, function: FunctionId) -> Option<u64> {
        let worker = self.peers.enter_worker(peer);
        worker.jobs_got += 1;
        let ability = &mut worker.abilities[&function];
        ability.served = worker.jobs_got;
        ability.run_limit_ms
    }

    fn assignment(&self, slot: Slot, kind: GrabKind) -> Assignment {
        let job = &self.jobs[slot];
        Assignment {
            kind,
            job: job.id,
            function: self.functions[job.function].name.clone(),
            unique: match kind {
                GrabKind::Plain => Bytes::new(),
                GrabKind::Unique | GrabKind::All => Bytes::copy_from_slice(job.unique_shown()),
            },
            reducer: job.reducer.as_deref().cloned(),
            workload: job.workload.to_bytes(),
        }
    }
}

#[cfg(test)]
mod tests;
