//! The ways in: sockets that are listened on, and whether TLS is spoken behind them.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::bind::bind;
use crate::config::GearConfig;
use crate::server::StartError;
use crate::tls::Tls;

/// A socket that is listened on.
pub(crate) struct Entrance {
    pub(crate) listener: TcpListener,
    pub(crate) address: SocketAddr,
    /// `None` for plain text.
    pub(crate) tls: Option<Arc<Tls>>,
}

/// Opens all that the settings ask for, or none.
///
/// # Errors
/// When an address cannot be listened on, and when certificates cannot be used.
pub(crate) async fn open(
    settings: &GearConfig,
    tls: Option<&Arc<Tls>>,
) -> Result<Vec<Entrance>, StartError> {
    let main_tls = main_tls(settings, tls);
    let mut entrances = entrances(bind(settings, settings.port).await?, main_tls)?;
    if let Some(port) = settings.tls.as_ref().and_then(|tls| tls.port) {
        entrances.extend(self::entrances(bind(settings, port).await?, tls)?);
    }
    Ok(entrances)
}

/// Opens the addresses of the Gearman listener on another port, for HTTP. TLS is spoken there, too,
/// unless plain text stays beside it.
///
/// # Errors
/// When an address cannot be listened on.
pub(crate) async fn open_http(
    settings: &GearConfig,
    port: u16,
    tls: Option<&Arc<Tls>>,
) -> Result<Vec<Entrance>, StartError> {
    entrances(bind(settings, port).await?, main_tls(settings, tls))
}

/// TLS for the ports that speak it only where there is none of its own for it.
fn main_tls<'a>(settings: &GearConfig, tls: Option<&'a Arc<Tls>>) -> Option<&'a Arc<Tls>> {
    let has_own_port = settings.tls.as_ref().is_some_and(|tls| tls.port.is_some());
    tls.filter(|_| !has_own_port)
}

fn entrances(
    listeners: Vec<TcpListener>,
    tls: Option<&Arc<Tls>>,
) -> Result<Vec<Entrance>, StartError> {
    let entrances = listeners.into_iter().map(|listener| {
        Ok(Entrance {
            address: listener.local_addr().map_err(StartError::Address)?,
            listener,
            tls: tls.cloned(),
        })
    });
    entrances.collect()
}
