//! The hub.

mod snapshot;

pub use snapshot::FunctionRow;
