//! Which server is spoken to, and how.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use geartrain_client::{Admin, Client, ClientBuilder, ServerAddress, Tls};
use geartrain_link::Connector;
use geartrain_worker::{Worker, WorkerBuilder};

use crate::endpoint::Endpoint;
use crate::exit::{Code, Trouble};

/// The server, and TLS where it is asked for.
#[derive(Args, Clone, Debug)]
pub(crate) struct Target {
    // Not a comment for rustdoc, which takes the brackets for a link.
    #[arg(
        help = "The server: HOST, HOST:PORT or [IPv6]:PORT",
        short,
        long,
        global = true,
        help_heading = "Server",
        value_name = "HOST[:PORT]",
        env = "GEARTRAIN_SERVER",
        hide_env_values = true,
        default_value = "localhost:4730"
    )]
    pub(crate) server: String,
    /// Speak TLS with a server whose certificate comes from an authority in this file (PEM)
    #[arg(
        long,
        global = true,
        help_heading = "Server",
        value_name = "FILE",
        env = "GEARTRAIN_TLS_CA",
        hide_env = true
    )]
    pub(crate) tls_ca: Option<PathBuf>,
    /// Show the server this certificate (PEM)
    #[arg(
        long,
        global = true,
        help_heading = "Server",
        value_name = "FILE",
        env = "GEARTRAIN_TLS_CERTIFICATE",
        hide_env = true
    )]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The key of that certificate (PEM)
    #[arg(
        long,
        global = true,
        help_heading = "Server",
        value_name = "FILE",
        env = "GEARTRAIN_TLS_KEY",
        hide_env = true
    )]
    pub(crate) tls_key: Option<PathBuf>,
}

impl Target {
    /// A connection for admin commands.
    pub(crate) async fn admin(&self) -> Result<Admin, Trouble> {
        Ok(match self.tls()? {
            Some(tls) => Admin::connect_tls(&self.server, tls).await?,
            None => Admin::connect(&self.server).await?,
        })
    }

    /// A client that is still to be connected.
    pub(crate) fn client(&self) -> Result<ClientBuilder, Trouble> {
        let builder = Client::builder().server(&self.server);
        Ok(match self.tls()? {
            Some(tls) => builder.tls(tls),
            None => builder,
        })
    }

    /// A worker without functions yet.
    pub(crate) fn worker(&self) -> Result<WorkerBuilder, Trouble> {
        let builder = Worker::builder().server(&self.server);
        Ok(match self.tls()? {
            Some(tls) => builder.tls(tls),
            None => builder,
        })
    }

    pub(crate) fn address(&self) -> Result<ServerAddress, Trouble> {
        address(&self.server)
    }

    /// For what speaks in packets of its own; `deadline` is the time for each connection.
    pub(crate) fn endpoint(&self, deadline: Duration) -> Result<Endpoint, Trouble> {
        let address = self.address()?;
        let tls = self.tls()?;
        Ok(Endpoint::new(address, Connector { deadline, tls }))
    }

    pub(crate) fn tls(&self) -> Result<Option<Tls>, Trouble> {
        let identity = match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(usage("--tls-certificate and --tls-key go together")),
        };
        let Some(authorities) = &self.tls_ca else {
            return match identity {
                Some(_) => Err(usage("--tls-certificate needs --tls-ca")),
                None => Ok(None),
            };
        };
        let mut tls = Tls::trusting_file(authorities).map_err(trouble)?;
        if let Some((certificate, key)) = identity {
            tls = tls.identity_files(certificate, key).map_err(trouble)?;
        }
        Ok(Some(tls))
    }
}

pub(crate) fn address(text: &str) -> Result<ServerAddress, Trouble> {
    Ok(text.parse().map_err(geartrain_client::Error::from)?)
}

fn usage(text: &str) -> Trouble {
    Trouble::new(Code::Usage, text)
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
fn trouble(error: geartrain_client::TlsError) -> Trouble {
    Trouble::new(Code::Here, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(files: [Option<&str>; 3]) -> Target {
        let [tls_ca, tls_certificate, tls_key] = files.map(|file| file.map(PathBuf::from));
        Target {
            server: "localhost".to_owned(),
            tls_ca,
            tls_certificate,
            tls_key,
        }
    }

    #[test]
    fn files_of_tls_that_do_not_make_sense_alone_are_refused() {
        for files in [
            [None, Some("c"), None],
            [Some("a"), None, Some("k")],
            [None, Some("c"), Some("k")],
        ] {
            let trouble = target(files).tls().expect_err("refused");
            assert_eq!(trouble.code, Code::Usage, "{}", trouble.message);
        }
    }

    #[test]
    fn a_file_that_is_missing_is_named() {
        let trouble = target([Some("/no/such/ca.pem"), None, None]).tls();
        let message = trouble.expect_err("refused").message;
        assert!(message.contains("/no/such/ca.pem"), "{message}");
    }
}
