//! What the clients and workers of the crates of others share.

mod contract;

use std::env;

use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

pub use contract::*;

/// How to speak TLS, where the environment names the files for it.
pub fn tls() -> Outcome<Option<ClientConfig>> {
    let Ok(authorities) = env::var("TLS_CA") else {
        return Ok(None);
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authorities)? {
        roots.add(certificate?)?;
    }
    let config = ClientConfig::builder().with_root_certificates(roots);
    let (Ok(certificate), Ok(key)) = (env::var("TLS_CERTIFICATE"), env::var("TLS_KEY")) else {
        return Ok(Some(config.with_no_client_auth()));
    };
    let chain = CertificateDer::pem_file_iter(certificate)?.collect::<Result<_, _>>()?;
    let config = config.with_client_auth_cert(chain, PrivateKeyDer::from_pem_file(key)?)?;
    Ok(Some(config))
}
