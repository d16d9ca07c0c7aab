//! Why a handshake failed, in the words of this server's options where they help.

use std::io;

use rustls::{CertificateError, Error as TlsFault, InvalidMessage};

/// What is told of a failed handshake.
pub(crate) fn reason(error: &io::Error) -> String {
    let fault = error.get_ref().and_then(|inner| inner.downcast_ref());
    match fault {
        Some(TlsFault::NoCertificatesPresented) => {
            "the peer shows no certificate (--ssl-verify-client required)".into()
        }
        Some(TlsFault::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            "the peer's certificate is from an authority that is not in --ssl-ca-file".into()
        }
        Some(TlsFault::InvalidCertificate(fault)) if is_old(fault) => {
            format!("the peer's certificate is {OLD}")
        }
        Some(TlsFault::InvalidMessage(InvalidMessage::InvalidContentType)) => {
            "the peer does not speak TLS".into()
        }
        Some(fault) => fault.to_string(),
        None => error.to_string(),
    }
}

/// What is told of a certificate for which [`is_old`] holds.
pub(super) const OLD: &str = "an X.509 certificate of version 1: make one of version 3, which \
                              openssl x509 does with -extfile FILE";

/// Whether it is about a certificate of version 1, as tools make it that were not asked for more.
///
/// The fault's type belongs to a library of a library, so it is known by what it says.
pub(super) fn is_old(fault: &CertificateError) -> bool {
    match fault {
        CertificateError::Other(other) => other.to_string() == "UnsupportedCertVersion",
        _ => false,
    }
}

#[cfg(test)]
pub(in crate::tls) mod tests;
