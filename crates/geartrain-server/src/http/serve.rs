//! Carrying HTTP over sockets, with bounds that slow or many clients cannot stretch.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::HttpListen;

/// Why there is no HTTP listener although one was asked for.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address is taken or is not one of this machine; choose another.
    #[error("cannot listen for HTTP on {address}: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

/// What a connection may use.
#[derive(Clone, Copy, Debug)]
pub(super) struct HttpLimits {
    /// Connections at a time; further ones wait in the system's queue.
    pub(super) connections_max: usize,
    /// Bytes of a request's head.
    pub(super) head_bytes_max: usize,
    /// Time for a request's head, and between two requests.
    pub(super) head_timeout: Duration,
    /// Time in which a client must take some of what was sent.
    pub(super) stall_timeout: Duration,
    /// Time for answers under way when the server stops.
    pub(super) stop_grace: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connections_max: 64,
            head_bytes_max: 16 * 1024,
            head_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(20),
            stop_grace: Duration::from_secs(2),
        }
    }
}

/// How long to wait after the system refused to hand over a connection, for want of descriptors
/// most likely.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A socket that listens but is not served yet.
pub struct HttpBinding {
    listener: TcpListener,
    address: SocketAddr,
}

impl HttpBinding {
    /// Listens where the settings say; `None` if that is nowhere, or if the default address cannot
    /// be had, which is logged.
    ///
    /// # Errors
    /// When an address that was asked for cannot be had.
    pub async fn bind(listen: HttpListen) -> Result<Option<Self>, HttpError> {
        match listen {
            HttpListen::Off => Ok(None),
            HttpListen::Given(address) => Self::listen(address).await.map(Some),
            HttpListen::Default(address) => {
                let bound = Self::listen(address).await;
                Ok(bound
                    .inspect_err(|error| tracing::warn!("no metrics over HTTP: {error}"))
                    .ok())
            }
        }
    }

    async fn listen(address: SocketAddr) -> Result<Self, HttpError> {
        let with_address = |source| HttpError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(with_address)?;
        let address = listener.local_addr().map_err(with_address)?;
        Ok(Self { listener, address })
    }

    /// The address, with the port that the system chose if it was asked to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves `router` from now on.
    #[must_use]
    pub fn serve(self, router: Router) -> HttpServer {
        self.serve_within(router, HttpLimits::default())
    }

    pub(super) fn serve_within(self, router: Router, limits: HttpLimits) -> HttpServer {
        let stop = CancellationToken::new();
        let acceptor = Acceptor {
            router,
            limits,
            connections: GracefulShutdown::new(),
            slots: Arc::new(Semaphore::new(limits.connections_max)),
        };
        let task = tokio::spawn(acceptor.run(self.listener, stop.clone()));
        HttpServer { stop, task }
    }
}

/// A listener that is being served.
pub struct HttpServer {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl HttpServer {
    /// Takes no more connections and waits a moment for answers under way.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!("the HTTP listener ended badly: {error}");
        }
    }
}

struct Acceptor {
    router: Router,
    limits: HttpLimits,
    connections: GracefulShutdown,
    slots: Arc<Semaphore>,
}

impl Acceptor {
    async fn run(self, listener: TcpListener, stop: CancellationToken) {
        while let Some((stream, slot)) = self.next(&listener, &stop).await {
            self.spawn(stream, slot);
        }
        drop(listener);
        // Idle connections are closed at once; who does not take its answer in time is cut off.
        let grace = self.limits.stop_grace;
        let _ = tokio::time::timeout(grace, self.connections.shutdown()).await;
    }

    /// The next connection and its place; `None` when it is time to stop.
    async fn next(
        &self,
        listener: &TcpListener,
        stop: &CancellationToken,
    ) -> Option<(TcpStream, OwnedSemaphorePermit)> {
        tokio::select! {
            () = stop.cancelled() => None,
            next = self.accept(listener) => Some(next),
        }
    }

    async fn accept(&self, listener: &TcpListener) -> (TcpStream, OwnedSemaphorePermit) {
        let slots = Arc::clone(&self.slots);
        let slot = slots.acquire_owned().await.expect("it is never closed");
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return (stream, slot),
                Err(error) => tracing::warn!("cannot accept an HTTP connection: {error}"),
            }
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }

    fn spawn(&self, stream: TcpStream, slot: OwnedSemaphorePermit) {
        self.bound_stalls(&stream);
        let service = TowerToHyperService::new(self.router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_timeout)
            .max_buf_size(self.limits.head_bytes_max)
            .serve_connection(TokioIo::new(stream), service);
        let connection = self.connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("an HTTP connection ended: {error}");
            }
            drop(slot);
        });
    }

    /// Lets the system close a connection whose peer does not take what was sent.
    fn bound_stalls(&self, stream: &TcpStream) {
        #[cfg(target_os = "linux")]
        if let Err(error) =
            SockRef::from(stream).set_tcp_user_timeout(Some(self.limits.stall_timeout))
        {
            tracing::debug!("cannot bound stalls of an HTTP connection: {error}");
        }
    }
}

#[cfg(test)]
mod tests;
