//! One connection: a task that reads and writes without letting the one wait for the other.
//!
//! Each turn reads and handles what has come, then writes what waits, the answers to it among that.
//! Turns go on until neither moves; then the task sleeps until the socket or the outbox wakes it.
//! Reading pauses while the outbox is heavy, writing never does, so a peer that sends without reading
//! slows down only itself.

mod end;
mod listing;
mod output;
mod serving;
mod unread;

use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::BytesMut;
use geartrain_dispatch::Input;
use geartrain_protocol::admin::AdminCommand;
use geartrain_protocol::{Incoming, RequestDecoder};

use super::admin;
use super::admin::Answer;
use super::counted::Counted;
use super::half_close::{Gone, Transport};
use super::outbox::{Order, Outbox};
use super::shared::Shared;
use super::translate::{Requests, refusal};
use super::workbench::Workbench;
use crate::hub::{Membership, PeerFacts, Step};
use end::End;
use listing::Listing;
use output::Output;
use serving::Serving;
use unread::{Read, Unread};

/// Turns after which other tasks get theirs.
const TURNS_PER_POLL: usize = 4;

/// Requests that are handled in one stay under the lock, for which others wait.
const STEPS_PER_LOCK: usize = 128;

/// A peer's connection and its place in the hub.
pub(crate) struct Connection<S> {
    stream: S,
    shared: Arc<Shared>,
    facts: PeerFacts,
    membership: Membership,
    decoder: RequestDecoder,
    unread: Unread,
    output: Output,
    /// What comes after it in the stream waits with it.
    listing: Option<Box<Listing>>,
    phase: Phase,
}

/// How far the conversation is.
enum Phase {
    /// Both sides talk.
    Open,
    /// The peer sends nothing more and gets what it is still owed.
    HalfClosed {
        /// Ends when the peer does not even read; `None` if no result is owed to it.
        gone: Option<Gone>,
    },
    /// The server stops: what waits is still sent, a listing that was asked for among it.
    Finishing,
}

/// Whether a turn got anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Moved,
    /// It moved and took so long that other tasks come first.
    Spent,
    /// It waits for room in the outbox, which writing makes.
    Held,
    /// Whatever may move it wakes the task.
    Waiting,
}

impl<S: Transport> Connection<S> {
    /// Lets the peer behind `stream` join the hub.
    pub(crate) fn new(stream: S, facts: PeerFacts, shared: Arc<Shared>) -> Self {
        let outbox = Outbox::new(shared.settings.outbox_bytes_max);
        let membership = shared.hub.join(facts, outbox);
        if shared.exceptions_for_all {
            membership.handle_all(&mut vec![Step::Handle(Input::WantExceptions)]);
        }
        Self {
            stream,
            facts,
            membership,
            decoder: RequestDecoder::new(shared.settings.packet_bytes_max),
            shared,
            unread: Unread::default(),
            output: Output::default(),
            listing: None,
            phase: Phase::Open,
        }
    }

    /// The task that serves the peer until one side ends it.
    pub(crate) fn serve(self, counted: Counted) -> Serving<S> {
        Serving::new(self, counted)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let end = Workbench::lend(|bench| self.take_turns(cx, bench));
        end.map_or(Poll::Pending, Poll::Ready)
    }

    fn take_turns(&mut self, cx: &mut Context<'_>, bench: &mut Workbench) -> Option<End> {
        for _ in 0..TURNS_PER_POLL {
            match self.turn(cx, bench) {
                Ok(Progress::Moved | Progress::Held) => {}
                Ok(Progress::Spent) => break,
                Ok(Progress::Waiting) => return None,
                Err(end) => return Some(end),
            }
        }
        cx.waker().wake_by_ref();
        None
    }

