//! What waits to be sent to one peer, and what the peer's connection is told to do.
//!
//! Whoever holds the dispatcher's lock pushes here; the connection's own task takes from here,
//! encodes and writes. An outbox is bounded: half way to the bound the connection stops reading
//! from its peer, so one that does not take answers cannot cause more of them; beyond the bound,
//! which only other peers can reach, the connection is told to close.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};

use parking_lot::Mutex;

use super::message::Message;
use super::promise::Promise;

/// Room for messages that an empty outbox keeps; what a burst made grow is given back.
const KEPT_MESSAGES: usize = 4;

/// Bytes for the disk that one peer may hand in before it has answers: a quarter of a group, several
/// thousand small jobs. A peer that sends more is read again once some of it is kept.
const PROMISED_BYTES_MAX: usize = 2 * 1024 * 1024;

/// The same while the disk has much to do for others, too.
const PROMISED_BYTES_CROWDED: usize = 32 * 1024;

/// The messages for one peer.
pub(crate) struct Outbox {
    state: Mutex<State>,
    /// Bytes that may wait, the first message not counted.
    bytes_max: usize,
    /// Whether it may be heavy, which is asked before each read and seldom so: beside the lock.
    may_be_heavy: AtomicBool,
}

struct State {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    /// Bytes that wait for the disk on behalf of the promises.
    promised: usize,
    order: Order,
    waker: Option<Waker>,
    /// The connection found nothing here and waits to be woken by the next message.
    is_awaited: bool,
}

/// One thing in an outbox.
enum Waiting {
    /// It can be sent.
    Message(Message),
    /// It can be sent once it is certain, and nothing behind it before: answers keep their order.
    Promise(Promise),
}

/// What a connection is to do; a later variant is never replaced by an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Order {
    /// Go on reading and writing.
    GoOn,
    /// Read nothing more, write what waits, close.
    Finish,
    /// Close at once: the server has waited long enough.
    Close,
    /// Close at once: the peer does not take what it is sent.
    CloseOverfull,
}

impl Outbox {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                bytes: 0,
                promised: 0,
                order: Order::GoOn,
                waker: None,
                is_awaited: false,
            }),
            bytes_max,
            may_be_heavy: AtomicBool::new(false),
        }
    }

    /// Appends a message on behalf of the peer's own connection, which takes it right after: nobody
    /// needs to be woken.
    pub(crate) fn push_own(&self, message: Message) {
        let mut state = self.state.lock();
        if state.order <= Order::Finish {
            state.append(Waiting::Message(message));
            self.note_weight(&state);
        }
    }

    /// Appends an answer that is not certain yet, on behalf of the peer's own connection.
    pub(crate) fn push_own_promise(&self, promise: Promise) {
        let mut state = self.state.lock();
        if state.order <= Order::Finish {
            state.promised += promise.bytes();
            state.append(Waiting::Promise(promise));
            self.note_weight(&state);
        }
    }

    /// Appends a message on behalf of somebody else. Returns whom to wake once all locks are free:
    /// the first message of a batch does, the others find the connection awake already.
    #[must_use]
    pub(crate) fn push(&self, message: Message) -> Option<Waker> {
        let mut state = self.state.lock();
        if state.order > Order::Finish {
            return None;
        }
        state.append(Waiting::Message(message));
        self.note_weight(&state);
        if state.bytes_after_first() > self.bytes_max {
            return state.obey(Order::CloseOverfull);
        }
        if !state.is_awaited {
            return None;
        }
        state.is_awaited = false;
        state.waker.take()
    }

    /// Tells the connection what to do. Returns whom to wake once all locks are free.
    #[must_use]
    pub(crate) fn order(&self, order: Order) -> Option<Waker> {
        self.state.lock().obey(order)
    }

    /// Moves messages of about `bytes` bytes to `batch`, and has the task of `cx` woken by the next
    /// message once nothing is left, by a promise that is settled, and by orders in any case. Tells
    /// what the connection is to do, and whether all was moved that can be sent now.
    pub(crate) fn take(
        &self,
        bytes: usize,
        batch: &mut Vec<Message>,
        cx: &mut Context<'_>,
    ) -> (Order, bool) {
        let mut state = self.state.lock();
        let taken = state.take(bytes, batch, cx.waker());
        state.is_awaited = state.waiting.is_empty();
        state.remember(cx.waker());
        self.note_weight(&state);
        (state.order, taken < bytes)
    }

    /// Whether so much waits that nothing more should be read from the peer.
    pub(crate) fn is_heavy(&self) -> bool {
        if !self.may_be_heavy.load(Ordering::Relaxed) {
            return false;
        }
        let state = self.state.lock();
        self.is_half_full(&state) || state.promises_much()
    }

    fn is_half_full(&self, state: &State) -> bool {
        state.bytes > self.bytes_max / 2
    }

    /// To be called after what waits has changed.
    fn note_weight(&self, state: &State) {
        let may_be = self.is_half_full(state) || state.is_crowded();
        self.may_be_heavy.store(may_be, Ordering::Relaxed);
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.state.lock().waiting.is_empty()
    }
}

impl State {
    fn append(&mut self, waiting: Waiting) {
        self.bytes += waiting.bytes();
        self.waiting.push_back(waiting);
    }

    fn is_crowded(&self) -> bool {
        self.promised > PROMISED_BYTES_CROWDED
    }

    /// Only while the first promise is open: whoever waits for it is woken then.
    fn promises_much(&self) -> bool {
        let Some(Waiting::Promise(first)) = self.waiting.front() else {
            return false;
        };
        self.promised > PROMISED_BYTES_MAX || self.is_crowded() && first.is_among_many()
    }

    fn bytes_after_first(&self) -> usize {
        self.bytes - self.waiting.front().map_or(0, Waiting::bytes)
    }

    fn obey(&mut self, order: Order) -> Option<Waker> {
        self.order = self.order.max(order);
        self.waker.take()
    }

    /// Returns how many bytes it took; fewer than asked for when nothing more can be sent now.
    fn take(&mut self, bytes: usize, batch: &mut Vec<Message>, waker: &Waker) -> usize {
        let mut taken = 0;
        while taken < bytes
            && let Some((message, its_bytes)) = self.take_first(waker)
        {
            taken += its_bytes;
            batch.push(message);
        }
        self.bytes -= taken;
        if self.waiting.is_empty() && self.waiting.capacity() > KEPT_MESSAGES {
            self.waiting = VecDeque::new();
        }
        taken
    }

    /// The first message and what it counted, if it can be sent.
    fn take_first(&mut self, waker: &Waker) -> Option<(Message, usize)> {
        let bytes = self.waiting.front()?.bytes();
        let message = match self.waiting.pop_front()? {
            Waiting::Message(message) => message,
            Waiting::Promise(mut promise) => match promise.look(waker) {
                Some(answer) => {
                    self.promised -= promise.bytes();
                    answer
                }
                None => {
                    self.waiting.push_front(Waiting::Promise(promise));
                    return None;
                }
            },
        };
        Some((message, bytes))
    }

    fn remember(&mut self, waker: &Waker) {
        if !self.waker.as_ref().is_some_and(|own| own.will_wake(waker)) {
            self.waker = Some(waker.clone());
        }
    }
}

impl Waiting {
    fn bytes(&self) -> usize {
        match self {
            Self::Message(message) => message.bytes(),
            Self::Promise(_) => size_of::<Self>(),
        }
    }
}

#[cfg(test)]
mod tests;
