//! What a worker can run.

use bytes::Bytes;

use crate::ability_table::Abilities;
use crate::peers::Attention;
use crate::turn::Turn;
use crate::{Dispatcher, FunctionId, PeerId, Refusal};

impl Dispatcher {
    /// The worker can run `name` from now on; a second registration changes the limit only.
    pub(crate) fn add_ability(
        &mut self,
        peer: PeerId,
        name: &Bytes,
        run_limit_ms: Option<u64>,
        turn: &mut Turn<'_>,
    ) {
        if self.has_too_many_abilities(peer, name) {
            return turn.refuse(peer, Refusal::TooManyAbilities);
        }
        let Some(function) = self.enter_function(name, turn) else {
            return turn.refuse(peer, Refusal::TooManyFunctions);
        };
        let worker = self.peers.enter_worker(peer);
        if let Some(ability) = worker.abilities.get_mut(function) {
            ability.run_limit_ms = run_limit_ms;
            return;
        }
        worker.abilities.add(function, run_limit_ms);
        let is_asleep = worker.attention == Attention::Asleep;
        self.functions[function].workers += 1;
        self.note_need(function, turn.now);
        if is_asleep {
            self.list_sleeper(peer);
            self.wake_for(function, turn);
        }
    }

    /// Whether one more ability would be too many for the worker, and `name` is one more.
    fn has_too_many_abilities(&self, peer: PeerId, name: &[u8]) -> bool {
        let none = Abilities::default();
        let worker = self.peers.worker(peer);
        let abilities = worker.map_or(&none, |worker| &worker.abilities);
        let is_able = || {
            let function = self.functions.find(name);
            function.is_some_and(|function| abilities.has(function))
        };
        abilities.len() >= self.config.abilities_max && !is_able()
    }

    pub(crate) fn remove_ability(&mut self, peer: PeerId, name: &[u8], turn: &mut Turn<'_>) {
        if let Some(function) = self.functions.find(name) {
            self.drop_ability(peer, function, turn);
        }
    }

    pub(crate) fn forget_abilities(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        while let Some(function) = self.any_ability(peer) {
            self.drop_ability(peer, function, turn);
        }
    }

    fn any_ability(&self, peer: PeerId) -> Option<FunctionId> {
        self.peers.worker(peer)?.abilities.any()
    }

    fn drop_ability(&mut self, peer: PeerId, function: FunctionId, turn: &mut Turn<'_>) {
        let Some(worker) = self.peers.worker_mut(peer) else {
            return;
        };
        let Some(ability) = worker.abilities.remove(function) else {
            return;
        };
        // Whatever it was woken for, it is awake, and may no longer want to do that.
        let was_woken = matches!(worker.attention, Attention::Woken { .. });
        let record = &mut self.functions[function];
        record.workers -= 1;
        if let Some(listing) = ability.listing {
            record.sleepers.remove(&listing);
        }
        if was_woken {
            self.rouse_and_pass_on(peer, turn);
        }
        self.note_need(function, turn.now);
    }
}

#[cfg(test)]
mod tests;
