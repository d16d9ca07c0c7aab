//! How often a job was begun here.

use std::collections::{HashMap, VecDeque};

use geartrain_protocol::Handle;

use crate::limits::ATTEMPTS_MAX;

/// Jobs that were dropped before their end, which their server may give out again. The oldest are
/// forgotten.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    counts: HashMap<Handle, u32>,
    order: VecDeque<Handle>,
}

impl Attempts {
    /// The number of the attempt that begins now.
    pub(crate) fn begin(&self, handle: &Handle) -> u32 {
        self.counts.get(handle).map_or(1, |count| count + 1)
    }

    /// The attempt with this number was dropped.
    pub(crate) fn dropped(&mut self, handle: Handle, attempt: u32) {
        if self.counts.insert(handle.clone(), attempt).is_none() {
            self.order.push_back(handle);
        }
        if self.order.len() > ATTEMPTS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.counts.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests;
