//! Accepting connections.

use std::io;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::select;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, Span, debug, debug_span, warn};

use super::connection::Connection;
use super::counted::Counted;
use super::entrance::Entrance;
use super::handshake::Handshake;
use super::shared::{Latest, Shared};
use crate::config::Keepalive;
use crate::hub::PeerFacts;

/// Rest after a failure that may last, such as having no file descriptor left: what could not be
/// accepted waits in the listener's backlog.
const PAUSE: Duration = Duration::from_millis(100);

/// Lets connections in, as many as there may be.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) shared: Latest,
    /// What still lets peers in: the listeners' tasks, and handshakes under way.
    pub(crate) acceptors: TaskTracker,
    /// The tasks of all connections.
    pub(crate) connections: TaskTracker,
    /// Nobody is let in any more.
    pub(crate) stop: CancellationToken,
}

/// A peer that was accepted but not let in yet.
struct Guest {
    stream: TcpStream,
    address: SocketAddr,
    /// What is to be done before it is let in.
    handshake: Option<Handshake>,
}

impl Gate {
    /// Accepts until it is time to stop.
    pub(crate) async fn accept_all(self, entrance: Entrance) {
        loop {
            let accepted = select! {
                () = self.stop.cancelled() => return,
                accepted = self.accept(&entrance) => accepted,
            };
            match accepted {
                Ok(guest) => self.admit(guest),
                Err(error) if is_of_the_peer(&error) => debug!(%error, "a peer gave up early"),
                Err(error) => {
                    self.warn(&format!("cannot accept a connection: {error}"));
                    select! {
                        () = self.stop.cancelled() => return,
                        () = sleep(PAUSE) => {}
                    }
                }
            }
        }
    }

    async fn accept(&self, entrance: &Entrance) -> io::Result<Guest> {
        let handshake = match &entrance.tls {
            Some(tls) => Some(Handshake::reserve(tls, self).await),
            None => None,
        };
        let (stream, address) = entrance.listener.accept().await?;
        Ok(Guest {
            stream,
            address,
            handshake,
        })
    }

    fn admit(&self, guest: Guest) {
        let peer = guest.address;
        let shared = self.shared.get();
        let connections_max = shared.settings.connections_max;
        if self.connections.len() >= connections_max {
            shared.metrics.connection_refused();
            return self.warn(&format!(
                "refused a connection from {peer}: there are {connections_max} already"
            ));
        }
        if let Err(error) = prepare(&guest.stream, shared.settings.keepalive) {
            debug!(%peer, %error, "a peer gave up early");
            return;
        }
        debug!(%peer, "connection opened");
        self.spawn(guest, shared, debug_span!("connection", %peer));
    }

    fn spawn(&self, guest: Guest, shared: Arc<Shared>, span: Span) {
        let facts = PeerFacts {
            address: guest.address,
            socket: guest.stream.as_raw_fd(),
        };
        let counted = Counted::new(&shared);
        let Some(handshake) = guest.handshake else {
            let connection = Connection::new(guest.stream, facts, shared);
            self.connections
                .spawn(connection.serve(counted).instrument(span));
            return;
        };
        let task = async move {
            let join = |stream| Connection::new(stream, facts, shared);
            if let Some(connection) = handshake.enter(guest.stream, guest.address, join).await {
                connection.serve(counted).await;
            }
        };
        self.connections.spawn(task.instrument(span));
    }

    /// A line that a stranger caused.
    fn warn(&self, message: &str) {
        if let Some(left_out) = self.shared.get().log_limit.admit() {
            warn!(lines_left_out = left_out, "{message}");
        }
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
pub(crate) fn prepare(stream: &TcpStream, keepalive: Option<Keepalive>) -> io::Result<()> {
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
