//! One HTTP connection: a handshake where TLS is spoken, then requests.

use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::sync::Arc;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::select;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::tls::{self, Tls};

/// Who sent a request; every request carries it as an extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub(crate) address: SocketAddr,
    /// Number of the socket.
    pub(crate) socket: i32,
}

/// What a connection is served with.
pub(super) struct Session {
    pub(super) router: Router,
    pub(super) http: http1::Builder,
    /// `None` for plain text.
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) stop: CancellationToken,
    /// Ends the connection after the answer under way when the server stops.
    pub(super) watcher: Watcher,
}

impl Session {
    /// Serves the client until one side ends it.
    pub(super) async fn serve(self, stream: TcpStream, address: SocketAddr) {
        let caller = Caller {
            address,
            socket: stream.as_raw_fd(),
        };
        let Some(stream) = self.enter(stream, address).await else {
            return;
        };
        let router = TowerToHyperService::new(self.router);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(caller);
            router.call(request)
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        if let Err(error) = self.watcher.watch(connection).await {
            debug!(client = %address, "an HTTP connection ended: {error}");
        }
    }

    async fn enter(
        &self,
        stream: TcpStream,
        address: SocketAddr,
    ) -> Option<Either<TcpStream, TlsStream<TcpStream>>> {
        let Some(tls) = &self.tls else {
            return Some(Either::Left(stream));
        };
        let shaken = select! {
            biased;
            () = self.stop.cancelled() => return None,
            shaken = tls.accept_in_turn(stream) => shaken,
        };
        shaken
            .inspect_err(|error| {
                let reason = tls::reason(error);
                debug!(client = %address, %reason, "no TLS handshake");
            })
            .ok()
            .map(Either::Right)
    }
}
