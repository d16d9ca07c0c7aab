//! A foreground job whose result somebody waits for.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::command::Command;
use crate::feed::Feed;
use crate::{Error, Event, JobHandle};

/// A foreground job: a future for its result, and before that a source of events.
///
/// Read events with [`next_event`](Self::next_event) until it returns `None`, then await the job
/// for its result. Whoever wants the result alone awaits it at once: from then on events are
/// passed over. Awaiting `&mut job` works as well, for a `select!` or a timeout.
///
/// Dropping it gives the result up, not the job: one that runs is finished by its worker, and one
/// that waits is run, unless the connection ends before (all clones of its client and all of its
/// running jobs are dropped). Then the server may forget a foreground job that no one else waits
/// for.
#[must_use = "dropping a running job gives its result up"]
pub struct RunningJob {
    handle: JobHandle,
    feed: Arc<Feed>,
    /// Keeps the connection open: its task ends when nobody can send to it any more.
    _connection: mpsc::Sender<Command>,
}

impl RunningJob {
    pub(crate) fn new(
        handle: JobHandle,
        feed: Arc<Feed>,
        connection: mpsc::Sender<Command>,
    ) -> Self {
        Self {
            handle,
            feed,
            _connection: connection,
        }
    }

    /// The server's name for the job. Jobs with the same unique have the same.
    #[must_use]
    pub fn handle(&self) -> &JobHandle {
        &self.handle
    }

    /// Waits for the next event; `None` once the job has ended and all of them were read.
    /// Dropping the future loses no event.
    pub async fn next_event(&mut self) -> Option<Event> {
        poll_fn(|context| self.poll_next_event(context)).await
    }

    /// As [`next_event`](Self::next_event), for those who write streams.
    pub fn poll_next_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.feed.poll_event(context)
    }
}

impl Future for RunningJob {
    type Output = Result<Bytes, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.feed.ignore_events();
        self.feed.poll_outcome(context)
    }
}

impl Drop for RunningJob {
    fn drop(&mut self) {
        self.feed.ignore_events();
    }
}

impl fmt::Debug for RunningJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningJob")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}
