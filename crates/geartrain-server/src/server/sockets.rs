//! The sockets of a server, and what is spoken behind each.

use std::net::SocketAddr;
use std::sync::Arc;

use super::StartError;
use crate::config::{Config, GearConfig};
use crate::gear::{self, Doorway, Entrance};
use crate::tls::Tls;

/// Where a server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerAddress {
    /// Address and port.
    pub socket: SocketAddr,
    /// What is spoken there, and nothing else.
    pub speaks: Spoken,
}

/// What is spoken at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// Gearman's protocol.
    Gearman,
    /// Gearman's protocol behind TLS.
    GearmanOverTls,
    /// HTTP, as with gearmand's plug-in.
    Http,
    /// The same behind TLS.
    HttpOverTls,
}

/// All sockets that are to be listened on: nobody else can have their ports any more.
pub(super) struct BoundSockets {
    gear: Vec<Doorway>,
    http: Vec<Doorway>,
}

/// All sockets that are listened on.
pub(super) struct Sockets {
    pub(super) gear: Vec<Entrance>,
    pub(super) http: Vec<Entrance>,
}

impl BoundSockets {
    /// Binds all or none. The system refuses whoever comes before they are listened on.
    pub(super) async fn bind(config: &Config, tls: Option<&Arc<Tls>>) -> Result<Self, StartError> {
        Ok(Self {
            gear: gear::bind(&config.gear, tls).await?,
            http: match config.http_jobs {
                Some(http) => gear::bind_http(&config.gear, http.port, tls).await?,
                None => Vec::new(),
            },
        })
    }

    /// The port for the Gearman protocol.
    pub(super) fn port(&self) -> Result<u16, StartError> {
        self.gear.first().map_or(Ok(0), Doorway::port)
    }

    /// Lets the system accept connections.
    pub(super) fn listen(self, settings: &GearConfig) -> Result<Sockets, StartError> {
        let open = |doorways: Vec<Doorway>| -> Result<Vec<Entrance>, StartError> {
            let entrances = doorways.into_iter();
            entrances.map(|doorway| doorway.open(settings)).collect()
        };
        Ok(Sockets {
            gear: open(self.gear)?,
            http: open(self.http)?,
        })
    }
}

impl Sockets {
    pub(super) fn addresses(&self) -> Vec<ServerAddress> {
        let gear = self.gear.iter().map(|entrance| ServerAddress {
            socket: entrance.address,
            speaks: match entrance.tls {
                Some(_) => Spoken::GearmanOverTls,
                None => Spoken::Gearman,
            },
        });
        let http = self.http.iter().map(|entrance| ServerAddress {
            socket: entrance.address,
            speaks: match entrance.tls {
                Some(_) => Spoken::HttpOverTls,
                None => Spoken::Http,
            },
        });
        gear.chain(http).collect()
    }
}
