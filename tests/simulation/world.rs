//! A world around the dispatcher: peers, the network between, and time. All of it follows from a
//! seed.

use std::collections::BTreeMap;

use geartrain_dispatch::{Config, Effect, Input, PeerId, Reply};

use crate::agenda::{Agenda, Happening, Plan};
use crate::conditions;
use crate::history::Call;
use crate::moment::Moment;
use crate::network::{Network, Weather};
use crate::peer::{Peer, Role};
use crate::random::Random;
use crate::store::Store;
use crate::timer::Timer;
use crate::watched::Watched;

/// Living jobs beyond which clients hold back, so that each check stays quick.
const CROWD: usize = 40;

/// Everything there is.
pub(crate) struct World {
    pub(crate) watched: Watched,
    pub(crate) random: Random,
    pub(crate) now: u64,
    pub(crate) agenda: Agenda,
    network: Network,
    pub(crate) peers: BTreeMap<PeerId, Peer>,
    /// How many peers of each role there should be.
    population: Vec<(Role, usize)>,
    /// Of a hundred new peers, so many leave one day.
    mortal_percent: u64,
    /// In a thousand steps the dispatcher dies so often.
    pub(crate) disasters_per_mille: u64,
    last_peer: u64,
    newest_job: u64,
    timer: Timer,
}

impl World {
    /// The world of this seed; the seed of the hash tables must not matter.
    pub(crate) fn new(seed: u64, hash_seed: u64) -> Self {
        let mut random = Random::new(seed);
        let config = Config {
            hash_seed,
            ..conditions::config(&mut random)
        };
        let is_durable = config.is_durable;
        let has_room = config.functions_max >= crate::names::FUNCTIONS.len();
        Self {
            watched: Watched::new(config, Store::of_world(seed)),
            now: random.pick(&[0, 1_000_000]),
            agenda: Agenda::default(),
            network: Network::new(Weather::new(&mut random)),
            peers: BTreeMap::new(),
            population: conditions::population(has_room, &mut random),
            mortal_percent: random.pick(&[0, 30, 90]),
            disasters_per_mille: if is_durable {
                random.pick(&[0, 2, 20])
            } else {
                0
            },
            last_peer: 0,
            newest_job: 0,
            timer: Timer::new(&mut random),
            random,
        }
    }

    /// Lets so many calls of the dispatcher happen.
    pub(crate) fn run(&mut self, calls: usize) {
        while self.watched.history.len() < calls {
            self.keep_population();
            self.step();
        }
    }

    /// The next thing happens: a tick, or what the agenda says.
    pub(crate) fn step(&mut self) {
        let deadline = self.watched.dispatcher.next_deadline();
        let tick_at = deadline.map(|at| self.timer.set(at, self.now, &mut self.random));
        let next_at = self.agenda.next_at();
        let is_tick = tick_at.is_some_and(|tick| next_at.is_none_or(|next| tick < next));
        if is_tick || self.random.percent(1) {
            self.now = if is_tick {
                tick_at.unwrap_or(self.now)
            } else {
                self.now
            };
            self.timer.stop();
            return self.call(&Call::Tick);
        }
        if let Some(last) = self.last_asker()
            && self.random.percent(10)
        {
            let last = last - self.random.below(2);
            return self.call(&Call::TurnAway(last));
        }
        if self.random.below(1_000) < self.disasters_per_mille {
            return self.restart();
        }
        if self.watched.store.is_due() && self.watched.write(self.now) {
            return self.restart();
        }
        if let Some((at, happening)) = self.agenda.take_next() {
            self.now = at;
            self.happen(happening);
        }
    }

    pub(crate) fn has_timer(&self) -> bool {
        self.watched.dispatcher.next_deadline().is_some()
    }

    /// The last one that waits for an answer.
    fn last_asker(&self) -> Option<u64> {
        self.watched.dispatcher.view().last_asker()
    }

    pub(crate) fn has_askers(&self) -> bool {
        self.last_asker().is_some()
    }

