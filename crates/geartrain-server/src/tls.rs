//! TLS for listeners: certificates that can be replaced while the server runs, and handshakes that
//! cost a stranger's victim nothing for ever.

mod dates;
mod error;
mod fault;
mod files;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoClientAuth, WebPkiClientVerifier};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::warn;

use crate::config::{ClientCertificates, TlsConfig};

pub use error::TlsError;
pub(crate) use fault::reason;

/// Time in which a peer must have shown that it speaks TLS and who it is.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// Handshakes at a time; further peers wait in the listener's backlog. A handshake holds some 10 KiB
/// and takes about a millisecond of a processor, so this many are through within a second or two.
const HANDSHAKES_MAX: usize = 1_024;

/// What a TLS listener shows to its peers and asks of them.
pub(crate) struct Tls {
    current: RwLock<Arc<ServerConfig>>,
    handshake_time: Duration,
    slots: Arc<Semaphore>,
}

impl Tls {
    /// Reads certificates and keys.
    ///
    /// # Errors
    /// When one of the files is not there, is not what it should be, or does not fit the others.
    pub(crate) fn load(settings: &TlsConfig) -> Result<Self, TlsError> {
        Ok(Self {
            current: RwLock::new(Arc::new(server_config(settings)?)),
            handshake_time: HANDSHAKE_TIME,
            slots: Arc::new(Semaphore::new(HANDSHAKES_MAX)),
        })
    }

    /// Reads them again, from files that may be others, for the handshakes that come; those that were
    /// had stay as they are.
    ///
    /// # Errors
    /// As for [`load`](Self::load); what was read before stays in use then.
    pub(crate) fn reload(&self, settings: &TlsConfig) -> Result<(), TlsError> {
        let config = Arc::new(server_config(settings)?);
        *self.current.write() = config;
        Ok(())
    }

    /// A place among the handshakes under way, as soon as one is free.
    pub(crate) async fn slot(&self) -> OwnedSemaphorePermit {
        let slots = Arc::clone(&self.slots);
        slots.acquire_owned().await.expect("it is never closed")
    }

    /// Shakes hands with a peer when it is its turn.
    ///
    /// # Errors
    /// As for [`accept`](Self::accept).
    pub(crate) async fn accept_in_turn(
        &self,
        stream: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        let _slot = self.slot().await;
        self.accept(stream).await
    }

    /// Shakes hands with a peer.
    ///
    /// # Errors
    /// `InvalidData` when the peer breaks a rule or is not let in, `TimedOut` when it takes too
    /// long, others when the connection breaks.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let config = Arc::clone(&self.current.read());
        let shaking = TlsAcceptor::from(config).accept(stream);
        let shaken = timeout(self.handshake_time, shaking).await;
        shaken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

fn server_config(settings: &TlsConfig) -> Result<ServerConfig, TlsError> {
    let chain = files::certificates("--ssl-certificate", &settings.certificate)?;
    let key = files::key("--ssl-key", &settings.key)?;
    let provider = Arc::new(ring::default_provider());
    if let Some(fault) = dates::fault(&chain, &provider) {
        let path = settings.certificate.display();
        warn!("clients that verify --ssl-certificate {path} refuse it: {fault}");
    }
    let verifier = verifier(&settings.clients, &provider)?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has ciphers for all versions")
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)
        .map_err(|source| TlsError::pair(settings, source))?;
    // Peers stay for long, so they win little by resuming a session; and a ticket, which comes
    // without having been asked for, hangs libraries that poll the socket for answers.
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn verifier(
    clients: &ClientCertificates,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let (path, is_optional) = match clients {
        ClientCertificates::Off => return Ok(Arc::new(NoClientAuth)),
        ClientCertificates::Optional(path) => (path, true),
        ClientCertificates::Required(path) => (path, false),
    };
    let authorities = Arc::new(files::authorities("--ssl-ca-file", path)?);
    let builder = WebPkiClientVerifier::builder_with_provider(authorities, Arc::clone(provider));
    let builder = if is_optional {
        builder.allow_unauthenticated()
    } else {
        builder
    };
    let verifier = builder.build();
    Ok(verifier.expect("there are authorities and no revocation lists"))
}

#[cfg(test)]
mod tests;
