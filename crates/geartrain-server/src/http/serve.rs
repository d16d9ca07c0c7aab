//! Carrying HTTP over sockets, with bounds that slow or many clients cannot stretch.

mod connection;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::{HttpListen, Keepalive};
use crate::gear;
use crate::tls::Tls;
use connection::Session;

pub(crate) use connection::Caller;

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
pub(crate) struct HttpLimits {
    /// Connections at a time; further ones wait in the system's queue.
    pub(crate) connections_max: usize,
    /// Bytes of a request's head.
    pub(super) head_bytes_max: usize,
    /// Time for a request's head, and between two requests.
    pub(crate) head_timeout: Duration,
    /// Time in which a client must take some of what was sent.
    pub(super) stall_timeout: Duration,
    /// Time for answers under way when the server stops.
    pub(crate) stop_grace: Duration,
    /// How a client that vanished is noticed while it waits; `None`: not at all.
    pub(crate) keepalive: Option<Keepalive>,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connections_max: 64,
            head_bytes_max: 16 * 1024,
            head_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(20),
            stop_grace: Duration::from_secs(2),
            keepalive: None,
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
    tls: Option<Arc<Tls>>,
    has_title_case: bool,
    gives_up: bool,
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
        Ok(Self::over(listener, address))
    }

    /// A socket that was opened elsewhere.
    pub(crate) fn over(listener: TcpListener, address: SocketAddr) -> Self {
        Self {
            listener,
            address,
            tls: None,
            has_title_case: false,
            gives_up: false,
        }
    }

    /// Speaks TLS, if there is any.
    pub(crate) fn with_tls(self, tls: Option<Arc<Tls>>) -> Self {
        Self { tls, ..self }
    }

    /// Writes names of headers `Like-This`, for clients that look for them as they are documented.
    pub(crate) fn with_title_case(self) -> Self {
        Self {
            has_title_case: true,
            ..self
        }
    }

    /// Gives up what a client waits for that sends nothing more: nobody may be there any more.
    pub(crate) fn with_giving_up(self) -> Self {
        Self {
            gives_up: true,
            ..self
        }
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

    pub(crate) fn serve_within(self, router: Router, limits: HttpLimits) -> HttpServer {
        let stop = CancellationToken::new();
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.head_timeout)
            .max_buf_size(limits.head_bytes_max)
            .half_close(!self.gives_up)
            .title_case_headers(self.has_title_case);
        let acceptor = Acceptor {
            router,
            limits,
            http,
            tls: self.tls,
            stop: stop.clone(),
            connections: GracefulShutdown::new(),
            slots: Arc::new(Semaphore::new(limits.connections_max)),
        };
        let task = tokio::spawn(acceptor.run(self.listener));
        HttpServer { stop, task }
    }
}

/// A listener that is being served.
pub struct HttpServer {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl HttpServer {
    /// Takes no more connections.
    pub(crate) fn begin_stop(&self) {
        self.stop.cancel();
    }

    /// Takes no more connections and waits a moment for answers under way.
    pub async fn stop(self) {
        self.begin_stop();
        if let Err(error) = self.task.await {
            tracing::error!("the HTTP listener ended badly: {error}");
        }
    }
}

struct Acceptor {
    router: Router,
    limits: HttpLimits,
    http: http1::Builder,
    tls: Option<Arc<Tls>>,
    stop: CancellationToken,
    connections: GracefulShutdown,
    slots: Arc<Semaphore>,
}

impl Acceptor {
    async fn run(self, listener: TcpListener) {
        while let Some((stream, address, slot)) = self.next(&listener).await {
            self.spawn(stream, address, slot);
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
    ) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        tokio::select! {
            () = self.stop.cancelled() => None,
            next = self.accept(listener) => Some(next),
        }
    }

    async fn accept(
        &self,
        listener: &TcpListener,
    ) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
        let slots = Arc::clone(&self.slots);
        let slot = slots.acquire_owned().await.expect("it is never closed");
        loop {
            match listener.accept().await {
                Ok((stream, address)) => return (stream, address, slot),
                Err(error) => tracing::warn!("cannot accept an HTTP connection: {error}"),
            }
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }

    fn spawn(&self, stream: TcpStream, address: SocketAddr, slot: OwnedSemaphorePermit) {
        self.bound_stalls(&stream);
        if let Err(error) = gear::prepare(&stream, self.limits.keepalive) {
            tracing::debug!(client = %address, %error, "a client gave up early");
            return;
        }
        let session = Session {
            router: self.router.clone(),
            http: self.http.clone(),
            tls: self.tls.clone(),
            stop: self.stop.clone(),
            watcher: self.connections.watcher(),
        };
        tokio::spawn(async move {
            session.serve(stream, address).await;
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
