//! Which job a worker gets.

use crate::ability_table::{Abilities, Ability};
use crate::job::State;
use crate::peers::Worker;
use crate::readiness::Level;
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Assignment, Dispatcher, Event, FunctionId, FunctionOrder, GrabKind, PeerId, Reply};

/// Abilities that are tried in turn before those are compared whose functions have ready jobs.
const FIRST_LOOKS: usize = 8;

impl Dispatcher {
    pub(crate) fn grab(&mut self, peer: PeerId, kind: GrabKind, turn: &mut Turn<'_>) {
        let chosen = self.choose(peer);
        self.answer(peer, kind, chosen, turn);
    }

    /// Gives the worker a job of the function that was chosen for it.
    pub(crate) fn answer(
        &mut self,
        peer: PeerId,
        kind: GrabKind,
        chosen: Option<FunctionId>,
        turn: &mut Turn<'_>,
    ) {
        if self.peers.enter_worker(peer).demoted > 0 {
            self.come_back(peer);
        }
        let left_behind = self.rouse(peer);
        match chosen {
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
        let mut levels = self.functions.readiness().levels();
        let ability = levels.find_map(|level| self.first_in_turn(&worker.abilities, level));
        ability.map(|ability| ability.function)
    }

    /// The first in turn at this level. While much is ready it is among the first of all; while
    /// little is ready, there is little to compare.
    fn first_in_turn<'a>(&self, abilities: &'a Abilities, level: &'a Level) -> Option<&'a Ability> {
        let readiness = self.functions.readiness();
        let mut first = abilities.in_turn().take(FIRST_LOOKS);
        let near = first.find(|it| readiness.urgency(it.function) == Some(level.priority));
        if near.is_some() || abilities.len() <= FIRST_LOOKS {
            return near;
        }
        let ready = abilities.shared(&level.functions);
        ready.min_by_key(|ability| (ability.served, ability.registered))
    }

    fn registered_last(&self, worker: &Worker) -> Option<FunctionId> {
        let ready = self.ready_abilities(worker);
        let last = ready.max_by_key(|ability| ability.registered);
        last.map(|ability| ability.function)
    }

    /// Abilities of the worker for which there are ready jobs.
    pub(crate) fn ready_abilities<'a>(
        &'a self,
        worker: &'a Worker,
    ) -> impl Iterator<Item = &'a Ability> {
        let levels = self.functions.readiness().levels();
        levels.flat_map(|level| worker.abilities.shared(&level.functions))
    }

    pub(crate) fn assign(
        &mut self,
        peer: PeerId,
        function: FunctionId,
        kind: GrabKind,
        turn: &mut Turn<'_>,
    ) {
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
        worker.may_wait = true;
        worker.abilities.serve(function, worker.jobs_got)
    }

    fn assignment(&self, slot: Slot, kind: GrabKind) -> Assignment {
        let job = &self.jobs[slot];
        Assignment {
            kind,
            job: job.id,
            function: self.functions[job.function].name.clone(),
            unique: match kind {
                GrabKind::Plain => Box::default(),
                GrabKind::Unique | GrabKind::All => Box::from(job.unique_shown()),
            },
            reducer: job.reducer.clone(),
            workload: job.workload.to_bytes(),
        }
    }
}

#[cfg(test)]
mod tests;
