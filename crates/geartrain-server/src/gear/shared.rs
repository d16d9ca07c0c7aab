//! What all Gearman connections of a server have in common.

use std::sync::Arc;

use tokio::sync::watch;

use super::handles::Handles;
use super::log_limit::LogLimit;
use crate::config::GearConfig;
use crate::hub::Hub;
use crate::metrics::Metrics;
use crate::server::StopKind;

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
    pub(crate) log_limit: LogLimit,
}
