//! Accepting connections.

use std::io;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, debug, debug_span, warn};

use super::connection::Connection;
use super::shared::Shared;
use crate::config::Keepalive;
use crate::hub::PeerFacts;

/// Rest after a failure that may last, such as having no file descriptor left: what could not be
/// accepted waits in the listener's backlog.
const PAUSE: Duration = Duration::from_millis(100);

/// Lets connections in, as many as there may be.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) shared: Arc<Shared>,
    /// The tasks of all connections.
    pub(crate) connections: TaskTracker,
}

/// Counts a connection as open while its task lives, however that ends.
struct Counted(Arc<Shared>);

impl Gate {
    /// Accepts until `stop`.
    pub(crate) async fn accept_all(self, listener: TcpListener, stop: CancellationToken) {
        loop {
            let accepted = select! {
                () = stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.admit(stream, peer),
                Err(error) if is_of_the_peer(&error) => debug!(%error, "a peer gave up early"),
                Err(error) => {
                    self.warn(&format!("cannot accept a connection: {error}"));
                    select! {
                        () = stop.cancelled() => return,
                        () = sleep(PAUSE) => {}
                    }
                }
            }
        }
    }

    fn admit(&self, stream: TcpStream, peer: SocketAddr) {
        let connections_max = self.shared.settings.connections_max;
        if self.connections.len() >= connections_max {
            self.shared.metrics.connection_refused();
            return self.warn(&format!(
                "refused a connection from {peer}: there are {connections_max} already"
            ));
        }
        if let Err(error) = prepare(&stream, self.shared.settings.keepalive) {
            debug!(%peer, %error, "a peer gave up early");
            return;
        }
        let facts = PeerFacts {
            address: peer,
            socket: stream.as_raw_fd(),
        };
        let counted = Counted::new(&self.shared);
        let connection = Connection::new(stream, facts, self.shared.clone());
        let task = async move {
            connection.serve().await;
            drop(counted);
        };
        debug!(%peer, "connection opened");
        self.connections
            .spawn(task.instrument(debug_span!("connection", %peer)));
    }

    fn warn(&self, message: &str) {
        if let Some(left_out) = self.shared.log_limit.admit() {
            warn!(lines_left_out = left_out, "{message}");
        }
    }
}

impl Counted {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.metrics.connection_opened();
        Self(shared.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.metrics.connection_closed();
    }
}

/// Failures of one connection before it was accepted; the next one is not affected.
fn is_of_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// Answers leave at once, and silence of a dead peer ends.
fn prepare(stream: &TcpStream, keepalive: Option<Keepalive>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    if let Some(keepalive) = keepalive {
        let parameters = TcpKeepalive::new()
            .with_time(keepalive.idle)
            .with_interval(keepalive.interval)
            .with_retries(keepalive.probes);
        SockRef::from(stream).set_tcp_keepalive(&parameters)?;
    }
    Ok(())
}
