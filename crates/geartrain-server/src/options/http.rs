//! Options of the HTTP listener.

use std::net::{Ipv4Addr, SocketAddr};

use crate::config::HttpListen;
use crate::metrics::FUNCTIONS_MAX_DEFAULT;

/// Port on which the exporter for gearmand is found.
const PORT_DEFAULT: u16 = 9418;

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Metrics and health")]
pub(super) struct HttpOptions {
    /// Where /metrics, /healthz and /readyz are served, or none [default:
    /// 127.0.0.1:9418 if that is free]
    #[arg(long, value_name = "IP:PORT", value_parser = listen)]
    http_listen: Option<HttpListen>,

    /// Functions with metrics of their own; the rest are added up as _other
    #[arg(long, value_name = "N", default_value_t = FUNCTIONS_MAX_DEFAULT)]
    pub(super) metrics_functions_max: usize,
}

impl HttpOptions {
    pub(super) fn listen(&self) -> HttpListen {
        let default = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT_DEFAULT));
        self.http_listen.unwrap_or(HttpListen::Default(default))
    }
}

fn listen(text: &str) -> Result<HttpListen, String> {
    if text == "none" {
        return Ok(HttpListen::Off);
    }
    text.parse()
        .map(HttpListen::Given)
        .map_err(|_| "expected an address with port such as 127.0.0.1:9418, or none".to_owned())
}
