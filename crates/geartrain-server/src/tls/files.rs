//! Certificates and keys as they lie on the disk: PEM files.

use std::fs;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::TlsError;

/// What stands in a key that is protected by a pass phrase, in its newer and its older format.
const ENCRYPTED: [&[u8]; 2] = [
    b"-----BEGIN ENCRYPTED PRIVATE KEY-----",
    b"Proc-Type: 4,ENCRYPTED",
];

/// The certificates in a file, in order.
pub(super) fn certificates(
    option: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let text = read(option, path)?;
    let certificates: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(&text).collect();
    let certificates = certificates.map_err(|source| broken(option, path, source))?;
    if certificates.is_empty() {
        return Err(empty(option, path, "certificate"));
    }
    Ok(certificates)
}

/// The first private key in a file.
pub(super) fn key(option: &'static str, path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let text = read(option, path)?;
    if ENCRYPTED.iter().any(|mark| contains(&text, mark)) {
        let path = path.to_owned();
        return Err(TlsError::Encrypted { option, path });
    }
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
        pem::Error::NoItemsFound => empty(option, path, "private key"),
        source => broken(option, path, source),
    })
}

/// The certificates in a file, as those that others are verified by.
pub(super) fn authorities(option: &'static str, path: &Path) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates(option, path)? {
        let added = store.add(certificate);
        added.map_err(|source| TlsError::Certificate {
            option,
            path: path.to_owned(),
            source,
        })?;
    }
    Ok(store)
}

fn read(option: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Read {
        option,
        path: path.to_owned(),
        source,
    })
}

fn empty(option: &'static str, path: &Path, what: &'static str) -> TlsError {
    TlsError::Empty {
        option,
        path: path.to_owned(),
        what,
    }
}

fn broken(option: &'static str, path: &Path, source: pem::Error) -> TlsError {
    TlsError::Pem {
        option,
        path: path.to_owned(),
        source,
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
