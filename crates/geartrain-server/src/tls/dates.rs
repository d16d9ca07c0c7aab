//! Certificates before and after their time. A server can show them, and may have a wrong clock, so
//! they do not keep it from starting.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::{CertificateError, Error, RootCertStore};

/// What is wrong with the dates of a certificate, the first one of the `chain`.
pub(super) fn fault(
    chain: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Option<CertificateError> {
    let (certificate, between) = chain.split_first()?;
    // Whom to trust does not matter: dates are looked at first.
    let mut authorities = RootCertStore::empty();
    authorities.add(certificate.clone()).ok()?;
    let builder =
        WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), Arc::clone(provider));
    let verifier = builder.build().ok()?;
    match verifier.verify_client_cert(certificate, between, UnixTime::now()) {
        Err(Error::InvalidCertificate(fault)) => Some(fault).filter(is_of_dates),
        _ => None,
    }
}

fn is_of_dates(fault: &CertificateError) -> bool {
    matches!(
        fault,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    )
}

#[cfg(test)]
mod tests;
