//! Peers that leave, wholly or with one half.

use crate::job::State;
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Dispatcher, EndReason, Outcome, PeerId};

impl Dispatcher {
    /// The peer is gone: it waits for nothing any more, and its work goes to others.
    pub(crate) fn disconnect(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        self.stop_waiting(peer, turn);
        self.stop_working(peer, turn);
        self.peers.remove(peer);
    }

    /// The peer cannot say anything any more: its work goes to others, while it still gets the
    /// results that it waits for.
    pub(crate) fn half_close(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        self.stop_working(peer, turn);
    }

    fn stop_working(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        self.forget_abilities(peer, turn);
        self.rouse_and_pass_on(peer, turn);
        let Some(worker) = self.peers.worker_mut(peer) else {
            return;
        };
        // Taken as a whole: each job would look for itself in the list to leave it.
        for id in std::mem::take(&mut worker.running) {
            let slot = self.jobs.find(id).expect("a worker's jobs live");
            self.give_back(slot, turn);
        }
    }

    fn stop_waiting(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        let Some(peer_record) = self.peers.get_mut(peer) else {
            return;
        };
        for (id, _) in std::mem::take(&mut peer_record.waits_for) {
            let slot = self.jobs.find(id).expect("only living jobs are waited for");
            self.jobs[slot].clients.remove(peer);
            self.drop_if_abandoned(slot, turn);
        }
    }

    /// A foreground job for which nobody waits is dropped unless it runs: then it goes on, and a
    /// client that joins it gets the result.
    pub(crate) fn drop_if_abandoned(&mut self, slot: Slot, turn: &mut Turn<'_>) {
        let job = &self.jobs[slot];
        let is_idle = match &job.state {
            State::Delayed { .. } | State::Ready { .. } | State::Buried => true,
            State::Moving | State::Running(_) => false,
        };
        if is_idle && !job.is_wanted() {
            self.end(slot, EndReason::Abandoned, &Outcome::Fail, turn);
        }
    }
}

#[cfg(test)]
mod tests;
