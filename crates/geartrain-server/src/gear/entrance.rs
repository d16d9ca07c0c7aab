//! The ways in: sockets that are listened on, and whether TLS is spoken behind them.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::bind::{self, Bound};
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

/// A socket that has its address, where nobody can come in yet.
pub(crate) struct Doorway {
    bound: Bound,
    tls: Option<Arc<Tls>>,
}

impl Doorway {
    /// The port that it has, also where the system chose it.
    pub(crate) fn port(&self) -> Result<u16, StartError> {
        self.bound.port().map_err(StartError::Address)
    }

    /// Listens.
    ///
    /// # Errors
    /// When another socket came first, which had the address without listening either.
    pub(crate) fn open(self, settings: &GearConfig) -> Result<Entrance, StartError> {
        let listener = self.bound.listen(settings.backlog)?;
        Ok(Entrance {
            address: listener.local_addr().map_err(StartError::Address)?,
            listener,
            tls: self.tls,
        })
    }
}

/// Binds all that the settings ask for, or none.
///
/// # Errors
/// When an address cannot be had, and when certificates cannot be used.
pub(crate) async fn bind(
    settings: &GearConfig,
    tls: Option<&Arc<Tls>>,
) -> Result<Vec<Doorway>, StartError> {
    let main_tls = main_tls(settings, tls);
    let mut doorways = doorways(bind::bind(settings, settings.port).await?, main_tls);
    if let Some(port) = settings.tls.as_ref().and_then(|tls| tls.port) {
        doorways.extend(self::doorways(bind::bind(settings, port).await?, tls));
    }
    Ok(doorways)
}

/// Binds the addresses of the Gearman listener on another port, for HTTP. TLS is spoken there, too,
/// unless plain text stays beside it.
///
/// # Errors
/// When an address cannot be had.
pub(crate) async fn bind_http(
    settings: &GearConfig,
    port: u16,
    tls: Option<&Arc<Tls>>,
) -> Result<Vec<Doorway>, StartError> {
    let bound = bind::bind(settings, port).await?;
    Ok(doorways(bound, main_tls(settings, tls)))
}

/// TLS for the ports that speak it only where there is none of its own for it.
fn main_tls<'a>(settings: &GearConfig, tls: Option<&'a Arc<Tls>>) -> Option<&'a Arc<Tls>> {
    let has_own_port = settings.tls.as_ref().is_some_and(|tls| tls.port.is_some());
    tls.filter(|_| !has_own_port)
}

fn doorways(bound: Vec<Bound>, tls: Option<&Arc<Tls>>) -> Vec<Doorway> {
    let doorways = bound.into_iter().map(|bound| Doorway {
        bound,
        tls: tls.cloned(),
    });
    doorways.collect()
}
