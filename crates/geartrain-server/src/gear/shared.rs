//! What all Gearman connections of a server have in common.

use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::watch;

use super::handles::Handles;
use super::log_limit::LogLimit;
use crate::config::GearConfig;
use crate::hub::Hub;
use crate::metrics::Metrics;
use crate::server::StopKind;

/// What a connection has from the moment in which it comes to its end.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) hub: Arc<Hub>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) handles: Handles,
    pub(crate) settings: GearConfig,
    /// Every client gets exceptions as such without asking.
    pub(crate) exceptions_for_all: bool,
    /// Where the admin command `shutdown` is heard.
    pub(crate) stop_wishes: watch::Sender<Option<StopKind>>,
    /// Bounds the log lines that peers can cause.
    pub(crate) log_limit: Arc<LogLimit>,
}

/// What is shared with whoever comes now: settings may change while the server runs.
#[derive(Clone)]
pub(crate) struct Latest {
    shared: Arc<RwLock<Arc<Shared>>>,
}

impl Latest {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(RwLock::new(Arc::new(shared))),
        }
    }

    pub(crate) fn get(&self) -> Arc<Shared> {
        Arc::clone(&self.shared.read())
    }

    /// Takes other settings for connections that come.
    pub(crate) fn reconfigure(&self, settings: GearConfig, exceptions_for_all: bool) {
        let mut shared = self.shared.write();
        let new = Shared {
            settings,
            exceptions_for_all,
            ..Shared::clone(&shared)
        };
        *shared = Arc::new(new);
    }
}
