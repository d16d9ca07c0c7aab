//! A server to which connections are made one by one, in plain text or with TLS.

use std::fmt;
use std::io;
use std::sync::Arc;

use geartrain_client::{Error, ServerAddress};
use geartrain_link::{Connector, Link, connect};
use tokio::net::TcpStream;

/// Where a server is, and how it is connected to.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    address: ServerAddress,
    connector: Connector,
}

impl Endpoint {
    pub(crate) fn new(address: ServerAddress, connector: Connector) -> Self {
        Self { address, connector }
    }

    /// Connects for the first time: a failure says what to do.
    pub(crate) async fn first_link(&self) -> Result<Link, Error> {
        self.link().await.map_err(|reason| Error::NotConnected {
            server: self.to_string(),
            reason: Arc::new(reason),
        })
    }

    /// Connects.
    pub(crate) async fn link(&self) -> io::Result<Link> {
        self.connector.link(&self.address).await
    }

    /// Connects for bytes of any kind, which TLS is not at hand for.
    pub(crate) async fn socket(&self) -> io::Result<TcpStream> {
        match self.has_tls() {
            true => Err(io::Error::other("a bare socket does not speak TLS")),
            false => connect(&self.address, self.connector.deadline).await,
        }
    }

    pub(crate) fn has_tls(&self) -> bool {
        self.connector.tls.is_some()
    }
}

/// As people write the address.
impl fmt::Display for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(out)
    }
}
