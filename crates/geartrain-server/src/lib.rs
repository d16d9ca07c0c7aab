//! The server: sockets, time, settings and metrics around the rules of `geartrain-dispatch`.

pub mod config;
pub mod hub;
pub mod logging;
pub mod metrics;
pub mod options;
