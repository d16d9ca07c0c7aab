//! Room to work in, lent to whichever connection is served at the moment.
//!
//! A connection needs a read buffer and lists only while it is served, so each thread has one set
//! for all of its connections and an idle connection holds none.

use std::cell::Cell;
use std::time::{Duration, Instant};

use bytes::BytesMut;

use super::handles::HandleWriter;
use super::message::Message;
use crate::hub::Step;

/// Bytes that one read asks for.
pub(crate) const READ_BYTES: usize = 64 * 1024;

/// How long a connection may go on while others wait for the thread; its requests take a microsecond or
/// two each, some that look at much a hundred.
const SLICE: Duration = Duration::from_millis(2);

/// A list longer than this is not kept for the next connection.
const KEPT_ITEMS: usize = 1024;

thread_local! {
    /// In a box, since it is taken out and put back for each connection.
    static BENCH: Cell<Option<Box<Workbench>>> = Cell::default();
}

/// A read buffer and lists, empty when they are lent and when they are returned.
#[derive(Default)]
pub(crate) struct Workbench {
    pub(crate) buffer: BytesMut,
    pub(crate) steps: Vec<Step>,
    pub(crate) batch: Vec<Message>,
    pub(crate) handle: HandleWriter,
    pub(crate) slice: Slice,
}

/// How long one connection has had the thread.
#[derive(Default)]
pub(crate) struct Slice {
    /// When somebody first asked: most connections are done before.
    began: Option<Instant>,
}

impl Slice {
    /// Whether it is time for others.
    pub(crate) fn is_over(&mut self) -> bool {
        self.is_over_at(Instant::now())
    }

    fn is_over_at(&mut self, now: Instant) -> bool {
        now.duration_since(*self.began.get_or_insert(now)) >= SLICE
    }
}

impl Workbench {
    /// Lends the bench to `work`. Should it panic, the next one gets a new bench.
    pub(crate) fn lend<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        let mut bench = BENCH.take().unwrap_or_default();
        let result = work(&mut bench);
        bench.clear();
        BENCH.set(Some(bench));
        result
    }

    fn clear(&mut self) {
        self.buffer.clear();
        self.slice = Slice::default();
        clear_list(&mut self.steps);
        clear_list(&mut self.batch);
    }
}

fn clear_list<T>(list: &mut Vec<T>) {
    list.clear();
    list.shrink_to(KEPT_ITEMS);
}

#[cfg(test)]
mod tests;
