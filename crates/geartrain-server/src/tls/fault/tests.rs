use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::ParsedCertificate;

use super::*;

/// Made by `openssl x509 -req -signkey`, since our own tools make none of version 1.
pub(in crate::tls) const VERSION_1: &str = include_str!("version_1.pem");

#[test]
fn a_certificate_of_version_1_is_named_as_such() {
    let certificate = CertificateDer::from_pem_slice(VERSION_1.as_bytes()).unwrap();
    let fault = ParsedCertificate::try_from(&certificate).err().unwrap();
    let reason = reason(&io::Error::new(io::ErrorKind::InvalidData, fault));
    assert!(
        reason.starts_with("the peer's certificate is an X.509 certificate of version 1"),
        "{reason}"
    );
}

#[test]
fn other_faults_of_certificates_are_not_mistaken_for_it() {
    assert!(!is_old(&CertificateError::BadEncoding));
    assert!(!is_old(&CertificateError::UnknownIssuer));
}
