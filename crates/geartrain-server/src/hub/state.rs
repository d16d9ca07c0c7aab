//! What the lock guards: the dispatcher, the peers' outboxes, and the way from effects to them.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Waker;

use foldhash::fast::RandomState;
use geartrain_dispatch::{
    Dispatcher, Effect, Input, Parting, PeerId, Record, Reply, Timestamp, View,
};
use hashbrown::HashMap;

use super::Step;
use super::aftermath::Aftermath;
use super::keeping::{Keeping, is_setting, wants_keeping};
use super::memory::Ebb;
use crate::gear::{Message, Order, Outbox};
use crate::journal::{Journal, Pledge};
use crate::metrics::Metrics;

/// Room for effects that is kept between two calls.
const KEPT_EFFECTS: usize = 1024;

/// What listings say of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PeerFacts {
    /// Where the peer is.
    pub(crate) address: SocketAddr,
    /// Number of the socket, by which gearmand's `workers` names connections.
    pub(crate) socket: i32,
}

/// A connected peer.
pub(super) struct Peer {
    pub(super) facts: PeerFacts,
    outbox: Arc<Outbox>,
}

pub(super) struct State {
    dispatcher: Dispatcher,
    /// `None` when nothing outlives the process.
    keeping: Option<Keeping>,
    peers: HashMap<PeerId, Peer, RandomState>,
    /// Empty between two calls; kept for its room.
    effects: Vec<Effect>,
    /// When the timer task looks again; `None`: when it is told to.
    planned: Option<Timestamp>,
    /// Peers that end and have so many jobs that they let go of them in parts.
    leaving: VecDeque<Parting>,
    /// Whoever turns workers away knows that there are some.
    are_askers_known: bool,
    ebb: Ebb,
}

/// What became of a request of an operator.
pub(crate) enum Verdict {
    /// The dispatcher's answer, and what has to be kept before it may be given.
    Given(Option<Reply>, Option<Pledge>),
    /// Nothing, since it could not be kept: this is the answer.
    NotKept(Message),
}

/// One stay under the lock.
pub(super) struct Turn<'a> {
    /// On whose behalf; `None` when time passed.
    pub(super) peer: Option<PeerId>,
    pub(super) now: Timestamp,
    /// The request that is being carried out is to be answered only once its job is kept.
    pub(super) wants_keeping: bool,
    /// Messages to other peers so far.
    pub(super) told: usize,
    pub(super) metrics: &'a Metrics,
    pub(super) after: &'a mut Aftermath,
}

impl State {
    pub(super) fn new(dispatcher: Dispatcher, journal: Option<Arc<Journal>>) -> Self {
        Self {
            dispatcher,
            keeping: journal.map(Keeping::new),
            peers: HashMap::default(),
            effects: Vec::new(),
            planned: None,
            leaving: VecDeque::new(),
            are_askers_known: false,
            ebb: Ebb::default(),
        }
    }

    pub(super) fn enter(&mut self, peer: PeerId, facts: PeerFacts, outbox: Arc<Outbox>) {
        self.peers.insert(peer, Peer { facts, outbox });
    }

    pub(super) fn exit(&mut self, peer: PeerId) -> Option<Peer> {
        self.peers.remove(&peer)
    }

    pub(super) fn peer(&self, peer: PeerId) -> Option<&Peer> {
        self.peers.get(&peer)
    }

    pub(super) fn peer_ids(&self) -> impl Iterator<Item = PeerId> {
        self.peers.keys().copied()
    }

    pub(super) fn peer_count(&self) -> usize {
        self.peers.len()
    }

