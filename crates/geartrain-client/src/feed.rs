//! What has arrived for one job and waits for its reader: events, then the outcome.
//!
//! The connection's task pushes, one [`crate::RunningJob`] reads. Memory is bounded: by
//! [`EVENTS_MAX`] events and [`EVENT_BYTES_MAX`] bytes, of which a single event may exceed the
//! latter.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::Error;
use crate::limits::{EVENT_BYTES_MAX, EVENTS_MAX};

/// Something that a worker reported before the end of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Part of the result.
    Data(Bytes),
    /// A warning.
    Warning(Bytes),
    /// How far it is. What a worker wrote that is no number counts as 0.
    Status {
        /// Part that is done.
        numerator: u64,
        /// The whole.
        denominator: u64,
    },
    /// The connection was lost and the job, which says that it is idempotent, was submitted again:
    /// what came before may come again.
    Resubmitted,
    /// This many events came while there was no room for them, and are gone; see
    /// [`crate::SlowReader`].
    Lost(u64),
}

#[derive(Debug, Default)]
pub(crate) struct Feed {
    state: Mutex<State>,
    room: Notify,
}

#[derive(Debug, Default)]
struct State {
    events: VecDeque<Event>,
    event_bytes: usize,
    outcome: Option<Result<Bytes, Error>>,
    is_ignored: bool,
    reader: Option<Waker>,
}

impl Feed {
    /// Adds an event, or hands it back when there is no room.
    pub(crate) fn push(&self, event: Event) -> Result<(), Event> {
        self.state.lock().push(event)
    }

    /// Adds an event, or counts it as lost when there is no room.
    pub(crate) fn push_or_lose(&self, event: Event) {
        let mut state = self.state.lock();
        if state.push(event).is_err() {
            state.count_lost();
        }
    }

    /// Sets how the job ended; the first end counts.
    pub(crate) fn end(&self, outcome: Result<Bytes, Error>) {
        let mut state = self.state.lock();
        state.outcome.get_or_insert(outcome);
        state.wake();
    }

    /// Waits until an event can be added.
    pub(crate) async fn has_room(&self) {
        loop {
            let notified = self.room.notified();
            if self.state.lock().has_room() {
                return;
            }
            notified.await;
        }
    }

    /// Nobody reads events any more: what is here goes, what comes is passed over.
    pub(crate) fn ignore_events(&self) {
        let mut state = self.state.lock();
        state.is_ignored = true;
        state.events = VecDeque::new();
        state.event_bytes = 0;
        drop(state);
        self.room.notify_one();
    }

    /// The next event, or `None` when the job has ended and all events were read.
    pub(crate) fn poll_event(&self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut state = self.state.lock();
        if let Some(event) = state.pop() {
            drop(state);
            self.room.notify_one();
            return Poll::Ready(Some(event));
        }
        if state.outcome.is_some() {
            return Poll::Ready(None);
        }
        state.reader = Some(context.waker().clone());
        Poll::Pending
    }

    /// The job ended with its connection.
    pub(crate) fn is_lost(&self) -> bool {
        let state = self.state.lock();
        matches!(state.outcome, Some(Err(Error::ConnectionLost { .. })))
    }

    /// How the job ended.
    pub(crate) fn poll_outcome(&self, context: &mut Context<'_>) -> Poll<Result<Bytes, Error>> {
        let mut state = self.state.lock();
        if let Some(outcome) = &state.outcome {
            return Poll::Ready(outcome.clone());
        }
        state.reader = Some(context.waker().clone());
        Poll::Pending
    }
}

impl State {
    fn push(&mut self, event: Event) -> Result<(), Event> {
        if self.is_ignored || self.replace_status(&event) {
            return Ok(());
        }
        if !self.has_room() {
            return Err(event);
        }
        self.event_bytes += event_bytes(&event);
        self.events.push_back(event);
        self.wake();
        Ok(())
    }

    /// Only the newest of several statuses in a row says anything, so it takes the place of the
    /// one before it: a reader that never looks costs one entry.
    fn replace_status(&mut self, event: &Event) -> bool {
        match (self.events.back_mut(), event) {
            (Some(last @ Event::Status { .. }), Event::Status { .. }) => {
                *last = event.clone();
                true
            }
            _ => false,
        }
    }

    fn count_lost(&mut self) {
        if let Some(Event::Lost(count)) = self.events.back_mut() {
            *count += 1;
        } else {
            self.events.push_back(Event::Lost(1));
        }
        self.wake();
    }

    fn pop(&mut self) -> Option<Event> {
        let event = self.events.pop_front()?;
        self.event_bytes -= event_bytes(&event);
        Some(event)
    }

    fn has_room(&self) -> bool {
        self.is_ignored || (self.events.len() < EVENTS_MAX && self.event_bytes < EVENT_BYTES_MAX)
    }

    fn wake(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }
}

fn event_bytes(event: &Event) -> usize {
    match event {
        Event::Data(data) | Event::Warning(data) => data.len(),
        Event::Status { .. } | Event::Resubmitted | Event::Lost(_) => 0,
    }
}

#[cfg(test)]
mod tests;
