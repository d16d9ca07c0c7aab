//! What stands between an accepted socket and a connection where TLS is spoken.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::select;
use tokio::sync::OwnedSemaphorePermit;
use tokio_rustls::server::TlsStream;
use tokio_util::task::task_tracker::TaskTrackerToken;
use tracing::{debug, warn};

use super::listener::Gate;
use crate::tls::{self, Tls};

/// A handshake that may be made.
pub(super) struct Handshake {
    tls: Arc<Tls>,
    gate: Gate,
    /// Whoever closes the gate waits until this peer is in or turned away.
    entering: TaskTrackerToken,
    slot: OwnedSemaphorePermit,
}

impl Handshake {
    /// Waits until one more may be under way.
    pub(super) async fn reserve(tls: &Arc<Tls>, gate: &Gate) -> Self {
        Self {
            slot: tls.slot().await,
            tls: Arc::clone(tls),
            entering: gate.acceptors.token(),
            gate: gate.clone(),
        }
    }

    /// Shakes hands and lets the peer `join`, unless that fails or the server stops meanwhile.
    pub(super) async fn enter<T>(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        join: impl FnOnce(TlsStream<TcpStream>) -> T,
    ) -> Option<T> {
        let shaken = select! {
            biased;
            () = self.gate.stop.cancelled() => return None,
            shaken = self.tls.accept(stream) => shaken,
        };
        match shaken {
            Ok(stream) => {
                let joined = join(stream);
                drop((self.entering, self.slot));
                Some(joined)
            }
            Err(error) => {
                self.gate.shared.get().metrics.handshake_failed();
                self.tell(peer, &error);
                None
            }
        }
    }

    /// Probes of load balancers and scanners end without a word; who talks nonsense or is not let in
    /// is worth a line.
    fn tell(&self, peer: SocketAddr, error: &io::Error) {
        let reason = tls::reason(error);
        if error.kind() != io::ErrorKind::InvalidData {
            debug!(%peer, %reason, "no TLS handshake");
        } else if let Some(left_out) = self.gate.shared.get().log_limit.admit() {
            warn!(%peer, %reason, lines_left_out = left_out, "TLS handshake failed");
        }
    }
}
