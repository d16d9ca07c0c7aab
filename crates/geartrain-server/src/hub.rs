//! The place where all connections meet: one lock around the dispatcher and the table of peers.
//!
//! A connection hands in what it decoded, all under one lock; replies go to the outboxes while it is
//! held, since otherwise a result could overtake the answer to its submission. Waking other tasks
//! and counting happen after it.

mod aftermath;
mod change;
mod keeping;
mod membership;
mod memory;
mod patience;
#[cfg(test)]
pub(crate) mod scene;
mod snapshot;
mod state;
mod timer;
mod waking;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use geartrain_dispatch::{Dispatcher, Input, Parting, PeerId};
use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore};

use crate::clock::Clock;
use crate::gear::{Message, Order, Outbox};
use crate::journal::Journal;
use crate::metrics::Metrics;
use aftermath::Aftermath;
use state::{State, Turn};

pub(crate) use membership::Membership;
pub(crate) use memory::run as run_memory;
pub(crate) use patience::run as run_patience;
pub use snapshot::FunctionRow;
pub(crate) use snapshot::{JobRow, PeerRow};
pub(crate) use state::{PeerFacts, Verdict};
pub(crate) use timer::run as run_timer;

/// Messages to other peers after which the lock is free for a moment; half a millisecond or so.
const TOLD_PER_LOCK: usize = 4_096;

/// One thing that a connection wants done, in the order in which its peer asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The dispatcher decides.
    Handle(Input),
    /// The answer is known already and takes its place among the others.
    Answer(Message),
}

/// The dispatcher, everybody who is connected to it, and the time.
pub struct Hub {
    state: Mutex<State>,
    clock: Clock,
    metrics: Arc<Metrics>,
    peers_so_far: AtomicU64,
    /// Something became due earlier than the timer task thinks.
    deadline_moved: Notify,
    /// Somebody waits for `drained`.
    is_draining: AtomicBool,
    /// The last job ended while somebody waited for that.
    drained: Notify,
    listings: Arc<Semaphore>,
    /// A worker waits for an answer, and nobody did before.
    somebody_asks: Notify,
    /// Most of the jobs have gone.
    jobs_ebbed: Notify,
    /// How often somebody had something done.
    calls: AtomicU64,
}

impl Hub {
    /// A hub without peers, whose jobs are the ones that `dispatcher` holds. What they do from now on
    /// is recorded in `journal`, if there is one.
    pub(crate) fn new(
        dispatcher: Dispatcher,
        journal: Option<Arc<Journal>>,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            state: Mutex::new(State::new(dispatcher, journal)),
            clock,
            metrics,
            peers_so_far: AtomicU64::new(0),
            deadline_moved: Notify::new(),
            is_draining: AtomicBool::new(false),
            drained: Notify::new(),
            listings: Arc::new(Semaphore::new(1)),
            somebody_asks: Notify::new(),
            jobs_ebbed: Notify::new(),
            calls: AtomicU64::new(0),
        }
    }

    /// Whose turn it is to list what the hub holds. The copies are made under the lock, so that
    /// several listings at a time would leave no room for jobs.
    pub(crate) fn listings(&self) -> &Arc<Semaphore> {
        &self.listings
    }

    /// The time that the dispatcher goes by.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Adds a peer; it leaves when the membership is dropped.
    pub(crate) fn join(self: &Arc<Self>, facts: PeerFacts, outbox: Outbox) -> Membership {
        let peer = PeerId(self.peers_so_far.fetch_add(1, Ordering::Relaxed));
        let outbox = Arc::new(outbox);
        self.state.lock().enter(peer, facts, outbox.clone());
        Membership::new(self.clone(), peer, outbox)
    }

    fn leave(&self, peer: PeerId) {
        let gone = self.locked(Some(peer), |state, turn| {
            let gone = state.exit(peer);
            state.let_go(Parting::Disconnected(peer), turn);
            gone
        });
        // Only now, since a full outbox takes its time to drop.
        drop(gone);
    }

    fn handle_all(&self, peer: PeerId, steps: &mut Vec<Step>) {
        let mut left = steps.drain(..);
        while left.len() > 0 {
            self.locked(Some(peer), |state, turn| {
                state.foresee(left.as_slice());
                // What very many clients wait for takes long, and then others get the lock.
                while turn.told < TOLD_PER_LOCK
                    && let Some(step) = left.next()
                {
                    match step {
                        Step::Handle(input) => state.handle(input, turn),
                        Step::Answer(message) => state.answer(message, turn),
                    }
                }
            });
        }
    }

    fn ask(&self, peer: PeerId, input: Input) -> Verdict {
        self.locked(Some(peer), |state, turn| state.ask(input, turn))
    }

    fn half_close(&self, peer: PeerId) {
        self.locked(Some(peer), |state, turn| {
            state.let_go(Parting::HalfClosed(peer), turn);
        });
    }

    fn is_owed(&self, peer: PeerId) -> bool {
        self.state.lock().view().is_owed(peer)
    }

    fn tick(&self) {
        self.locked(None, State::tick);
    }

    /// Lets everybody go who is still leaving. To be called once nothing else happens any more.
    pub(crate) fn end_leaving(&self) {
        while self.locked(None, State::go_on_leaving) {}
    }

    /// When [`tick`](Self::tick) has something to do; should it move nearer, `deadline_moved` tells.
    fn plan_tick(&self) -> Option<Instant> {
        let deadline = self.state.lock().plan_tick()?;
        Some(self.clock.instant_of(deadline))
    }

    /// The last one who waits for an answer. Once this was nobody, the next one is told of by
    /// `somebody_asks`.
    fn last_asker(&self) -> Option<u64> {
        self.state.lock().last_asker()
    }

    fn turn_away(&self, last: u64) {
        self.locked(None, |state, turn| state.turn_away(last, turn));
    }

    /// Tells every connection what to do.
    pub(crate) fn order_all(&self, order: Order) {
        let wakers = self.state.lock().order_all(order);
        for waker in wakers {
            waker.wake();
        }
    }

    /// Waits until no job is queued or running. A delayed job counts as queued.
    pub(crate) async fn drained(&self) {
        self.is_draining.store(true, Ordering::SeqCst);
        while self.state.lock().has_work() {
            self.drained.notified().await;
        }
    }

    /// Runs `work` under the lock, and afterwards what does not need it.
    fn locked<T>(
        &self,
        peer: Option<PeerId>,
        work: impl FnOnce(&mut State, &mut Turn<'_>) -> T,
    ) -> T {
        let mut after = Aftermath::take();
        let mut state = self.state.lock();
        let result = work(
            &mut state,
            &mut Turn {
                peer,
                now: self.clock.now(),
                wants_keeping: false,
                told: 0,
                metrics: &self.metrics,
                after: &mut after,
            },
        );
        let is_due_earlier = state.is_due_earlier();
        let is_first_asker = state.is_first_asker();
        let is_ebb = state.is_ebb();
        let is_drained = self.is_draining.load(Ordering::SeqCst) && !state.has_work();
        drop(state);
        self.calls.fetch_add(1, Ordering::Relaxed);
        notify_if(is_first_asker, &self.somebody_asks);
        notify_if(is_ebb, &self.jobs_ebbed);
        notify_if(is_due_earlier, &self.deadline_moved);
        notify_if(is_drained, &self.drained);
        after.carry_out(&self.metrics);
        result
    }
}

fn notify_if(condition: bool, notify: &Notify) {
    if condition {
        notify.notify_one();
    }
}

#[cfg(test)]
mod tests;
