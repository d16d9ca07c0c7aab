//! The number of open connections.

use std::sync::Arc;

use super::shared::Shared;

/// Counts a connection as open while its task lives, however that ends.
pub(super) struct Counted(Arc<Shared>);

impl Counted {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        shared.metrics.connection_opened();
        Self(shared.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.metrics.connection_closed();
    }
}
