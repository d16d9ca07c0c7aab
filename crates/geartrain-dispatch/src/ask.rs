//! Workers that ask for a job and can wait a moment for the answer.
//!
//! A worker that just ended a job asks for the next one, and on a busy server that one is about to
//! come. Were it told that there is none, it would say that it sleeps, be woken and ask again: three
//! more messages for the same job. So its question stays open for a while. A job that becomes ready
//! meanwhile goes to whoever asked first, before anybody is woken; how long the others wait is up
//! to the caller, who ends it with [`Dispatcher::turn_away`].
//!
//! A worker waits once for each job that it got. One that asks many servers in turn would lose time
//! with those that have nothing for it.

use std::collections::VecDeque;

use crate::peers::Attention;
use crate::turn::Turn;
use crate::{Dispatcher, Effect, FunctionId, GrabKind, PeerId, Reply, Timestamp};

/// Questions that stay open at a time: all of them are looked at for each new job.
pub(crate) const ASKERS_MAX: usize = 64;

/// Workers whose question is open, in the order in which they asked.
#[derive(Default)]
pub(crate) struct Askers {
    pub(crate) queue: VecDeque<Asker>,
    /// How many there ever were.
    count: u64,
}

/// One open question.
#[derive(Clone, Copy)]
pub(crate) struct Asker {
    number: u64,
    pub(crate) peer: PeerId,
    kind: GrabKind,
}

impl Dispatcher {
    /// Answers at once if there is a job, or if the worker is not to wait.
    pub(crate) fn ask(&mut self, peer: PeerId, kind: GrabKind, turn: &mut Turn<'_>) {
        let may_wait = self.peers.enter_worker(peer).may_wait;
        let chosen = self.choose(peer);
        if chosen.is_some() || !may_wait || self.askers.queue.len() >= ASKERS_MAX {
            return self.answer(peer, kind, chosen, turn);
        }
        let left_behind = self.rouse(peer);
        let worker = self.peers.enter_worker(peer);
        worker.attention = Attention::Asking;
        if worker.demoted > 0 {
            self.come_back(peer);
        }
        self.askers.add(peer, kind);
        if let Some(function) = left_behind {
            self.wake_for(function, turn);
        }
    }

    /// Gives ready jobs of the function to those who asked already.
    pub(crate) fn serve_askers(&mut self, function: FunctionId, turn: &mut Turn<'_>) {
        while self.functions[function].lanes.len() > 0 {
            let is_able = |asker: &Asker| {
                let worker = self.peers.worker(asker.peer);
                worker.is_some_and(|worker| worker.abilities.has(function))
            };
            let Some(position) = self.askers.queue.iter().position(is_able) else {
                return;
            };
            let asker = self.askers.queue.remove(position).expect("just found");
            self.peers.enter_worker(asker.peer).attention = Attention::Awake;
            self.assign(asker.peer, function, asker.kind, turn);
        }
    }

    /// The worker says something new: its question is answered first.
    pub(crate) fn stop_asking(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        let asks = |asker: &Asker| asker.peer == peer;
        if let Some(position) = self.askers.queue.iter().position(asks) {
            self.askers.queue.remove(position);
            self.answer_no(peer, turn);
        }
    }

    /// Tells all who asked up to `number` that there is no job; [`View::last_asker`] counts them.
    ///
    /// [`View::last_asker`]: crate::View::last_asker
    pub fn turn_away(&mut self, now: Timestamp, number: u64, effects: &mut Vec<Effect>) {
        let turn = &mut Turn::new(now, effects);
        while let Some(asker) = self.askers.queue.front().copied()
            && asker.number <= number
        {
            self.askers.queue.pop_front();
            self.answer_no(asker.peer, turn);
        }
    }

    fn answer_no(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        let worker = self.peers.enter_worker(peer);
        worker.attention = Attention::Awake;
        worker.may_wait = false;
        turn.send(peer, Reply::NoJob);
    }
}

/// Checked by [`Dispatcher::check`].
impl Dispatcher {
    /// Askers wait for something: each is listed once, and no ready job stands beside it.
    pub(crate) fn check_askers(&self) {
        let workers = self
            .peers
            .iter()
            .filter_map(|(id, peer)| Some((id, peer.worker.as_ref()?)));
        let asking = workers.filter(|(_, worker)| worker.attention == Attention::Asking);
        let mut asking: Vec<PeerId> = asking.map(|(id, _)| id).collect();
        let mut listed: Vec<PeerId> = self.askers.queue.iter().map(|asker| asker.peer).collect();
        asking.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, asking, "askers: listed are those that wait");
        let idle = listed.iter().find(|peer| self.choose(**peer).is_some());
        assert_eq!(idle, None, "askers: a job is ready for one that waits");
    }
}

impl Askers {
    fn add(&mut self, peer: PeerId, kind: GrabKind) {
        self.count += 1;
        self.queue.push_back(Asker {
            number: self.count,
            peer,
            kind,
        });
    }

    /// The number of the last one whose question is open.
    pub(crate) fn last(&self) -> Option<u64> {
        self.queue.back().map(|asker| asker.number)
    }
}

#[cfg(test)]
mod tests;
