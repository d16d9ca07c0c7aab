//! Peers that leave, wholly or with one half, and with very many jobs in parts.

use crate::job::State;
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Dispatcher, Effect, EndReason, JobId, Outcome, PeerId, Timestamp};

impl Dispatcher {
    /// Prepares for `Disconnected` from a peer that asks for nothing more: while it has very many
    /// jobs, some go to others or end. Says whether so few are left that the rest does not take long.
    ///
    /// Between two calls the peer counts as one that still has, or waits for, the jobs that are left.
    #[must_use]
    pub fn let_go(&mut self, now: Timestamp, peer: PeerId, effects: &mut Vec<Effect>) -> bool {
        let part = self.config.jobs_per_parting.max(1);
        if self.jobs_of(peer) <= part {
            return true;
        }
        let turn = &mut Turn::new(now, effects);
        self.stop_asking(peer, turn);
        self.retire(peer, turn);
        let let_go = self.wait_for_fewer(peer, part, turn);
        self.return_jobs(peer, part - let_go, turn);
        false
    }

    /// Jobs that the peer runs, and those that it waits for.
    fn jobs_of(&self, peer: PeerId) -> usize {
        let Some(peer) = self.peers.get(peer) else {
            return 0;
        };
        let running = peer
            .worker
            .as_ref()
            .map_or(0, |worker| worker.running.len());
        running + peer.waits_for.len()
    }

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
        self.retire(peer, turn);
        self.return_jobs(peer, usize::MAX, turn);
    }

    /// The peer gets no further jobs.
    fn retire(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        self.forget_abilities(peer, turn);
        self.rouse_and_pass_on(peer, turn);
    }

    /// Takes up to `count` jobs from a worker, in the order in which it got them.
    fn return_jobs(&mut self, peer: PeerId, count: usize, turn: &mut Turn<'_>) {
        for _ in 0..count {
            let worker = self.peers.worker(peer);
            let Some(id) = worker.and_then(|worker| worker.running.front().copied()) else {
                return;
            };
            let slot = self.jobs.find(id).expect("a worker's jobs live");
            self.give_back(slot, turn);
        }
    }

    /// Gives up to `count` jobs up that the peer waits for, and says how many.
    fn wait_for_fewer(&mut self, peer: PeerId, count: usize, turn: &mut Turn<'_>) -> usize {
        for given_up in 0..count {
            let peer_record = self.peers.get_mut(peer);
            let Some((id, _)) = peer_record.and_then(|peer| peer.waits_for.pop()) else {
                return given_up;
            };
            self.give_up(peer, id, turn);
        }
        count
    }

    fn stop_waiting(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        let Some(peer_record) = self.peers.get_mut(peer) else {
            return;
        };
        for (id, _) in std::mem::take(&mut peer_record.waits_for) {
            self.give_up(peer, id, turn);
        }
    }

    fn give_up(&mut self, peer: PeerId, job: JobId, turn: &mut Turn<'_>) {
        let slot = self
            .jobs
            .find(job)
            .expect("only living jobs are waited for");
        self.jobs[slot].clients.remove(peer);
        self.drop_if_abandoned(slot, turn);
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
