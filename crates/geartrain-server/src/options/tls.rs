//! Options of TLS.
//!
//! Naming a file without asking for TLS is refused: a server that then speaks plain text would
//! surprise somebody later and worse.

use std::path::PathBuf;

use super::surroundings::SslFiles;
use super::{OptionsError, port};
use crate::config::{ClientCertificates, TlsConfig};

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "TLS")]
pub(super) struct TlsOptions {
    /// Speak TLS, and nothing else, on --port, or on --ssl-port if that is given
    #[arg(long)]
    ssl: bool,

    /// Port for TLS beside --port, which stays plain text
    #[arg(long, value_name = "PORT", value_parser = port::parse)]
    ssl_port: Option<u16>,

    /// PEM file with the server's certificate, and with those between it and its
    /// authority [default: $GEARMAND_SERVER_PEM]
    #[arg(long, value_name = "FILE")]
    ssl_certificate: Option<PathBuf>,

    /// PEM file with the certificate's key, without pass phrase
    /// [default: $GEARMAND_SERVER_KEY]
    #[arg(long, value_name = "FILE")]
    ssl_key: Option<PathBuf>,

    /// PEM file with the authorities that clients' certificates may come from
    /// [default: $GEARMAND_CA_CERTIFICATE]
    #[arg(long, value_name = "FILE")]
    ssl_ca_file: Option<PathBuf>,

    /// Whether clients must show such a certificate
    /// [default: required with --ssl-ca-file, else off]
    #[arg(long, value_name = "WHEN")]
    ssl_verify_client: Option<VerifyClient>,
}

/// What is asked of clients, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum VerifyClient {
    /// Nobody gets in without
    Required,
    /// Those who show one must have it from an authority
    Optional,
    /// Nobody is asked
    Off,
}

impl TlsOptions {
    /// `None` for a server that speaks plain text only.
    pub(super) fn check(self, surroundings: &SslFiles) -> Result<Option<TlsConfig>, OptionsError> {
        if !self.ssl {
            return match self.given() {
                Some(option) => Err(OptionsError::Usage(format!(
                    "{option} is given without --ssl, which asks for TLS"
                ))),
                None => Ok(None),
            };
        }
        let certificate = self
            .ssl_certificate
            .or_else(|| surroundings.certificate.clone());
        let key = self.ssl_key.or_else(|| surroundings.key.clone());
        let authorities = self.ssl_ca_file.or_else(|| surroundings.ca.clone());
        Ok(Some(TlsConfig {
            port: self.ssl_port,
            certificate: needed(certificate, "--ssl-certificate")?,
            key: needed(key, "--ssl-key")?,
            clients: clients(self.ssl_verify_client, authorities)?,
        }))
    }

    /// An option that means nothing without TLS.
    fn given(&self) -> Option<&'static str> {
        [
            ("--ssl-port", self.ssl_port.is_some()),
            ("--ssl-certificate", self.ssl_certificate.is_some()),
            ("--ssl-key", self.ssl_key.is_some()),
            ("--ssl-ca-file", self.ssl_ca_file.is_some()),
            ("--ssl-verify-client", self.ssl_verify_client.is_some()),
        ]
        .into_iter()
        .find_map(|(option, is_given)| is_given.then_some(option))
    }
}

fn needed(path: Option<PathBuf>, option: &str) -> Result<PathBuf, OptionsError> {
    path.ok_or_else(|| OptionsError::Usage(format!("--ssl needs {option}")))
}

/// Who names authorities for clients wants clients verified by them.
fn clients(
    verify: Option<VerifyClient>,
    authorities: Option<PathBuf>,
) -> Result<ClientCertificates, OptionsError> {
    match (verify, authorities) {
        (Some(VerifyClient::Off), _) | (None, None) => Ok(ClientCertificates::Off),
        (Some(VerifyClient::Required) | None, Some(path)) => Ok(ClientCertificates::Required(path)),
        (Some(VerifyClient::Optional), Some(path)) => Ok(ClientCertificates::Optional(path)),
        (Some(VerifyClient::Required | VerifyClient::Optional), None) => Err(OptionsError::usage(
            "--ssl-verify-client needs the authorities to verify by: --ssl-ca-file FILE",
        )),
    }
}

#[cfg(test)]
mod tests;