    fn restart(&mut self) {
        self.peers.clear();
        self.agenda.clear();
        self.network.reset();
        self.watched.restart(self.now);
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Arrives(from, input) => self.arrive(from, input),
            Happening::Delivered(to, reply) => self.with_peer(to, |peer, moment| {
                peer.receive(&reply, moment);
            }),
            Happening::Acts(peer, Plan::Leave) => self.leave(peer),
            Happening::Acts(peer, Plan::Crash) => {
                self.network.cut(peer);
                self.leave(peer);
            }
            Happening::Acts(peer, Plan::HalfClose) => self.half_close(peer),
            Happening::Acts(peer, plan) => self.with_peer(peer, |peer, moment| {
                if !peer.is_silent {
                    peer.act(plan, moment);
                }
            }),
        }
    }

    fn arrive(&mut self, from: PeerId, input: Input) {
        if self.network.loses(from, &input) {
            return;
        }
        let is_end = input == Input::Disconnected;
        self.call(&Call::Handle(from, input));
        if is_end {
            self.network.forget(from);
        }
    }

    /// Calls the dispatcher and sends its replies on their way.
    pub(crate) fn call(&mut self, call: &Call) {
        for effect in self.watched.call(self.now, call) {
            let Effect::Send { to, reply } = effect else {
                continue;
            };
            if let Reply::JobCreated { job } = reply {
                self.newest_job = self.newest_job.max(job.0);
            }
            let at = self.network.delivery(*to, self.now, &mut self.random);
            self.agenda
                .add(at, Happening::Delivered(*to, reply.clone()));
        }
    }

    fn keep_population(&mut self) {
        for (role, wanted) in self.population.clone() {
            let here = self
                .peers
                .values()
                .filter(|peer| peer.role == role && !peer.is_silent);
            for _ in here.count()..wanted {
                let peer = Peer::new(role, &mut self.random);
                let id = self.enter(peer);
                self.plan_end(id);
            }
        }
    }

    /// A peer connects and begins.
    pub(crate) fn enter(&mut self, peer: Peer) -> PeerId {
        let id = self.new_peer_id();
        self.peers.insert(id, peer);
        self.with_peer(id, Peer::start);
        id
    }

    pub(crate) fn new_peer_id(&mut self) -> PeerId {
        self.last_peer += 1;
        PeerId(self.last_peer)
    }

    /// All peers that ever were.
    pub(crate) fn peer_ids(&self) -> impl Iterator<Item = PeerId> + use<> {
        (1..=self.last_peer).map(PeerId)
    }

    fn plan_end(&mut self, peer: PeerId) {
        if self.random.percent(self.mortal_percent) {
            let longest_ms = self.random.pick(&[50, 1_000, 20_000]);
            let in_ms = self.random.between(0, longest_ms);
            let end = self
                .random
                .pick(&[Plan::Leave, Plan::Crash, Plan::HalfClose]);
            self.agenda
                .add(self.now + in_ms, Happening::Acts(peer, end));
        }
    }

    /// Lets the peer act, if it is still there, and carries out what it does.
    fn with_peer(&mut self, id: PeerId, act: impl FnOnce(&mut Peer, &mut Moment<'_>)) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut moment = Moment {
            now: self.now,
            random: &mut self.random,
            newest_job: self.newest_job,
            is_crowded: self.watched.shadow.jobs.len() >= CROWD,
            sends: Vec::new(),
            plans: Vec::new(),
        };
        act(peer, &mut moment);
        let is_silent = peer.is_silent;
        let (sends, plans) = (moment.sends, moment.plans);
        if !is_silent {
            sends.into_iter().for_each(|input| self.send(id, input));
        }
        for (in_ms, plan) in plans {
            self.agenda.add(self.now + in_ms, Happening::Acts(id, plan));
        }
    }

    fn send(&mut self, from: PeerId, input: Input) {
        let at = self.network.arrival(from, self.now, &mut self.random);
        self.agenda.add(at, Happening::Arrives(from, input));
    }

    /// The peer is gone at once; the dispatcher hears of it later.
    pub(crate) fn leave(&mut self, id: PeerId) {
        if self.peers.remove(&id).is_some() {
            self.send(id, Input::Disconnected);
        }
    }

    fn half_close(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if !std::mem::replace(&mut peer.is_silent, true) {
            self.send(id, Input::HalfClosed);
            let in_ms = self.random.between(0, 5_000);
            self.agenda
                .add(self.now + in_ms, Happening::Acts(id, Plan::Leave));
        }
    }
}
