//! TLS from the side that connects.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::ServerAddress;

/// How a server is verified, and which certificate it is shown. TLS 1.2 and 1.3.
///
/// The server's certificate must come from one of the authorities that are trusted here and must
/// name the host that is connected to. No other authority is trusted, those of the system neither.
///
/// ```
/// # fn example() -> Result<(), geartrain_link::TlsError> {
/// use geartrain_link::Tls;
///
/// let tls = Tls::trusting_file("ca.pem")?.identity_files("client.pem", "client.key")?;
/// # Ok(())
/// # }
/// # assert!(example().unwrap_err().to_string().starts_with("cannot read ca.pem"));
/// ```
#[derive(Clone, Debug)]
pub struct Tls {
    roots: Arc<RootCertStore>,
    config: Arc<ClientConfig>,
    server_name: Option<ServerName<'static>>,
}

/// Why TLS cannot be used as it was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What is in a file cannot be used.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: Box<TlsError>,
    },
    /// There are no certificates, or no key, in PEM format where they should be.
    #[error("cannot find a {what} in PEM format: {source}")]
    Pem {
        /// What was looked for.
        what: &'static str,
        /// What was found.
        source: pem::Error,
    },
    /// Certificate or key are not accepted.
    #[error("cannot use the {what}: {source}")]
    Unusable {
        /// Which of them.
        what: &'static str,
        /// Why not.
        source: rustls::Error,
    },
    /// What should be a host name is none.
    #[error("`{0}` is no name of a server")]
    ServerName(String),
}

impl Tls {
    /// Trusts servers with a certificate from the authorities in this text in PEM format.
    ///
    /// # Errors
    /// When there is none, or one that cannot be used.
    pub fn trusting(authorities_pem: &[u8]) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        for authority in certificates(authorities_pem)? {
            roots
                .add(authority)
                .map_err(|source| unusable("authority", source))?;
        }
        let roots = Arc::new(roots);
        let config = settings(&roots)?.with_no_client_auth();
        Ok(Self {
            roots,
            config: Arc::new(config),
            server_name: None,
        })
    }

    /// As [`trusting`](Self::trusting), with a file.
    ///
    /// # Errors
    /// When it cannot be read or used.
    pub fn trusting_file(authorities: impl AsRef<Path>) -> Result<Self, TlsError> {
        let path = authorities.as_ref();
        Self::trusting(&read(path)?).map_err(|source| in_file(path, source))
    }

    /// Shows this certificate to servers that ask for one: in PEM format, first its own, then
    /// those between it and its authority; and its key, without pass phrase.
    ///
    /// # Errors
    /// When they are not there, cannot be used or do not belong together.
    pub fn identity(self, certificate_pem: &[u8], key_pem: &[u8]) -> Result<Self, TlsError> {
        self.showing(certificates(certificate_pem)?, private_key(key_pem)?)
    }

    fn showing(
        mut self,
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, TlsError> {
        let config = settings(&self.roots)?
            .with_client_auth_cert(chain, key)
            .map_err(|source| unusable("certificate and its key", source))?;
        self.config = Arc::new(config);
        Ok(self)
    }

    /// As [`identity`](Self::identity), with files.
    ///
    /// # Errors
    /// When they cannot be read or used.
    pub fn identity_files(
        self,
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Result<Self, TlsError> {
        let (certificate, key) = (certificate.as_ref(), key.as_ref());
        let chain = certificates(&read(certificate)?);
        let chain = chain.map_err(|source| in_file(certificate, source))?;
        let private_key = private_key(&read(key)?).map_err(|source| in_file(key, source))?;
        self.showing(chain, private_key)
            .map_err(|source| in_file(certificate, source))
    }

    /// The name that the server's certificate must have, where it is another than the host that is
    /// connected to.
    ///
    /// # Errors
    /// When it is neither a host name nor an address.
    pub fn server_name(mut self, name: &str) -> Result<Self, TlsError> {
        self.server_name = Some(server_name(name)?);
        Ok(self)
    }

    pub(crate) async fn shake_hands(
        &self,
        server: &ServerAddress,
        socket: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        let name = match &self.server_name {
            Some(name) => name.clone(),
            None => server_name(server.host()).map_err(io::Error::other)?,
        };
        TlsConnector::from(Arc::clone(&self.config))
            .connect(name, socket)
            .await
    }
}

type Settings = rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>;

fn settings(roots: &Arc<RootCertStore>) -> Result<Settings, TlsError> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|source| unusable("versions of TLS", source))?;
    Ok(builder.with_root_certificates(Arc::clone(roots)))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let wrong = |source| TlsError::Pem {
        what: "certificate",
        source,
    };
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(wrong)?;
    if found.is_empty() {
        return Err(wrong(pem::Error::NoItemsFound));
    }
    Ok(found)
}

fn private_key(pem: &[u8]) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_slice(pem).map_err(|source| TlsError::Pem {
        what: "private key",
        source,
    })
}

fn in_file(path: &Path, source: TlsError) -> TlsError {
    TlsError::File {
        path: path.to_owned(),
        source: Box::new(source),
    }
}

fn server_name(name: &str) -> Result<ServerName<'static>, TlsError> {
    ServerName::try_from(name.to_owned()).map_err(|_| TlsError::ServerName(name.to_owned()))
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|source| TlsError::Read {
        path: path.to_owned(),
        source,
    })
}

fn unusable(what: &'static str, source: rustls::Error) -> TlsError {
    TlsError::Unusable { what, source }
}
