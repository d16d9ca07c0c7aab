//! The connections: each keeps its order, as TCP does, and takes its time.

use std::collections::{BTreeMap, BTreeSet};

use geartrain_dispatch::{Input, PeerId};

use crate::random::Random;

/// How long things travel in one world.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    /// Of a hundred packets, so many are held up.
    stormy_percent: u64,
    /// The longest that a packet is held up.
    storm_ms: u64,
    /// The longest that any other packet takes.
    calm_ms: u64,
}

impl Weather {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            stormy_percent: random.pick(&[0, 2, 10, 40]),
            storm_ms: random.pick(&[20, 300, 3_000]),
            calm_ms: random.pick(&[0, 1, 5, 20]),
        }
    }

    fn delay_ms(&self, random: &mut Random) -> u64 {
        if random.percent(self.stormy_percent) {
            random.between(0, self.storm_ms)
        } else {
            random.between(0, self.calm_ms)
        }
    }
}

/// When the last packet in each direction arrives.
#[derive(Default)]
struct Link {
    to_dispatcher: u64,
    to_peer: u64,
}

/// All connections.
pub(crate) struct Network {
    weather: Weather,
    links: BTreeMap<PeerId, Link>,
    /// Peers that crashed: what they sent is lost unless it was fast.
    cut: BTreeSet<PeerId>,
}

impl Network {
    pub(crate) fn new(weather: Weather) -> Self {
        Self {
            weather,
            links: BTreeMap::new(),
            cut: BTreeSet::new(),
        }
    }

    /// When a packet of this peer reaches the dispatcher.
    pub(crate) fn arrival(&mut self, from: PeerId, now: u64, random: &mut Random) -> u64 {
        let link = self.links.entry(from).or_default();
        link.to_dispatcher = link.to_dispatcher.max(now + self.weather.delay_ms(random));
        link.to_dispatcher
    }

    /// When a packet of the dispatcher reaches this peer.
    pub(crate) fn delivery(&mut self, to: PeerId, now: u64, random: &mut Random) -> u64 {
        let link = self.links.entry(to).or_default();
        link.to_peer = link.to_peer.max(now + self.weather.delay_ms(random));
        link.to_peer
    }

    /// The peer crashed: packets on their way to the dispatcher may be lost.
    pub(crate) fn cut(&mut self, peer: PeerId) {
        self.cut.insert(peer);
    }

    /// Whether this packet is lost. The end of a connection is noticed in any case.
    pub(crate) fn loses(&self, from: PeerId, input: &Input) -> bool {
        self.cut.contains(&from) && *input != Input::Disconnected
    }

    /// The dispatcher died, and all connections with it.
    pub(crate) fn reset(&mut self) {
        self.links.clear();
        self.cut.clear();
    }

    /// The dispatcher knows that the peer is gone.
    pub(crate) fn forget(&mut self, peer: PeerId) {
        self.links.remove(&peer);
        self.cut.remove(&peer);
    }
}
