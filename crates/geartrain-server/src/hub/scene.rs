//! A hub that keeps nothing on a disk, and peers of it, for tests.

use std::sync::Arc;

use bytes::Bytes;
use geartrain_dispatch::{Config, Dispatcher, Mode, Priority, Submission, Unique};

use super::{Hub, Membership, PeerFacts};
use crate::clock::Clock;
use crate::gear::Outbox;
use crate::metrics::Metrics;

pub(crate) fn hub() -> Arc<Hub> {
    Arc::new(Hub::new(
        Dispatcher::new(Config::default()),
        None,
        Clock::start(),
        Arc::new(Metrics::new()),
    ))
}

/// A job of `f` like any other.
pub(crate) fn submission(mode: Mode) -> Submission {
    Submission {
        function: Bytes::from_static(b"f"),
        unique: Unique::None,
        workload: Bytes::new(),
        reducer: None,
        priority: Priority::NORMAL,
        mode,
        not_before: None,
    }
}

/// A new peer, whose outbox is never full.
pub(crate) fn join(hub: &Arc<Hub>) -> Membership {
    let facts = PeerFacts {
        address: ([127, 0, 0, 1], 1).into(),
        socket: 3,
    };
    hub.join(facts, Outbox::new(1_000_000))
}
