//! Options of gearmand's HTTP plug-in.

use super::{OptionsError, port};
use crate::config::HttpJobsConfig;

/// Port of the plug-in, as in gearmand.
const PORT_DEFAULT: u16 = 8080;

/// Status of the answer to a job that failed.
const FAILED_STATUS_DEFAULT: u16 = 500;

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "gearmand's plug-ins")]
pub(super) struct PlugInOptions {
    /// Load a protocol plug-in: http, for jobs by POST, PUT and GET
    #[arg(short = 'r', long, value_name = "NAME")]
    protocol: Option<String>,

    /// Port of the plug-in http [default: 8080]
    #[arg(long, value_name = "PORT", value_parser = port::parse)]
    http_port: Option<u16>,

    /// Status of its answer to a job that failed, 200 as in gearmand [default: 500]
    #[arg(long, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(200..600))]
    http_failed_status: Option<u16>,
}

impl PlugInOptions {
    /// `None` unless the plug-in is asked for.
    pub(super) fn check(&self, gear_port: u16) -> Result<Option<HttpJobsConfig>, OptionsError> {
        let Some(name) = &self.protocol else {
            return Ok(None);
        };
        if !name.eq_ignore_ascii_case("http") {
            return Err(OptionsError::Usage(format!(
                "unknown protocol {name:?}; there is http"
            )));
        }
        let port = self.http_port.unwrap_or(PORT_DEFAULT);
        if port == gear_port && port != 0 {
            return Err(OptionsError::Usage(format!(
                "--http-port is {port}, as is --port"
            )));
        }
        Ok(Some(HttpJobsConfig {
            port,
            failed_status: self.http_failed_status.unwrap_or(FAILED_STATUS_DEFAULT),
        }))
    }

    /// What was given and means nothing without the plug-in.
    pub(super) fn ignored(&self) -> Vec<&'static str> {
        if self.protocol.is_some() {
            return Vec::new();
        }
        let port = self.http_port.map(|_| "--http-port");
        let status = self.http_failed_status.map(|_| "--http-failed-status");
        port.into_iter().chain(status).collect()
    }
}

#[cfg(test)]
mod tests;
