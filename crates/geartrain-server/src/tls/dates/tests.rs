use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::crypto::ring;

use super::*;

/// What is said of a certificate that is valid between these years.
fn fault_between(first: i32, last: i32) -> Option<String> {
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.not_before = date_time_ymd(first, 1, 1);
    params.not_after = date_time_ymd(last, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let provider = Arc::new(ring::default_provider());
    fault(&[certificate.der().clone()], &provider).map(|fault| fault.to_string())
}

#[test]
fn a_certificate_in_its_time_is_fine() {
    assert_eq!(fault_between(2000, 4000), None);
}

#[test]
fn one_after_its_time_is_told() {
    let fault = fault_between(2000, 2001).unwrap();
    assert!(fault.contains("expired"), "{fault}");
}

#[test]
fn one_before_its_time_is_told() {
    let fault = fault_between(3000, 4000).unwrap();
    assert!(fault.contains("not valid yet"), "{fault}");
}
