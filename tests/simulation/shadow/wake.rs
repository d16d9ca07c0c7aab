//! Who is woken.
//!
//! Whom to wake is the dispatcher's choice among the able sleepers. The rules say when it must wake
//! somebody, and when it must not.

use bytes::Bytes;
use geartrain_dispatch::{Input, PeerId};

use super::{Job, Rest, Shadow};
use crate::history::Call;

/// The part of the usual time in which a worker has to answer that is back but was late before.
const HASTE: u64 = 10;

impl Shadow {
    pub(super) fn sleep(&mut self, peer: PeerId) {
        self.peer(peer).rest = Rest::Asleep;
        self.peer(peer).is_quiet = false;
    }

    /// Follows the wake-ups of one call. A worker that goes to sleep beside a job that it can do is
    /// woken at once, since many never ask before they are woken.
    pub(super) fn wake_all(&mut self, woken: &[PeerId], lapsed: &[PeerId], call: &Call) {
        let sleeper = match call {
            Call::Handle(peer, Input::Sleep) => Some(*peer),
            Call::Handle(..)
            | Call::Tick
            | Call::TurnAway(_)
            | Call::Discard(_)
            | Call::Restart(_)
            | Call::Tune(_)
            | Call::FollowWall(_) => None,
        };
        if let Some(peer) = sleeper {
            let has_work = self.ready_functions(peer).next().is_some();
            let is_woken = woken.contains(&peer);
            assert_eq!(
                is_woken, has_work,
                "waking: {peer:?} sleeps beside work, or is woken for none"
            );
        }
        self.assert_no_herd(woken, lapsed, sleeper);
        woken.iter().for_each(|peer| self.wake(*peer));
        let again = woken.iter().filter(|peer| lapsed.contains(peer));
        again.for_each(|peer| self.assert_next_one_first(*peer, lapsed));
    }

    /// Only a sleeper is woken, and only while a job waits that it can do.
    fn wake(&mut self, peer: PeerId) {
        let found = self.peers.get(&peer);
        let found = found.unwrap_or_else(|| panic!("waking: {peer:?} is gone"));
        assert_eq!(found.rest, Rest::Asleep, "waking: {peer:?}");
        let has_work = self.ready_functions(peer).next().is_some();
        assert!(has_work, "waking: there is nothing to do for {peer:?}");
        let is_back = found.was_late && !found.is_quiet;
        let part = if is_back { HASTE } else { 1 };
        let until = self.now.plus_ms((self.config.wake_answer_ms / part).max(1));
        self.peer(peer).rest = Rest::Woken { until };
    }

    /// No more workers are woken at once than jobs wait, and two for each that did not answer.
    fn assert_no_herd(&self, woken: &[PeerId], lapsed: &[PeerId], sleeper: Option<PeerId>) {
        let woken = woken.iter().filter(|peer| Some(**peer) != sleeper).count();
        let ready = self.jobs.values().filter(|job| job.is_ready()).count();
        assert!(
            woken <= ready + 2 * lapsed.len(),
            "waking: {woken} workers are woken for {ready} jobs"
        );
    }

    /// A wake-up without an answer goes to the next worker: the one that did not answer gets
    /// another only for a job beside which nobody else sleeps.
    fn assert_next_one_first(&self, again: PeerId, lapsed: &[PeerId]) {
        let sleeps = |function: &Bytes| {
            let mut others = self.peers.iter().filter(|(id, _)| !lapsed.contains(id));
            others.any(|(_, peer)| peer.rest == Rest::Asleep && peer.is_able(function))
        };
        let is_needed = self
            .ready_functions(again)
            .any(|function| !sleeps(function));
        assert!(
            is_needed,
            "waking: {again:?} did not answer and is woken before the others"
        );
    }

    /// Functions of the worker that have a ready job.
    pub(super) fn ready_functions(&self, peer: PeerId) -> impl Iterator<Item = &Bytes> {
        let abilities = self.peers[&peer]
            .abilities
            .iter()
            .map(|ability| &ability.function);
        abilities.filter(|function| self.jobs_of(function).any(Job::is_ready))
    }

    /// Work conserving: for each ready job that stands beside a sleeping able worker, another one
    /// that can do it is on its way.
    pub(crate) fn assert_work_conserving(&self) {
        for name in self.functions.keys() {
            let able = || self.peers.iter().filter(|(_, peer)| peer.is_able(name));
            let mut asleep = able().filter(|(_, peer)| peer.rest == Rest::Asleep);
            let Some((sleeper, _)) = asleep.next() else {
                continue;
            };
            let on_their_way = able().filter(|(_, peer)| peer.is_on_its_way()).count();
            let ready = self.jobs_of(name).filter(|job| job.is_ready()).count();
            assert!(
                on_their_way >= ready,
                "work conserving: {ready} jobs of {name:?} are ready, {on_their_way} workers on \
                 their way, and {sleeper:?} sleeps"
            );
        }
    }
}
