//! One peer's place in the hub.

use std::sync::Arc;

use geartrain_dispatch::{Input, PeerId};

use super::{Hub, Step, Verdict};
use crate::gear::Outbox;

/// A peer that takes part; dropping it is leaving, also when its connection's task panics.
pub(crate) struct Membership {
    hub: Arc<Hub>,
    peer: PeerId,
    outbox: Arc<Outbox>,
}

impl Membership {
    pub(super) fn new(hub: Arc<Hub>, peer: PeerId, outbox: Arc<Outbox>) -> Self {
        Self { hub, peer, outbox }
    }

    /// What waits for the peer.
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Hands in what the peer asked, in order; the list is empty afterwards.
    pub(crate) fn handle_all(&self, steps: &mut Vec<Step>) {
        if !steps.is_empty() {
            self.hub.handle_all(self.peer, steps);
        }
    }

    /// Hands in an administrative request and returns its answer instead of sending it.
    pub(crate) fn ask(&self, input: Input) -> Verdict {
        self.hub.ask(self.peer, input)
    }

    /// The peer will send nothing more.
    pub(crate) fn half_close(&self) {
        self.hub.half_close(self.peer);
    }

    /// Whether the peer waits for the result of a job.
    pub(crate) fn is_owed(&self) -> bool {
        self.hub.is_owed(self.peer)
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.hub.leave(self.peer);
    }
}