    pub(super) fn view(&self) -> View<'_> {
        self.dispatcher.view()
    }

    /// Whether a job is delayed, ready or running.
    pub(super) fn has_work(&self) -> bool {
        self.view().has_work()
    }

    /// Prepares for several steps that are carried out next.
    pub(super) fn foresee(&self, steps: &[Step]) {
        if steps.len() < 2 {
            return;
        }
        self.dispatcher
            .foresee(steps.iter().filter_map(|step| match step {
                Step::Handle(input) => Some(input),
                Step::Answer(_) => None,
            }));
    }

    pub(super) fn handle(&mut self, input: Input, turn: &mut Turn<'_>) {
        if let Some(refusal) = self
            .keeping
            .as_ref()
            .and_then(|keeping| keeping.refusal(&input))
        {
            return self.answer(refusal, turn);
        }
        turn.wants_keeping = wants_keeping(&input);
        let peer = turn.peer.expect("only peers ask");
        self.decide(turn, |dispatcher, now, effects| {
            dispatcher.handle(now, peer, input, effects);
        });
        turn.wants_keeping = false;
    }

    /// Hands in a request whose answer goes back to the caller instead of to the outbox.
    pub(super) fn ask(&mut self, input: Input, turn: &mut Turn<'_>) -> Verdict {
        let keeping = self.keeping.as_ref();
        if let Some(refusal) = keeping.and_then(|keeping| keeping.refusal_of_setting(&input)) {
            return Verdict::NotKept(refusal);
        }
        let before = keeping.filter(|_| is_setting(&input)).map(Keeping::end);
        let answer = self.hear(input, turn);
        let pledge = before.and_then(|before| self.keeping.as_ref()?.pledge_since(before));
        Verdict::Given(answer, pledge)
    }

    fn hear(&mut self, input: Input, turn: &mut Turn<'_>) -> Option<Reply> {
        let mut answer = None;
        let mut effects = std::mem::take(&mut self.effects);
        let peer = turn.peer.expect("only peers ask");
        self.dispatcher.handle(turn.now, peer, input, &mut effects);
        for effect in effects.drain(..) {
            match effect {
                Effect::Send { to, reply } if to == peer && is_verdict(&reply) => {
                    answer = Some(reply);
                }
                effect => self.carry_out(effect, turn),
            }
        }
        self.give_back(effects);
        answer
    }

    /// Puts an answer that is known already in its place.
    pub(super) fn answer(&self, message: Message, turn: &Turn<'_>) {
        let peer = turn.peer.and_then(|peer| self.peers.get(&peer));
        if let Some(peer) = peer {
            peer.outbox.push_own(message);
        }
    }

    /// Carries out what is due, and lets the next of the leaving peers go a part of its way.
    pub(super) fn tick(&mut self, turn: &mut Turn<'_>) {
        self.decide(turn, Dispatcher::tick);
        self.go_on_leaving(turn);
    }

    /// Lets the next of the leaving peers go a part of its way; says whether there was one.
    pub(super) fn go_on_leaving(&mut self, turn: &mut Turn<'_>) -> bool {
        let parting = self.leaving.pop_front();
        if let Some(parting) = parting {
            self.let_go(parting, turn);
        }
        parting.is_some()
    }

    /// A peer ends. With very many jobs it leaves in parts, one with each tick.
    pub(super) fn let_go(&mut self, parting: Parting, turn: &mut Turn<'_>) {
        let mut is_ready = false;
        self.decide(turn, |dispatcher, now, effects| {
            is_ready = dispatcher.let_go(now, parting, effects);
            if is_ready {
                dispatcher.handle(now, parting.peer(), parting.input(), effects);
            }
        });
        if !is_ready {
            self.leaving.push_back(parting);
        }
    }

    /// Lets the dispatcher decide something and carries out what follows.
    pub(super) fn decide(
        &mut self,
        turn: &mut Turn<'_>,
        decision: impl FnOnce(&mut Dispatcher, Timestamp, &mut Vec<Effect>),
    ) {
        let mut effects = std::mem::take(&mut self.effects);
        decision(&mut self.dispatcher, turn.now, &mut effects);
        for effect in effects.drain(..) {
            self.carry_out(effect, turn);
        }
        self.give_back(effects);
    }

    /// Keeps the empty list for the next call; what a burst made grow is let go.
    fn give_back(&mut self, mut effects: Vec<Effect>) {
        effects.shrink_to(KEPT_EFFECTS);
        self.effects = effects;
    }

    fn carry_out(&mut self, effect: Effect, turn: &mut Turn<'_>) {
        match effect {
            Effect::Send { to, reply } => self.send(to, reply, turn),
            Effect::Changed(change) => turn.after.changes.push(change),
            Effect::Record(record) => self.keep(record),
            Effect::FunctionKnown { function, name } => {
                turn.metrics.function_known(function, &name);
            }
            Effect::FunctionForgotten { function } => turn.metrics.function_forgotten(function),
        }
    }

    pub(super) fn store_trouble(&self) -> Option<Arc<str>> {
        self.keeping.as_ref().and_then(Keeping::trouble)
    }

    fn keep(&mut self, record: Record) {
        let keeping = self.keeping.as_mut();
        keeping
            .expect("rules that are told to keep nothing make no records")
            .append(record);
    }

    fn send(&self, to: PeerId, reply: Reply, turn: &mut Turn<'_>) {
        let Some(peer) = self.peers.get(&to) else {
            return;
        };
        if turn.peer == Some(to) {
            self.send_own(peer, reply, turn);
        } else {
            turn.told += 1;
            turn.after
                .wakers
                .extend(peer.outbox.push(Message::Reply(reply)));
        }
    }

    fn send_own(&self, peer: &Peer, reply: Reply, turn: &Turn<'_>) {
        match (reply, &self.keeping) {
            (Reply::JobCreated { job }, Some(keeping)) if turn.wants_keeping => {
                peer.outbox.push_own_promise(keeping.promise(job));
            }
            (reply, _) => peer.outbox.push_own(Message::Reply(reply)),
        }
    }

    pub(super) fn order_all(&self, order: Order) -> Vec<Waker> {
        let outboxes = self.peers.values().map(|peer| &peer.outbox);
        outboxes.filter_map(|outbox| outbox.order(order)).collect()
    }

    /// When the timer task is to look again.
    pub(super) fn plan_tick(&mut self) -> Option<Timestamp> {
        self.planned = self.next_deadline();
        self.planned
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        if self.leaving.is_empty() {
            return self.dispatcher.next_deadline();
        }
        Some(Timestamp(0))
    }

    /// Whether a worker waits for an answer and whoever turns it away does not know; says so once.
    pub(super) fn is_first_asker(&mut self) -> bool {
        let is_new = !self.are_askers_known && self.view().last_asker().is_some();
        self.are_askers_known |= is_new;
        is_new
    }

    /// Whether most of the jobs have gone; says so once.
    pub(super) fn is_ebb(&mut self) -> bool {
        let jobs = self.view().job_count();
        self.ebb.note(jobs)
    }

    /// The last worker that waits for an answer.
    pub(super) fn last_asker(&mut self) -> Option<u64> {
        let last = self.view().last_asker();
        self.are_askers_known = last.is_some();
        last
    }

    pub(super) fn turn_away(&mut self, last: u64, turn: &mut Turn<'_>) {
        self.decide(turn, |dispatcher, now, effects| {
            dispatcher.turn_away(now, last, effects);
        });
    }

    /// Whether something is due before the timer task looks again; says so once.
    pub(super) fn is_due_earlier(&mut self) -> bool {
        let Some(next) = self.next_deadline() else {
            return false;
        };
        let is_earlier = self.planned.is_none_or(|planned| next < planned);
        if is_earlier {
            self.planned = Some(next);
        }
        is_earlier
    }
}

/// Whether a reply answers an administrative request.
fn is_verdict(reply: &Reply) -> bool {
    matches!(
        reply,
        Reply::Done | Reply::Cancelled { .. } | Reply::Refused(_)
    )
}
