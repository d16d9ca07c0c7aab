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
        Some(TlsFault::InvalidMessage(InvalidMessage::InvalidContentType)) => {
            "the peer does not speak TLS".into()
        }
        Some(fault) => fault.to_string(),
        None => error.to_string(),
    }
}
