//! Who is woken when a job is ready.
//!
//! One sleeper is woken for each ready job that nobody is on the way to. A wake-up is outstanding
//! from the NOOP until the worker asks, sleeps again, leaves or gives up an ability; whichever it is,
//! the function that it was woken for is looked at again, so the wake-up passes on while jobs are
//! ready. A worker that does not answer in time counts as asleep again, behind all that did not fail
//! to, and two others are woken in its place: whoever sleeps here may be busy for another server, as
//! many others may be, and somebody who is not has to be found soon.

use std::collections::VecDeque;

use smallvec::SmallVec;

use crate::ability_table::Ability;
use crate::peers::{Attention, Worker};
use crate::turn::Turn;
use crate::{Dispatcher, FunctionId, PeerId, Reply, Timestamp};

/// Wake-ups that one tick passes on at most. The rest is still due after it.
const WAKES_PER_TICK: usize = 1_000;

/// The part of the usual time in which a worker has to answer that is back but was late before: it
/// has other things to do, and will have them again.
const HASTE: u64 = 10;

/// Workers that are woken in the place of one that did not answer.
const REPLACEMENTS: usize = 2;

/// Places in the order of sleepers from here on are those of workers that did not answer.
const LATE: u64 = 1 << 63;

/// Wake-ups without an answer, in the order in which they run out; ones that were answered stay
/// until they are at the front.
#[derive(Default)]
pub(crate) struct Wakes {
    pub(crate) queue: VecDeque<Outstanding>,
    /// Those that run out soon.
    pub(crate) hasty: VecDeque<Outstanding>,
    count: u64,
    listings: u64,
}

/// One wake-up.
#[derive(Clone, Copy)]
pub(crate) struct Outstanding {
    pub(crate) until: Timestamp,
    pub(crate) peer: PeerId,
    pub(crate) wake: u64,
}

impl Dispatcher {
    /// Gives ready jobs of the function to those who ask, and wakes sleepers until each that is left
    /// has one on its way.
    pub(crate) fn wake_for(&mut self, function: FunctionId, turn: &mut Turn<'_>) {
        self.serve_askers(function, turn);
        while self.functions[function].wants_wake() {
            let Some(listed) = self.functions[function].sleepers.pop_first() else {
                return;
            };
            self.wake_listed(listed, function, turn);
        }
    }

    /// Wakes more than there are jobs, but nobody who did not answer before.
    fn wake_replacements(&mut self, function: FunctionId, turn: &mut Turn<'_>) {
        let wanted = self.functions[function].woken + REPLACEMENTS;
        while self.functions[function].lanes.len() > 0 && self.functions[function].woken < wanted {
            let sleepers = &mut self.functions[function].sleepers;
            let Some(listed) = sleepers.first_entry().filter(|first| *first.key() < LATE) else {
                return;
            };
            let listed = listed.remove_entry();
            self.wake_listed(listed, function, turn);
        }
    }

    /// Wakes a worker whose place in the order was reached, if it still sleeps and that is its place.
    fn wake_listed(
        &mut self,
        (listing, peer): (u64, PeerId),
        function: FunctionId,
        turn: &mut Turn<'_>,
    ) {
        let worker = self
            .peers
            .worker_mut(peer)
            .expect("sleepers are connected workers");
        if listing < worker.demoted {
            self.demote(peer, function);
            return;
        }
        worker.abilities.unlist(function);
        if worker.attention == Attention::Asleep {
            self.wake(peer, function, turn);
        }
    }

    /// Moves a listing that was given up to where the worker stands now.
    fn demote(&mut self, peer: PeerId, function: FunctionId) {
        let worker = self.peers.enter_worker(peer);
        if let Some(ability) = worker.abilities.get_mut(function) {
            ability.listing = Some(worker.demoted);
            let sleepers = &mut self.functions[function].sleepers;
            sleepers.insert(worker.demoted, peer);
        }
    }

    /// A worker that did not answer a wake-up says something: it stands no longer behind all others,
    /// but goes to the end of the order when it sleeps.
    pub(crate) fn come_back(&mut self, peer: PeerId) {
        let worker = self.peers.enter_worker(peer);
        worker.demoted = 0;
        let late = |ability: &Ability| {
            let listing = ability.listing.filter(|listing| *listing >= LATE)?;
            Some((ability.function, listing))
        };
        let set_back: Vec<_> = worker.abilities.iter().filter_map(late).collect();
        for (function, listing) in set_back {
            self.functions[function].sleepers.remove(&listing);
            worker.abilities.unlist(function);
        }
    }

    fn wake(&mut self, peer: PeerId, function: FunctionId, turn: &mut Turn<'_>) {
        self.wakes.count += 1;
        let wake = self.wakes.count;
        self.drop_answered();
        let worker = self.peers.enter_worker(peer);
        worker.attention = Attention::Woken { by: function, wake };
        let answer_ms = self.config.wake_answer_ms;
        let (answer_ms, queue) = match worker.is_back() {
            true => (answer_ms / HASTE, &mut self.wakes.hasty),
            false => (answer_ms, &mut self.wakes.queue),
        };
        let until = turn.now.plus_ms(answer_ms.max(1));
        queue.push_back(Outstanding { until, peer, wake });
        self.functions[function].woken += 1;
        turn.send(peer, Reply::Noop);
    }

