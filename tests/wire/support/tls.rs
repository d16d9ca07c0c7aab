//! The client's end of a TLS connection.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::certificates::{Authority, Identity};

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection on which the client's part of the handshake was made.
pub(crate) type TlsStream = StreamOwned<ClientConnection, TcpStream>;

/// Connects as somebody who trusts `authority` and shows `identity`.
///
/// In TLS 1.3 a server's verdict on the identity comes after the handshake: it shows at the first
/// read.
pub(crate) fn connect(
    address: SocketAddr,
    authority: &Authority,
    identity: Option<&Identity>,
) -> io::Result<TlsStream> {
    let name = ServerName::from(address.ip());
    let config = Arc::new(config(authority, identity));
    let mut session = ClientConnection::new(config, name).map_err(io::Error::other)?;
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    while session.is_handshaking() {
        session.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(session, stream))
}

/// Says that nothing more will be sent, and goes on reading.
pub(crate) fn finish_sending(stream: &mut TlsStream) {
    stream.conn.send_close_notify();
    stream.flush().expect("the connection is open");
}

fn config(authority: &Authority, identity: Option<&Identity>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots
        .add(certificate(&authority.pem))
        .expect("a certificate");
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has ciphers")
        .with_root_certificates(roots);
    match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let chain = vec![certificate(&identity.certificate)];
            let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).expect("a key");
            let config = builder.with_client_auth_cert(chain, key);
            config.expect("the key is the certificate's")
        }
    }
}

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")
}