    fn turn(&mut self, cx: &mut Context<'_>, bench: &mut Workbench) -> Result<Progress, End> {
        let mut received = self.hear(cx, bench)?;
        if received == Progress::Moved {
            // Mostly there is nothing more, which the runtime knows without asking the system.
            received = self.hear(cx, bench)?;
        }
        let sent = self.send(cx, bench)?;
        match (received, sent) {
            (Progress::Waiting, Progress::Waiting) => self.end_if_done(),
            (Progress::Held, Progress::Waiting) if self.membership.outbox().is_heavy() => {
                Ok(Progress::Waiting)
            }
            (Progress::Spent, _) => Ok(Progress::Spent),
            (_, _) => Ok(Progress::Moved),
        }
    }

    fn hear(&mut self, cx: &mut Context<'_>, bench: &mut Workbench) -> Result<Progress, End> {
        match &mut self.phase {
            Phase::Open => self.receive(cx, bench),
            Phase::HalfClosed { gone } => watch(gone, cx),
            Phase::Finishing => self.wait_for_listing(cx),
        }
    }

    fn end_if_done(&self) -> Result<Progress, End> {
        let end = match self.phase {
            Phase::Open => return Ok(Progress::Waiting),
            Phase::HalfClosed { .. } if self.membership.is_owed() => return Ok(Progress::Waiting),
            Phase::HalfClosed { .. } => End::Finished,
            Phase::Finishing => End::Stopped,
        };
        if self.listing.is_some() {
            return Ok(Progress::Waiting);
        }
        // Asked last: until `is_owed` said no, more could come.
        if self.output.is_empty() && self.membership.outbox().is_empty() {
            return Err(end);
        }
        Ok(Progress::Waiting)
    }

    /// Writes what waits. Once all of it is written, whatever comes next wakes the task.
    fn send(&mut self, cx: &mut Context<'_>, bench: &mut Workbench) -> Result<Progress, End> {
        let outbox = self.membership.outbox();
        let (order, is_all) = outbox.take(self.output.room(), &mut bench.batch, cx);
        match order {
            Order::GoOn => {}
            Order::Finish => self.phase = Phase::Finishing,
            Order::Close => return Err(End::Cut),
            Order::CloseOverfull => return Err(End::Overfull),
        }
        self.output.encode(bench, &self.shared.handles);
        let metrics = &self.shared.metrics;
        let written = self.output.poll_write(&mut self.stream, cx, metrics)?;
        if is_all && self.output.is_empty() {
            return Ok(Progress::Waiting);
        }
        Ok(written)
    }

    fn receive(&mut self, cx: &mut Context<'_>, bench: &mut Workbench) -> Result<Progress, End> {
        if self.listing.is_some() {
            let progress = self.wait_for_listing(cx)?;
            // What came in one piece with it is answered with it as far as there is room: tools send
            // `status` and `version` together and read once.
            if progress == Progress::Spent && !self.membership.outbox().is_heavy() {
                self.read(cx, bench)?;
            }
            return Ok(progress);
        }
        if self.membership.outbox().is_heavy() {
            return Ok(Progress::Held);
        }
        self.read(cx, bench)
    }

    /// Answers the listing that was asked for, if there is one, as soon as it is made. There is but
    /// one turn for all connections: one without room for its listing must not keep it.
    fn wait_for_listing(&mut self, cx: &mut Context<'_>) -> Result<Progress, End> {
        let Some(listing) = &mut self.listing else {
            return Ok(Progress::Waiting);
        };
        if self.membership.outbox().is_heavy() {
            listing.give_way();
            return Ok(Progress::Held);
        }
        let Poll::Ready(made) = listing.poll_made(cx)? else {
            return Ok(Progress::Waiting);
        };
        self.listing = None;
        self.membership.outbox().push_own(made);
        Ok(Progress::Spent)
    }

