//! The server: sockets, time, settings and metrics around the rules of `geartrain-dispatch`.

mod allocator;
mod clock;
pub mod config;
mod gear;
pub mod http;
pub mod hub;
mod journal;
pub mod logging;
pub mod metrics;
pub mod options;
pub mod process;
pub mod run;
pub mod server;
mod storage;
mod tls;

pub use clock::Clock;
pub use gear::{HANDLE_PREFIX_BYTES_MAX, ListenError};
pub use journal::Unwritten;
pub use server::{Server, ServerAddress, Spoken, StartError, StopKind};
pub use storage::StorageError;
pub use tls::TlsError;
