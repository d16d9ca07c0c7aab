//! A foreground job whose result somebody waits for.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::feed::Feed;
use crate::fleet::Accepted;
use crate::resubmission::Resubmission;
use crate::{Client, Error, Event, Job, JobHandle};

/// A foreground job: a future for its result, and before that a source of events.
///
/// Read events with [`next_event`](Self::next_event) or as a stream with
/// [`events`](Self::events) until there are none, then await the job for its result. Whoever wants
/// the result alone awaits it at once: from then on events are passed over. Awaiting `&mut job`
/// works as well, for a `select!` or a timeout.
///
/// Dropping it gives the result up, not the job: one that runs is finished by its worker, and one
/// that waits is run, unless the connection ends before (all clones of its client and all of its
/// running jobs are dropped). Then the server may forget a foreground job that no one else waits
/// for.
///
/// ```no_run
/// use geartrain_client::{Client, Event, Job};
///
/// # async fn example() -> Result<(), geartrain_client::Error> {
/// let client = Client::connect("localhost:4730").await?;
/// let mut job = client.submit(Job::new("render", "scene 7")).await?;
/// while let Some(event) = job.next_event().await {
///     match event {
///         Event::Status { numerator, denominator } => println!("{numerator} of {denominator}"),
///         Event::Data(part) => println!("{} bytes", part.len()),
///         other => println!("{other:?}"),
///     }
/// }
/// let picture = job.await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping a running job gives its result up"]
pub struct RunningJob {
    handle: JobHandle,
    feed: Arc<Feed>,
    /// For a job that may run twice.
    resubmission: Option<Box<Resubmission>>,
    /// Keeps the connections open: they end when nobody can send over them any more.
    client: Client,
}

/// The events of a running job; see [`RunningJob::events`].
#[derive(Debug)]
pub struct Events<'a>(&'a mut RunningJob);

impl RunningJob {
    pub(crate) fn new(client: Client, accepted: Accepted, again: Option<Job>) -> Self {
        Self {
            handle: accepted.handle,
            feed: accepted.feed,
            resubmission: again.map(|job| Box::new(Resubmission::new(job))),
            client,
        }
    }

    /// The server's name for the job. Jobs with the same unique have the same; one that was
    /// submitted again has another.
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
        if let Some(event) = ready!(self.feed.poll_event(context)) {
            return Poll::Ready(Some(event));
        }
        let is_resubmitted = ready!(self.poll_resubmission(context));
        Poll::Ready(is_resubmitted.then_some(Event::Resubmitted))
    }

    /// The events as a stream, which ends when the job does.
    pub fn events(&mut self) -> Events<'_> {
        Events(self)
    }

    /// The job has ended; whether it was lost and submitted again.
    fn poll_resubmission(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        let Some(resubmission) = &mut self.resubmission else {
            return Poll::Ready(false);
        };
        if !self.feed.is_lost() {
            return Poll::Ready(false);
        }
        match ready!(resubmission.poll_accepted(&self.client, context)) {
            Some(accepted) => {
                self.handle = accepted.handle;
                self.feed = accepted.feed;
                Poll::Ready(true)
            }
            None => Poll::Ready(false),
        }
    }
}

impl Future for RunningJob {
    type Output = Result<Bytes, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            self.feed.ignore_events();
            let outcome = ready!(self.feed.poll_outcome(context));
            if !ready!(self.poll_resubmission(context)) {
                return Poll::Ready(outcome);
            }
        }
    }
}

impl Stream for Events<'_> {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.0.poll_next_event(context)
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
