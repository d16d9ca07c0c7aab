//! Why a connection ends, and what the log says of it.

use std::io;
use std::net::SocketAddr;

use geartrain_protocol::StreamError;
use tracing::{debug, warn};

use crate::gear::log_limit::LogLimit;

#[derive(Debug)]
pub(super) enum End {
    /// The peer closed and got everything.
    Finished,
    /// The peer closed before it got everything.
    Gone,
    /// Reading or writing failed.
    Lost(io::Error),
    /// The server stops, and the peer got everything.
    Stopped,
    /// The server stops and waited long enough.
    Cut,
    /// The peer does not take what it is sent.
    Overfull,
    /// What the peer sends cannot be read.
    BadInput(StreamError),
}

impl End {
    /// Whether the peer may still read, and so should get all that was sent before, and a proper end
    /// where the transport has one.
    pub(super) fn is_orderly(&self) -> bool {
        match self {
            Self::Finished | Self::Stopped | Self::BadInput(_) => true,
            Self::Gone | Self::Lost(_) | Self::Cut | Self::Overfull => false,
        }
    }

    pub(super) fn log(&self, peer: SocketAddr, limit: &LogLimit) {
        match self {
            Self::Finished => debug!(%peer, "connection closed by the peer"),
            Self::Gone => debug!(%peer, "connection closed by the peer, which was owed a result"),
            Self::Lost(error) => debug!(%peer, %error, "connection lost"),
            Self::Stopped => debug!(%peer, "connection closed at stop"),
            Self::Cut => debug!(%peer, "connection cut at stop with answers not taken"),
            Self::Overfull => warn_within(limit, peer, "it does not read what it is sent"),
            Self::BadInput(error) => warn_within(limit, peer, error),
        }
    }
}

fn warn_within(limit: &LogLimit, peer: SocketAddr, reason: impl std::fmt::Display) {
    if let Some(left_out) = limit.admit() {
        warn!(%peer, %reason, lines_left_out = left_out, "closing a connection");
    }
}
