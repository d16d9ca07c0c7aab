//! What happens when. Time is a counter of milliseconds and moves from one happening to the next.

use std::collections::BTreeMap;

use geartrain_dispatch::{Input, JobId, PeerId, Reply};

/// Something that happens in the world.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// A packet reaches the dispatcher.
    Arrives(PeerId, Input),
    /// A packet reaches a peer.
    Delivered(PeerId, Reply),
    /// A peer does what it had planned.
    Acts(PeerId, Plan),
}

/// What a peer plans for later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// A client hands in a job and plans the next one.
    Submit,
    /// A worker asks for work.
    Grab,
    /// A worker has finished this job, or given it up.
    Finish(JobId),
    /// A worker tells how far this job is.
    Report(JobId),
    /// A worker does something that a good one would not.
    Misbehave,
    /// An operator interferes and plans the next time.
    Operate,
    /// A peer closes its writing side.
    HalfClose,
    /// A peer closes its connection.
    Leave,
    /// A peer loses power: packets on their way are lost.
    Crash,
}

/// All that is going to happen, in order.
#[derive(Default)]
pub(crate) struct Agenda {
    entries: BTreeMap<(u64, u64), Happening>,
    added: u64,
}

impl Agenda {
    /// Things planned for the same moment happen in the order in which they were planned.
    pub(crate) fn add(&mut self, at: u64, happening: Happening) {
        self.added += 1;
        self.entries.insert((at, self.added), happening);
    }

    pub(crate) fn next_at(&self) -> Option<u64> {
        self.entries.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn take_next(&mut self) -> Option<(u64, Happening)> {
        self.entries
            .pop_first()
            .map(|((at, _), happening)| (at, happening))
    }

    /// Nothing of it happens.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Nobody does anything of their own accord any more; what is on its way still arrives.
    pub(crate) fn drop_plans(&mut self) {
        self.entries
            .retain(|_, happening| !matches!(happening, Happening::Acts(..)));
    }
}
