//! The rules of the dispatcher once more, as plainly as they can be said.
//!
//! The shadow is told every call and its effects. It keeps jobs, functions and peers in plain
//! tables, finds everything by looking through all of them, and foretells each effect; one that
//! differs is a broken rule. Where the rules leave a choice (whom to wake), it checks what the
//! dispatcher chose.
//!
//! Reading order: [`job`] what a job is, [`submit`] how it comes, [`grab`] who gets it, [`finish`]
//! how it ends, [`depart`] what happens when a peer leaves, [`wake`] who is woken, [`time`] what
//! happens by itself, [`functions`] how functions come and go, [`askers`] who waits for an answer, [`ask`] what may be asked, [`store`]
//! what outlives the process.

use std::collections::BTreeMap;

use bytes::Bytes;
use geartrain_dispatch::{
    Config, Effect, Input, JobId, PeerId, QueueBound, Refusal, Reply, Timestamp,
};

use crate::history::{Call, Entry};

mod ask;
mod askers;
mod depart;
mod finish;
mod functions;
mod grab;
pub(crate) mod job;
pub(crate) mod peer;
mod store;
mod submit;
mod time;
mod wake;

use askers::Asker;
pub(crate) use functions::Function;
pub(crate) use job::{Job, Place};
pub(crate) use peer::{Peer, Rest};

/// What the dispatcher should hold.
pub(crate) struct Shadow {
    pub(crate) config: Config,
    pub(crate) now: Timestamp,
    pub(crate) jobs: BTreeMap<JobId, Job>,
    pub(crate) functions: BTreeMap<Bytes, Function>,
    pub(crate) peers: BTreeMap<PeerId, Peer>,
    /// Workers whose question is open, in the order in which they asked.
    askers: Vec<Asker>,
    /// How many there ever were.
    asker_count: u64,
    /// Bounds that operators set, by name of the function, whether it lives or not.
    bounds: BTreeMap<Bytes, QueueBound>,
    pub(crate) next_job: u64,
    /// Counts whatever needs an order: jobs becoming ready, functions being served.
    moves: u64,
    /// How far the wall clock is ahead.
    wall_ahead_ms: i64,
    /// What the dispatcher should do in this call, but for waking.
    expected: Vec<Effect>,
    /// What it did, but for waking.
    seen: Vec<Effect>,
}

impl Shadow {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            now: Timestamp(0),
            jobs: BTreeMap::new(),
            functions: BTreeMap::new(),
            peers: BTreeMap::new(),
            askers: Vec::new(),
            asker_count: 0,
            bounds: BTreeMap::new(),
            next_job: config.first_job,
            moves: 0,
            wall_ahead_ms: 0,
            expected: Vec::new(),
            seen: Vec::new(),
            config,
        }
    }

    /// Follows one call and compares what the dispatcher did with what it should do.
    ///
    /// # Panics
    /// When it did something else, naming the rule.
    pub(crate) fn follow(&mut self, entry: &Entry) {
        self.now = Timestamp(entry.at);
        let (woken, seen) = split_off_wakes(&entry.effects);
        self.seen = seen;
        self.expected.clear();
        let lapsed = match &entry.call {
            Call::Handle(peer, input) => {
                self.handle(*peer, input);
                Vec::new()
            }
            Call::Tick => self.tick(),
            Call::TurnAway(last) => {
                self.turn_away(*last);
                Vec::new()
            }
            Call::Discard(job) => {
                self.discard(*job);
                Vec::new()
            }
            Call::Restart(records) => {
                self.restart(records);
                Vec::new()
            }
            Call::Tune(limits) => {
                self.tune(limits);
                Vec::new()
            }
            Call::FollowWall(ahead_ms) => {
                self.wall_ahead_ms = *ahead_ms;
                Vec::new()
            }
        };
        self.note_needs();
        let expected = in_order(std::mem::take(&mut self.expected));
        let seen = in_order(std::mem::take(&mut self.seen));
        assert_eq!(
            seen, expected,
            "effects: left what was done, right what the rules ask for"
        );
        self.wake_all(&woken, &lapsed, &entry.call);
    }

    fn handle(&mut self, peer: PeerId, input: &Input) {
        self.peers.entry(peer).or_default();
        self.stop_asking(peer);
        match input {
            Input::Submit(submission) => self.submit(peer, submission),
            Input::Able {
                function,
                run_limit_ms,
            } => self.able(peer, function, *run_limit_ms),
            Input::Unable { function } => self.unable(peer, function),
            Input::ForgetAbilities => self.forget_abilities(peer),
            Input::Sleep => self.sleep(peer),
            Input::Grab(kind) => self.grab(peer, *kind),
            Input::Ask(kind) => self.question(peer, *kind),
            Input::Report { job, report } => self.report(peer, *job, report),
            Input::Finish { job, outcome } => self.finish(peer, *job, outcome),
            Input::Status { job } => self.status(peer, *job),
            Input::UniqueStatus { unique } => self.unique_status(peer, unique),
            Input::SetClientId { id } => self.peer(peer).client_id = id.clone(),
            Input::WantExceptions => self.peer(peer).wants_exceptions = true,
            Input::Cancel { job } => self.cancel(peer, *job),
            Input::CreateFunction { function } => self.create_function(peer, function),
            Input::DropFunction { function } => self.drop_function(peer, function),
            Input::LimitQueue { function, bound } => self.limit_queue(peer, function, *bound),
            Input::HalfClosed => self.stop_working(peer),
            Input::Disconnected => self.disconnect(peer),
        }
    }

    fn peer(&mut self, peer: PeerId) -> &mut Peer {
        self.peers
            .get_mut(&peer)
            .expect("a peer lives from its first call on")
    }

    fn job(&mut self, job: JobId) -> &mut Job {
        self.jobs.get_mut(&job).expect("the job was just found")
    }

    fn next_move(&mut self) -> u64 {
        self.moves += 1;
        self.moves
    }

    fn expect(&mut self, effect: Effect) {
        self.expected.push(effect);
    }

    fn expect_reply(&mut self, to: PeerId, reply: Reply) {
        self.expect(Effect::Send { to, reply });
    }

    fn expect_refusal(&mut self, to: PeerId, refusal: Refusal) {
        self.expect_reply(to, Reply::Refused(refusal));
    }
}

/// Peers that were woken, and all other effects.
fn split_off_wakes(effects: &[Effect]) -> (Vec<PeerId>, Vec<Effect>) {
    let mut woken = Vec::new();
    let mut others = Vec::new();
    for effect in effects {
        match effect {
            Effect::Send {
                to,
                reply: Reply::Noop,
            } => woken.push(*to),
            other => others.push(other.clone()),
        }
    }
    (woken, others)
}

/// Jobs that go because their only client went may do so in any order.
fn in_order(mut effects: Vec<Effect>) -> Vec<Effect> {
    effects
        .chunk_by_mut(|one, next| {
            depart::abandoned(one).is_some() && depart::abandoned(next).is_some()
        })
        .for_each(|chunk| chunk.sort_by_key(depart::abandoned));
    effects
}
