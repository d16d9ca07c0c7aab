//! The server: sockets, time, settings and metrics around the rules of `geartrain-dispatch`.

mod clock;
pub mod config;
mod gear;
pub mod http;
pub mod hub;
pub mod logging;
pub mod metrics;
pub mod options;
pub mod process;
pub mod run;
pub mod server;
mod tls;

pub use clock::Clock;
pub use gear::{HANDLE_PREFIX_BYTES_MAX, ListenError};
pub use server::{Server, StartError, StopKind};
pub use tls::TlsError;
