//! What the rules know of a peer.

use bytes::Bytes;
use geartrain_dispatch::{JobId, Timestamp};

/// A connected peer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) client_id: Bytes,
    pub(crate) wants_exceptions: bool,
    /// In the order of registration.
    pub(crate) abilities: Vec<Ability>,
    pub(crate) rest: Rest,
    /// It did not answer when it was woken last, and neither slept nor asked since.
    pub(crate) is_quiet: bool,
    /// It did not answer a wake-up in time at least once.
    pub(crate) was_late: bool,
    /// It got a job, and no question of it stayed open in vain since.
    pub(crate) may_wait: bool,
    /// The job that it ended last with an exception, until a failure of it was swallowed.
    pub(crate) threw: Option<JobId>,
}

/// One function that a worker can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ability {
    pub(crate) function: Bytes,
    pub(crate) run_limit_ms: Option<u64>,
    /// When the worker last got a job of it; 0: never.
    pub(crate) served: u64,
}

/// Whether a worker asks for work by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rest {
    /// It does, or never said anything else.
    #[default]
    Awake,
    /// It waits to be woken.
    Asleep,
    /// It was woken and is on its way, or counts as asleep again from `until` on.
    Woken { until: Timestamp },
}

impl Peer {
    pub(crate) fn is_able(&self, function: &[u8]) -> bool {
        self.abilities
            .iter()
            .any(|ability| ability.function == function)
    }

    pub(crate) fn is_on_its_way(&self) -> bool {
        matches!(self.rest, Rest::Woken { .. })
    }
}
