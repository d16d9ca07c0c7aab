//! A connection as a task.
//!
//! A type of its own, since an `async` function keeps room for a value where it was, where it went,
//! and in whatever it was handed to. There may be ten thousand idle connections.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Connection;
use super::end::End;
use crate::gear::counted::Counted;
use crate::gear::half_close::Transport;
use crate::gear::linger;

/// Serves one peer until one side ends it.
pub(crate) struct Serving<S> {
    stage: Stage<S>,
    _counted: Counted,
}

#[expect(
    clippy::large_enum_variant,
    reason = "nearly all tasks are in the large one nearly all the time"
)]
enum Stage<S> {
    /// The peer has its place in the hub.
    Talking(Connection<S>),
    /// It has left, and its socket closes in order.
    Closing(Pin<Box<dyn Future<Output = ()> + Send>>),
    Closed,
}

impl<S: Transport> Serving<S> {
    pub(super) fn new(connection: Connection<S>, counted: Counted) -> Self {
        Self {
            stage: Stage::Talking(connection),
            _counted: counted,
        }
    }
}

impl<S: Transport> Future for Serving<S> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            match &mut self.stage {
                Stage::Talking(connection) => {
                    let end = ready!(connection.poll(cx));
                    self.stage = mem::replace(&mut self.stage, Stage::Closed).close(&end);
                }
                Stage::Closing(closing) => {
                    ready!(closing.as_mut().poll(cx));
                    self.stage = Stage::Closed;
                }
                Stage::Closed => return Poll::Ready(()),
            }
        }
    }
}

impl<S: Transport> Stage<S> {
    fn close(self, end: &End) -> Self {
        let Self::Talking(connection) = self else {
            return self;
        };
        end.log(connection.facts.address, &connection.shared.log_limit);
        let Connection {
            stream, membership, ..
        } = connection;
        // The peer leaves the hub first: closing its socket may take a while.
        drop(membership);
        if end.is_orderly() {
            Self::Closing(Box::pin(linger::close(stream)))
        } else {
            Self::Closed
        }
    }
}
