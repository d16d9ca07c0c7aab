//! Which running jobs a packet about a handle belongs to.
//!
//! A job that was submitted twice on one connection with the same unique has one handle and two
//! waiters, and the server sends each packet about it twice, once for each submission. So events
//! are dealt out in turn, and every waiter sees each event once. The outcome goes to all of them
//! with its first copy; the further copies name a handle that is unknown by then.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use geartrain_protocol::Handle;

use crate::Error;
use crate::feed::Feed;

/// Jobs in the foreground by their handle.
#[derive(Debug, Default)]
pub(crate) struct Waiters(HashMap<Handle, Joined>);

/// All submissions that share a handle. One whose caller has gone keeps its place, since its
/// copies go on arriving.
#[derive(Debug)]
struct Joined {
    feeds: Vec<Arc<Feed>>,
    turn: usize,
}

impl Waiters {
    /// Adds a waiter.
    pub(crate) fn join(&mut self, handle: Handle, feed: Arc<Feed>) {
        let joined = self.0.entry(handle).or_insert(Joined {
            feeds: Vec::new(),
            turn: 0,
        });
        joined.feeds.push(feed);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whose turn it is to get this copy of an event; `None` for a handle that nobody waits for.
    pub(crate) fn next_of(&mut self, handle: &Handle) -> Option<&Arc<Feed>> {
        let joined = self.0.get_mut(handle)?;
        let turn = joined.turn;
        joined.turn = (turn + 1) % joined.feeds.len();
        joined.feeds.get(turn)
    }

    /// Gives the outcome to all.
    pub(crate) fn end(&mut self, handle: &Handle, outcome: &Result<Bytes, Error>) {
        for feed in self
            .0
            .remove(handle)
            .into_iter()
            .flat_map(|joined| joined.feeds)
        {
            feed.end(outcome.clone());
        }
    }

    /// Tells all that their result will not come.
    pub(crate) fn end_all(&mut self, error: &Error) {
        for feed in self.0.drain().flat_map(|(_, joined)| joined.feeds) {
            feed.end(Err(error.clone()));
        }
    }
}

#[cfg(test)]
mod tests;
