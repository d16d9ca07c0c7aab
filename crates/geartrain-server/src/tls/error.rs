//! Why certificates and keys cannot be used.

use std::io;
use std::path::PathBuf;

use rustls::pki_types::pem;

use super::fault::{OLD, is_old};
use crate::config::TlsConfig;

/// Why a server cannot speak TLS as it was told to. Each variant names the option to look at.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file is not there, or not for the server to read.
    #[error("cannot read {option} {}: {source}", path.display())]
    Read {
        /// Which file.
        option: &'static str,
        /// Where it should be.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is text, but not the text it should be.
    #[error("{option} {} is no PEM file: {source}", path.display())]
    Pem {
        /// Which file.
        option: &'static str,
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// The file holds other things than it should.
    #[error("{option} {} holds no {what} in PEM format", path.display())]
    Empty {
        /// Which file.
        option: &'static str,
        /// Where it is.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
    },
    /// The key is protected by a pass phrase, which a daemon cannot ask for.
    #[error("{option} {} is encrypted: store it without a pass phrase", path.display())]
    Encrypted {
        /// Which file.
        option: &'static str,
        /// Where it is.
        path: PathBuf,
    },
    /// A certificate cannot be used.
    #[error("{option} {} holds a certificate that cannot be used: {source}", path.display())]
    Certificate {
        /// Which file.
        option: &'static str,
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::Error,
    },
    /// The key is not the certificate's, or one of the two cannot be used.
    #[error(
        "--ssl-certificate {} and --ssl-key {} cannot be used together: {}",
        certificate.display(),
        key.display(),
        reason(source)
    )]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What is wrong.
        source: rustls::Error,
    },
}

impl TlsError {
    pub(super) fn pair(settings: &TlsConfig, source: rustls::Error) -> Self {
        Self::Pair {
            certificate: settings.certificate.clone(),
            key: settings.key.clone(),
            source,
        }
    }
}

fn reason(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InconsistentKeys(_) => "the key belongs to another certificate".into(),
        rustls::Error::InvalidCertificate(fault) if is_old(fault) => {
            format!("the first is {OLD}")
        }
        other => other.to_string(),
    }
}
