//! The process itself: its limits, its user, its terminal, its pid file and its signals.

mod detach;
mod limits;
mod pid_file;
mod service_manager;
mod signals;
mod user;

use std::io;
use std::path::PathBuf;

pub use detach::{Background, detach};
pub use limits::{allow_core_files, raise_file_limit};
pub use pid_file::PidFile;
pub use service_manager::{ServiceManager, ServiceVariables};
pub use signals::{Signal, Signals};
pub use user::{UserIds, become_user, find_user};

/// What the system did not grant.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// More file descriptors than this user may have; ask for fewer, or start as root.
    #[error("cannot allow {files} file descriptors: {source}")]
    Files {
        /// What was asked for.
        files: u64,
        /// What the system says.
        source: io::Error,
    },
    /// Core files cannot be switched on.
    #[error("cannot allow core files: {0}")]
    CoreFiles(#[source] io::Error),
    /// No such user; create it or name another.
    #[error("there is no user {name:?}")]
    UserUnknown {
        /// The name.
        name: String,
    },
    /// The system does not let this process become that user; start as root.
    #[error("cannot become user {name:?}: {source}")]
    User {
        /// The name.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// The pid file cannot be written; choose another or make its folder writable.
    #[error("cannot write pid file {}: {source}", path.display())]
    PidFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The process that was to go to the background cannot be started.
    #[error("cannot go to the background: {0}")]
    Detach(#[source] io::Error),
    /// Signals cannot be received.
    #[error("cannot receive signals: {0}")]
    Signals(#[source] io::Error),
}