    /// The worker shows that it is awake, or is no longer to be counted on. Gives the function
    /// whose wake-up it leaves behind, for [`wake_for`](Self::wake_for) once the worker has what it
    /// came for.
    pub(crate) fn rouse(&mut self, peer: PeerId) -> Option<FunctionId> {
        let worker = self.peers.worker_mut(peer)?;
        match std::mem::replace(&mut worker.attention, Attention::Awake) {
            Attention::Awake | Attention::Asking | Attention::Asleep => None,
            Attention::Woken { by, .. } => {
                self.functions[by].woken -= 1;
                Some(by)
            }
        }
    }

    pub(crate) fn rouse_and_pass_on(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        if let Some(function) = self.rouse(peer) {
            self.wake_for(function, turn);
        }
    }

    /// `PRE_SLEEP`: answered at once while there is a job for this worker, since many libraries
    /// never ask before they are woken.
    pub(crate) fn sleep(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        let left_behind = self.rouse(peer);
        let worker = self.peers.enter_worker(peer);
        worker.attention = Attention::Asleep;
        if worker.demoted > 0 {
            self.come_back(peer);
        }
        match self.choose(peer) {
            Some(function) => self.wake(peer, function, turn),
            None => self.list_sleeper(peer),
        }
        if let Some(function) = left_behind {
            self.wake_for(function, turn);
        }
    }

    /// Appends the worker to the sleepers of all its functions where it is not listed yet: most often
    /// the one that it was woken for.
    pub(crate) fn list_sleeper(&mut self, peer: PeerId) {
        let worker = self.peers.worker_mut(peer).expect("only a worker sleeps");
        worker.abilities.list_all(|function| {
            self.wakes.listings += 1;
            let sleepers = &mut self.functions[function].sleepers;
            sleepers.insert(self.wakes.listings, peer);
            self.wakes.listings
        });
    }

    /// Passes on every wake-up that was not answered in time.
    pub(crate) fn repeat_wakes(&mut self, turn: &mut Turn<'_>) {
        self.drop_answered();
        for _ in 0..WAKES_PER_TICK {
            let Some(overdue) = self.wakes.next().filter(|wake| wake.until <= turn.now) else {
                return;
            };
            let peer = overdue.peer;
            let function = self
                .rouse(peer)
                .expect("answered wake-ups were just dropped");
            self.sleep_at_the_end(peer);
            self.drop_answered();
            self.wake_replacements(function, turn);
            self.wake_for_any_of(peer, turn);
        }
    }

    /// The worker counts as asleep again. Without an answer it goes to the end of all orders, also
    /// where it was still listed from before: it is moved there once it would be woken.
    fn sleep_at_the_end(&mut self, peer: PeerId) {
        self.wakes.listings += 1;
        let worker = self.peers.enter_worker(peer);
        worker.attention = Attention::Asleep;
        worker.demoted = LATE | self.wakes.listings;
        worker.was_late = true;
        self.list_sleeper(peer);
    }

    /// Looks at all functions of a worker that counts as asleep again: not only the one that it was
    /// woken for may have jobs beside which nobody else sleeps.
    fn wake_for_any_of(&mut self, peer: PeerId, turn: &mut Turn<'_>) {
        let worker = self.peers.worker(peer).expect("only a worker sleeps");
        let ready = self.ready_abilities(worker).map(|ability| ability.function);
        let functions: SmallVec<[FunctionId; 8]> = ready.collect();
        for function in functions {
            self.wake_for(function, turn);
        }
    }

    fn drop_answered(&mut self) {
        let Wakes { queue, hasty, .. } = &mut self.wakes;
        for queue in [queue, hasty] {
            while let Some(front) = queue.front() {
                let worker = self.peers.worker(front.peer);
                if worker.is_some_and(|worker| worker.is_woken_by(front.wake)) {
                    break;
                }
                queue.pop_front();
            }
        }
    }
}

impl Wakes {
    /// The one that runs out next.
    pub(crate) fn next(&self) -> Option<&Outstanding> {
        let fronts = [self.queue.front(), self.hasty.front()];
        fronts.into_iter().flatten().min_by_key(|wake| wake.until)
    }
}

impl Worker {
    /// It did not answer a wake-up in time, and came back later. One that is still away is not woken
    /// more often: it finds all its wake-ups when it comes.
    fn is_back(&self) -> bool {
        self.was_late && self.demoted == 0
    }

    pub(crate) fn is_woken_by(&self, number: u64) -> bool {
        matches!(self.attention, Attention::Woken { wake, .. } if wake == number)
    }
}

#[cfg(test)]
mod tests;
