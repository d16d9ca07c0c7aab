//! Peers that leave, wholly or with one half, and with very many jobs in parts.

use crate::job::State;
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Dispatcher, Effect, EndReason, Input, JobId, Outcome, PeerId, Timestamp};

/// A peer that ends its connection, or one half of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// With [`Input::HalfClosed`].
    HalfClosed(PeerId),
    /// With [`Input::Disconnected`].
    Disconnected(PeerId),
}

impl Parting {
    /// Who leaves.
    #[must_use]
    pub fn peer(self) -> PeerId {
        match self {
            Self::HalfClosed(peer) | Self::Disconnected(peer) => peer,
        }
    }

    /// What ends it.
    #[must_use]
    pub fn input(self) -> Input {
        match self {
            Self::HalfClosed(_) => Input::HalfClosed,
            Self::Disconnected(_) => Input::Disconnected,
        }
    }
}

impl Dispatcher {
    /// Prepares for the end of a peer that asks for nothing more: while it has very many jobs, some go
    /// to others or end. Says whether so few are left that the rest does not take long.
    ///
    /// Between two calls the peer counts as one that still has, or waits for, the jobs that are left.
    #[must_use]
    pub fn let_go(&mut self, now: Timestamp, parting: Parting, effects: &mut Vec<Effect>) -> bool {
        let peer = parting.peer();
        let part = self.config.jobs_per_parting.max(1);
        let (running, awaited) = self.jobs_of(parting);
        if running + awaited <= part {
            return true;
        }
        let turn = &mut Turn::new(now, effects);
        self.stop_asking(peer, turn);
        self.retire(peer, turn);
        let given_up = awaited.min(part);
        self.wait_for_fewer(peer, given_up, turn);
        self.return_jobs(peer, part - given_up, turn);
        false
    }

    /// How many jobs the peer runs, and how many it waits for and will give up.
    fn jobs_of(&self, parting: Parting) -> (usize, usize) {
        let Some(peer) = self.peers.get(parting.peer()) else {
            return (0, 0);
        };
        let running = peer
            .worker
            .as_ref()
            .map_or(0, |worker| worker.running.len());
        match parting {
            Parting::HalfClosed(_) => (running, 0),
            Parting::Disconnected(_) => (running, peer.waits_for.len()),
        }
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

    /// Gives the last `count` jobs up that the peer waits for.
    fn wait_for_fewer(&mut self, peer: PeerId, count: usize, turn: &mut Turn<'_>) {
        for _ in 0..count {
            let last = self.peers[peer].waits_for.pop();
            let (id, _) = last.expect("it waits for that many");
            self.give_up(peer, id, turn);
        }
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
            self.end(slot, EndReason::Abandoned, Outcome::Fail, turn);
        }
    }
}

#[cfg(test)]
mod tests;