    fn read(&mut self, cx: &mut Context<'_>, bench: &mut Workbench) -> Result<Progress, End> {
        let mut buffer = self.unread.take(&mut bench.buffer);
        let read = self.unread.poll_read(&mut self.stream, cx, &mut buffer);
        let result = match read {
            Poll::Pending => Ok(Progress::Waiting),
            Poll::Ready(Ok(Read::Ended)) => self.input_ended(),
            Poll::Ready(Ok(Read::Some(bytes))) => {
                self.shared.metrics.bytes_received(bytes);
                self.digest(&mut buffer.bytes, bench)
            }
            Poll::Ready(Err(error)) => Err(End::Lost(error)),
        };
        self.unread.put_back(buffer, &mut bench.buffer);
        self.say_goodbye(result, cx, bench)
    }

    /// Handles all that is in `buffer`, or what its answers leave room for and others leave time for.
    fn digest(&mut self, buffer: &mut BytesMut, bench: &mut Workbench) -> Result<Progress, End> {
        let Workbench { steps, slice, .. } = bench;
        let mut result = Ok(Progress::Moved);
        loop {
            match self.decoder.decode(buffer) {
                Ok(Some(incoming)) => self.accept(incoming, steps),
                Ok(None) => break,
                Err(error) => {
                    result = Err(End::BadInput(error));
                    break;
                }
            }
            if steps.len() >= STEPS_PER_LOCK {
                self.membership.handle_all(steps);
                if slice.is_over() {
                    self.unread.pause();
                    return Ok(Progress::Spent);
                }
            }
            let is_heavy = || self.membership.outbox().is_heavy();
            if self.listing.is_some() || steps.is_empty() && is_heavy() {
                self.unread.pause();
                break;
            }
        }
        self.membership.handle_all(steps);
        result
    }

    fn accept(&mut self, incoming: Incoming, steps: &mut Vec<Step>) {
        match incoming {
            Incoming::Request(request) => Requests {
                handles: &self.shared.handles,
                clock: self.shared.hub.clock(),
                run_limit_min: self.shared.settings.run_limit_min,
            }
            .translate(request, steps),
            Incoming::Refused(reason) => steps.push(refusal(reason)),
            Incoming::Admin(command) => {
                // A listing shows what was asked for before it.
                self.membership.handle_all(steps);
                self.answer(command);
            }
        }
    }

    fn answer(&mut self, command: AdminCommand) {
        let outbox = self.membership.outbox();
        match admin::answer(command, &self.membership, &self.shared) {
            Answer::Ready(message) => outbox.push_own(message),
            Answer::Promised(promise) => outbox.push_own_promise(promise),
            Answer::Listed(list) => {
                let (hub, handles) = (&self.shared.hub, &self.shared.handles);
                let listing = Listing::new(list, Arc::clone(hub), handles.clone());
                self.listing = Some(Box::new(listing));
            }
        }
    }

    fn input_ended(&mut self) -> Result<Progress, End> {
        self.membership.half_close();
        let mut gone = None;
        if self.membership.is_owed() {
            gone = Some(self.stream.watch_reader().map_err(End::Lost)?);
        }
        self.phase = Phase::HalfClosed { gone };
        Ok(Progress::Moved)
    }

    /// Before a connection is closed for bad input, what was asked before it is answered as far as
    /// the socket takes it at once. An answer that waits for its promise is not waited for, and
    /// neither is what stands behind it; the jobs are kept all the same.
    fn say_goodbye(
        &mut self,
        result: Result<Progress, End>,
        cx: &mut Context<'_>,
        bench: &mut Workbench,
    ) -> Result<Progress, End> {
        if let Err(End::BadInput(_)) = &result {
            while let Ok(Progress::Moved) = self.send(cx, bench) {}
        }
        result
    }
}

fn watch(gone: &mut Option<Gone>, cx: &mut Context<'_>) -> Result<Progress, End> {
    match gone.as_mut().map(|gone| gone.as_mut().poll(cx)) {
        Some(Poll::Ready(())) => Err(End::Gone),
        Some(Poll::Pending) | None => Ok(Progress::Waiting),
    }
}

#[cfg(test)]
mod tests;
