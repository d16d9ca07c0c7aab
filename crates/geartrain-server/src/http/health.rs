//! How the server is, for those who ask over HTTP.

use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;

use crate::hub::{FunctionRow, Hub};

/// The life of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It does not listen yet.
    Starting,
    /// It takes connections and jobs.
    Serving,
    /// It will stop when no job is left.
    Draining,
    /// It ends.
    Stopping,
}

/// The phase of the server and, once there is one, its dispatcher.
pub struct Health {
    phase: Mutex<Phase>,
    hub: OnceLock<Arc<Hub>>,
}

impl Health {
    /// A server that starts.
    #[must_use]
    pub fn starting() -> Self {
        Self {
            phase: Mutex::new(Phase::Starting),
            hub: OnceLock::new(),
        }
    }

    /// The server serves what `hub` holds from now on.
    pub fn serve(&self, hub: Arc<Hub>) {
        // A second hub would be a second server: the first one stays.
        let _ = self.hub.set(hub);
        self.enter(Phase::Serving);
    }

    /// Goes to another phase.
    pub fn enter(&self, phase: Phase) {
        *self.phase.lock() = phase;
    }

    /// The present phase.
    #[must_use]
    pub fn phase(&self) -> Phase {
        *self.phase.lock()
    }

    /// Why background jobs are refused at the moment, if they are.
    #[must_use]
    pub fn store_trouble(&self) -> Option<Arc<str>> {
        self.hub.get().and_then(|hub| hub.store_trouble())
    }

    /// What the dispatcher holds; `None` when it does not serve jobs.
    #[must_use]
    pub fn function_rows(&self) -> Option<Vec<FunctionRow>> {
        match self.phase() {
            Phase::Starting | Phase::Stopping => None,
            Phase::Serving | Phase::Draining => self.hub.get().map(|hub| hub.function_rows()),
        }
    }
}
