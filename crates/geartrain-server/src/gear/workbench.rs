//! Room to work in, lent to whichever connection is served at the moment.
//!
//! A connection needs a read buffer and lists only while it is served, so each thread has one set
//! for all of its connections and an idle connection holds none.

use std::cell::Cell;

use bytes::BytesMut;

use super::handles::HandleWriter;
use super::message::Message;
use crate::hub::Step;

/// Bytes that one read asks for.
pub(crate) const READ_BYTES: usize = 64 * 1024;

/// A list longer than this is not kept for the next connection.
const KEPT_ITEMS: usize = 1024;

thread_local! {
    static BENCH: Cell<Workbench> = Cell::default();
}

/// A read buffer and lists, empty when they are lent and when they are returned.
#[derive(Default)]
pub(crate) struct Workbench {
    pub(crate) buffer: BytesMut,
    pub(crate) steps: Vec<Step>,
    pub(crate) batch: Vec<Message>,
    pub(crate) writer: HandleWriter,
}

impl Workbench {
    /// Lends the bench to `work`. Should it panic, the next one gets a new bench.
    pub(crate) fn lend<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        let mut bench = BENCH.take();
        let result = work(&mut bench);
        bench.clear();
        BENCH.set(bench);
        result
    }

    fn clear(&mut self) {
        self.buffer.clear();
        clear_list(&mut self.steps);
        clear_list(&mut self.batch);
    }
}

fn clear_list<T>(list: &mut Vec<T>) {
    list.clear();
    list.shrink_to(KEPT_ITEMS);
}
