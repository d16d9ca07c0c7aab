//! What the server counts and measures, in the text format of Prometheus.
//!
//! Counting happens after the lock of the dispatcher is released: one look-up of the function, then
//! atomic additions. Everything that has a present value (queued jobs, workers) is read from the
//! dispatcher when somebody asks, so it cannot drift.

mod connections;
mod counters;
mod durations;
mod family;
mod functions;
mod label;
mod process;
mod registered;
mod rows;
mod store;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use geartrain_dispatch::{Change, FunctionId};
use prometheus::{Registry, TextEncoder};

use crate::hub::FunctionRow;
use connections::ConnectionMetrics;
use functions::FunctionTable;
use rows::RowTotals;
pub(crate) use store::StoreMetrics;

/// Functions with a label of their own unless the server says otherwise; the rest share one.
pub const FUNCTIONS_MAX_DEFAULT: usize = 1_000;

/// Content type of what [`Metrics::render`] returns.
pub const CONTENT_TYPE: &str = prometheus::TEXT_FORMAT;

/// All counters of one server.
pub struct Metrics {
    registry: Registry,
    connections: ConnectionMetrics,
    functions: FunctionTable,
    /// Once there is a store.
    store: OnceLock<Arc<StoreMetrics>>,
}

impl Metrics {
    /// Counters at zero, with [`FUNCTIONS_MAX_DEFAULT`] labels.
    #[must_use]
    pub fn new() -> Self {
        Self::with_functions_max(FUNCTIONS_MAX_DEFAULT)
    }

    /// Counters at zero; functions beyond `functions_max` are counted together.
    #[must_use]
    pub fn with_functions_max(functions_max: usize) -> Self {
        let registry = Registry::new();
        let connections = ConnectionMetrics::register(&registry);
        Self {
            registry,
            connections,
            functions: FunctionTable::new(functions_max),
            store: OnceLock::new(),
        }
    }

    /// `function` stands for `name` from now on.
    pub fn function_known(&self, function: FunctionId, name: &[u8]) {
        self.functions.insert(function, name);
    }

    /// `function` stands for nothing any more; what was counted under its name disappears.
    pub fn function_forgotten(&self, function: FunctionId) {
        self.functions.remove(function);
    }

    /// Counts what happened to jobs; those of one function are most often next to each other.
    pub fn jobs_changed(&self, changes: &[Change]) {
        for same in changes.chunk_by(|one, next| one.function == next.function) {
            let counters = self.functions.counters(same[0].function);
            same.iter().for_each(|change| counters.count(change));
        }
    }

    /// Jobs are kept in `file` from now on; `is_up` tells whether they can be at the moment. A
    /// server has one store.
    pub(crate) fn store_opened(
        &self,
        file: &Path,
        is_up: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Arc<StoreMetrics> {
        let register = || StoreMetrics::register(&self.registry, file, Box::new(is_up));
        self.store.get_or_init(|| Arc::new(register())).clone()
    }

    /// A connection was accepted.
    pub fn connection_opened(&self) {
        self.connections.opened.inc();
        self.connections.current.inc();
    }

    /// An accepted connection is gone.
    pub fn connection_closed(&self) {
        self.connections.current.dec();
    }

    /// A connection was turned away because there are too many.
    pub fn connection_refused(&self) {
        self.connections.refused.inc();
    }

    /// A peer was turned away, or went away, before it had shown who it is.
    pub fn handshake_failed(&self) {
        self.connections.handshakes_failed.inc();
    }

    /// `count` bytes came from peers.
    pub fn bytes_received(&self, count: usize) {
        self.connections.received.inc_by(count as u64);
    }

    /// `count` bytes went to peers.
    pub fn bytes_sent(&self, count: usize) {
        self.connections.sent.inc_by(count as u64);
    }

    /// Everything as text; `functions` is the state of the dispatcher, `None` while there is none.
    #[must_use]
    pub fn render(&self, functions: Option<&[FunctionRow]>) -> String {
        if let Some(store) = self.store.get() {
            store.refresh();
        }
        let mut families = rows::server_families(functions.is_some());
        families.extend(RowTotals::sum(functions.unwrap_or_default(), &self.functions).families());
        families.extend(self.functions.families());
        families.extend(self.registry.gather());
        families.extend(process::families());
        families.retain(|family| !family.get_metric().is_empty());
        TextEncoder::new()
            .encode_to_string(&families)
            .expect("every family has a name and at least one metric")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
