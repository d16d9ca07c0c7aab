//! Peers: what each waits for, and what it can do as a worker.

use std::collections::VecDeque;
use std::ops::{Index, IndexMut};

use bytes::Bytes;
use foldhash::fast::FixedState;

use crate::ability_table::Abilities;
use crate::hash::{Map, OrderedMap, hasher};
use crate::{FunctionId, JobId, PeerId};

/// A connection as the rules see it: client, worker or both.
pub(crate) struct Peer {
    pub(crate) client_id: Bytes,
    pub(crate) wants_exceptions: bool,
    /// Jobs whose result it waits for, and for how many submissions each.
    pub(crate) waits_for: OrderedMap<JobId, usize>,
    /// Only for a peer that ever said that it can do something, or asked for work.
    pub(crate) worker: Option<Box<Worker>>,
}

/// The working side of a peer.
pub(crate) struct Worker {
    pub(crate) abilities: Abilities,
    pub(crate) attention: Attention,
    /// Listings below this number were given up: it did not answer a wake-up in time, and stands at
    /// this place wherever it stands before it. 0 once it says again what it does.
    pub(crate) demoted: u64,
    /// It did not answer a wake-up in time at least once.
    pub(crate) was_late: bool,
    /// Jobs it has, in the order in which it got them, which is mostly the one in which they end.
    pub(crate) running: VecDeque<JobId>,
    /// How many jobs it ever got.
    pub(crate) jobs_got: u64,
    /// It got a job since a question of it stayed open in vain.
    pub(crate) may_wait: bool,
    /// The job that it ended last with an exception: a failure that follows is swallowed.
    pub(crate) threw: Option<JobId>,
}

/// Whether a worker looks for jobs by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attention {
    /// It will ask, sooner or later.
    Awake,
    /// It asked for a job and waits for the answer.
    Asking,
    /// It waits to be woken.
    Asleep,
    /// It was woken for this function and has not answered yet.
    Woken {
        by: FunctionId,
        /// Tells this wake-up from all others.
        wake: u64,
    },
}

/// The table of peers.
pub(crate) struct Peers {
    peers: Map<PeerId, Peer>,
    hasher: FixedState,
}

impl Peers {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            peers: Map::with_hasher(hasher(seed)),
            hasher: hasher(seed),
        }
    }

    /// The peer, new if it was not known.
    pub(crate) fn enter(&mut self, id: PeerId) -> &mut Peer {
        let hasher = &self.hasher;
        self.peers.entry(id).or_insert_with(|| Peer {
            client_id: Bytes::new(),
            wants_exceptions: false,
            waits_for: OrderedMap::with_hasher(hasher.clone()),
            worker: None,
        })
    }

    /// The working side of the peer, new if it had none.
    pub(crate) fn enter_worker(&mut self, id: PeerId) -> &mut Worker {
        self.enter(id).worker.get_or_insert_with(|| {
            Box::new(Worker {
                abilities: Abilities::default(),
                attention: Attention::Awake,
                demoted: 0,
                was_late: false,
                running: VecDeque::new(),
                jobs_got: 0,
                may_wait: false,
                threw: None,
            })
        })
    }

    pub(crate) fn remove(&mut self, id: PeerId) -> Option<Peer> {
        let removed = self.peers.remove(&id);
        if self.peers.len() < self.peers.capacity() / 8 {
            self.peers.shrink_to(self.peers.len() * 2);
        }
        removed
    }

    pub(crate) fn get(&self, id: PeerId) -> Option<&Peer> {
        self.peers.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: PeerId) -> Option<&mut Peer> {
        self.peers.get_mut(&id)
    }

    pub(crate) fn worker(&self, id: PeerId) -> Option<&Worker> {
        self.peers.get(&id)?.worker.as_deref()
    }

    pub(crate) fn worker_mut(&mut self, id: PeerId) -> Option<&mut Worker> {
        self.peers.get_mut(&id)?.worker.as_deref_mut()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (PeerId, &Peer)> {
        self.peers.iter().map(|(id, peer)| (*id, peer))
    }
}

impl Index<PeerId> for Peers {
    type Output = Peer;

    fn index(&self, id: PeerId) -> &Peer {
        self.get(id)
            .expect("jobs and listings name connected peers only")
    }
}

impl IndexMut<PeerId> for Peers {
    fn index_mut(&mut self, id: PeerId) -> &mut Peer {
        self.get_mut(id)
            .expect("jobs and listings name connected peers only")
    }
}
