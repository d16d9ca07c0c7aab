//! A world around the dispatcher: peers, the network between, and time. All of it follows from a
//! seed.

use std::collections::BTreeMap;

use geartrain_dispatch::{Config, Effect, FunctionOrder, Input, JobId, PeerId, Reply, Timestamp};

use crate::agenda::{Agenda, Happening, Plan};
use crate::history::Call;
use crate::moment::Moment;
use crate::network::{Network, Weather};
use crate::peer::{Peer, Role};
use crate::random::Random;
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
    /// In a thousand steps the store fails so often, or the dispatcher dies.
    pub(crate) disasters_per_mille: u64,
    last_peer: u64,
    newest_job: u64,
    timer: Timer,
}

/// The timer of whoever runs the dispatcher: it may fire late, as timers do.
struct Timer {
    /// The deadline that it was set for, and when it fires.
    set: Option<(Timestamp, u64)>,
    late_percent: u64,
}

impl World {
    /// The world of this seed; the seed of the hash tables must not matter.
    pub(crate) fn new(seed: u64, hash_seed: u64) -> Self {
        let mut random = Random::new(seed);
        let config = Config {
            hash_seed,
            ..config(&mut random)
        };
        let is_durable = config.is_durable;
        let has_room = config.functions_max >= crate::names::FUNCTIONS.len();
        Self {
            watched: Watched::new(config),
            now: random.pick(&[0, 1_000_000]),
            agenda: Agenda::default(),
            network: Network::new(Weather::new(&mut random)),
            peers: BTreeMap::new(),
            population: population(has_room, &mut random),
            mortal_percent: random.pick(&[0, 30, 90]),
            disasters_per_mille: if is_durable {
                random.pick(&[0, 2, 20])
            } else {
                0
            },
            last_peer: 0,
            newest_job: 0,
            timer: Timer {
                set: None,
                late_percent: random.pick(&[0, 10, 60]),
            },
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
        let tick_at = self.set_timer();
        let next_at = self.agenda.next_at();
        let is_tick = tick_at.is_some_and(|tick| next_at.is_none_or(|next| tick < next));
        if is_tick || self.random.percent(1) {
            self.now = if is_tick {
                tick_at.unwrap_or(self.now)
            } else {
                self.now
            };
            self.timer.set = None;
            return self.call(Call::Tick);
        }
        if self.random.below(1_000) < self.disasters_per_mille {
            return self.disaster();
        }
        if let Some((at, happening)) = self.agenda.take_next() {
            self.now = at;
            self.happen(happening);
        }
    }

    /// Sets the timer for the deadline, unless it is set already; gives when it fires.
    fn set_timer(&mut self) -> Option<u64> {
        let deadline = self.watched.dispatcher.next_deadline()?;
        if self
            .timer
            .set
            .is_none_or(|(set_for, _)| set_for != deadline)
        {
            let is_late = self.random.percent(self.timer.late_percent);
            let late_ms = if is_late {
                self.random.between(1, 100)
            } else {
                0
            };
            self.timer.set = Some((deadline, deadline.0.max(self.now) + late_ms));
        }
        self.timer.set.map(|(_, at)| at.max(self.now))
    }

    pub(crate) fn has_timer(&self) -> bool {
        self.watched.dispatcher.next_deadline().is_some()
    }

    fn disaster(&mut self) {
        if self.random.percent(50) {
            self.restart();
        } else {
            let newest = self.random.below(3);
            let job = JobId(self.newest_job.saturating_sub(newest));
            self.watched.discard(self.now, job);
        }
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
        self.call(Call::Handle(from, input));
        if is_end {
            self.network.forget(from);
        }
    }

    /// Calls the dispatcher and sends its replies on their way.
    pub(crate) fn call(&mut self, call: Call) {
        for effect in self.watched.call(self.now, call) {
            let Effect::Send { to, reply } = effect else {
                continue;
            };
            if let Reply::JobCreated { job } = reply {
                self.newest_job = self.newest_job.max(job.0);
            }
            let packet = (*to, reply.clone());
            self.network
                .to_peer(packet, self.now, &mut self.agenda, &mut self.random);
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
        self.network
            .to_dispatcher((from, input), self.now, &mut self.agenda, &mut self.random);
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

/// Small numbers, so that every bound is met.
fn config(random: &mut Random) -> Config {
    Config {
        hash_seed: 0,
        is_durable: random.percent(50),
        first_job: random.pick(&[1, 1_000]),
        attempts_max: random.pick(&[None, None, Some(1), Some(2), Some(3)]),
        queue_bound: random.pick(&[None, None, None, Some(2), Some(8)]),
        function_order: random.pick(&[
            FunctionOrder::RoundRobin,
            FunctionOrder::RoundRobin,
            FunctionOrder::Registration,
        ]),
        functions_max: random.pick(&[100, 100, 100, 3]),
        function_idle_ms: random.pick(&[1, 100, 2_000, 600_000]),
        wake_answer_ms: random.pick(&[1, 20, 200, 1_000]),
        buried_max: random.pick(&[0, 1, 5, 1_000]),
    }
}

/// Where functions are refused for want of room, a peer that both submits and works cannot tell
/// which of its requests was refused: there are none of those then.
fn population(has_room: bool, random: &mut Random) -> Vec<(Role, usize)> {
    let mut up_to = |last: u64| usize::try_from(random.between(0, last)).expect("small");
    vec![
        (Role::Client, 1 + up_to(4)),
        (Role::Worker, 1 + up_to(6)),
        (Role::Operator, up_to(1)),
        (Role::Both, if has_room { up_to(2) } else { 0 }),
    ]
}
