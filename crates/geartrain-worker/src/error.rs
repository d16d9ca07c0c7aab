//! What ends a worker other than a wish to stop.

use std::io;

use geartrain_link::AddressError;
use geartrain_protocol::NameError;

/// Why a worker cannot be built or does not run.
///
/// ```
/// use geartrain_worker::{Error, Worker};
///
/// let worker = Worker::builder().server("localhost:4730").build();
/// assert!(matches!(worker, Err(Error::NoFunction)));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server's address cannot be read.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The name of a function breaks the rules of the protocol.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The worker has no function.
    #[error("a worker needs a function at least")]
    NoFunction,
    /// Two functions have the same name.
    #[error("the function `{0}` is there twice")]
    FunctionTwice(String),
    /// The first attempt to connect failed, with several servers that to each of them; later ones
    /// are repeated until one succeeds.
    #[error("cannot connect to {server}: {reason}")]
    NotConnected {
        /// The server; with several, all of them.
        server: String,
        /// What the system said.
        #[source]
        reason: io::Error,
    },
    /// The system does not let the worker listen to signals.
    #[error("cannot listen to signals: {reason}")]
    Signals {
        /// What the system said.
        #[source]
        reason: io::Error,
    },
}
