//! How a client is set up.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geartrain_link::{ServerAddress, Tls};

use crate::fleet::Fleet;
use crate::settings::{Settings, SlowReader};
use crate::{Client, Error, Spread};

/// Settings of a client, before it connects.
///
/// ```no_run
/// use std::time::Duration;
/// use geartrain_client::{Client, Spread, Tls};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder()
///     .servers(["a.example:4730", "b.example:4730"])
///     .spread(Spread::ByUnique)
///     .tls(Tls::trusting_file("ca.pem")?.identity_files("client.pem", "client.key")?)
///     .connect_deadline(Duration::from_secs(2))
///     .namespace("shop.")
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a client is there once it has connected"]
pub struct ClientBuilder {
    servers: Vec<String>,
    spread: Spread,
    pub(crate) settings: Settings,
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            servers: Vec::new(),
            spread: Spread::default(),
            settings: Settings::default(),
        }
    }

    /// Adds a server: `host`, `host:port`, `[IPv6]:port`; `localhost:4730` if none is given. One
    /// that is there already is not added again.
    pub fn server(mut self, address: impl Into<String>) -> Self {
        self.servers.push(address.into());
        self
    }

    /// Adds several servers.
    pub fn servers<A: Into<String>>(mut self, addresses: impl IntoIterator<Item = A>) -> Self {
        self.servers.extend(addresses.into_iter().map(Into::into));
        self
    }

    /// Which of several servers gets a job; [`Spread::AsLibgearman`] if not set.
    pub fn spread(mut self, spread: Spread) -> Self {
        self.spread = spread;
        self
    }

    /// Speaks TLS with all servers.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.settings.connector.tls = Some(tls);
        self
    }

    /// Time to connect, for name resolution and the TLS handshake together; 5 seconds if not set.
    pub fn connect_deadline(mut self, deadline: Duration) -> Self {
        self.settings.connector.deadline = deadline;
        self
    }

    /// Time in which the server has to answer a submission or a question; 30 seconds if not set.
    /// It does not bound how long a job runs: wrap the running job in a timeout for that.
    pub fn submit_deadline(mut self, deadline: Duration) -> Self {
        self.settings.submit_deadline = deadline;
        self
    }

    /// How long a connection may be silent; for ever if not set. One on which nothing is under way
    /// is closed then, and the next request opens it again. Where jobs are under way the server is
    /// asked for a sign of life, and when it gives none within the submit deadline the connection
    /// counts as lost.
    pub fn idle_deadline(mut self, deadline: Duration) -> Self {
        self.settings.idle_deadline = Some(deadline);
        self
    }

    /// How the connections are listed by a server's `workers` command; cut at 127 bytes.
    pub fn client_id(mut self, id: impl AsRef<[u8]>) -> Self {
        self.settings.client_id = Some(Bytes::copy_from_slice(id.as_ref()));
        self
    }

    /// What is put before the name of every function and reducer, as libgearman does with its
    /// namespace. Workers need the same.
    pub fn namespace(mut self, prefix: impl AsRef<[u8]>) -> Self {
        self.settings.namespace = Bytes::copy_from_slice(prefix.as_ref());
        self
    }

    /// Largest body of a packet that the servers accept, in bytes; 128 MiB if not set. A job that
    /// needs a larger one is [`Error::TooLarge`].
    pub fn packet_bytes_max(mut self, bytes_max: usize) -> Self {
        self.settings.packet_bytes_max = bytes_max;
        self
    }

    /// Has exceptions reported as mere failures, as servers do for clients that do not ask.
    pub fn without_exceptions(mut self) -> Self {
        self.settings.wants_exceptions = false;
        self
    }

    /// What happens to events that are not read in time.
    pub fn slow_reader(mut self, slow_reader: SlowReader) -> Self {
        self.settings.slow_reader = slow_reader;
        self
    }

    /// Connects; with several servers, until one of them is reached, and to the others meanwhile.
    /// To be called inside a tokio runtime, which then runs the connections' tasks.
    ///
    /// # Errors
    /// [`Error::Address`], and [`Error::NotConnected`] when no server is reached.
    pub async fn connect(self) -> Result<Client, Error> {
        let servers = ServerAddress::list(&self.servers)?;
        let fleet = Fleet::start(servers, self.spread, &self.settings);
        fleet.first_reached().await?;
        Ok(Client::new(Arc::new(fleet), Arc::new(self.settings)))
    }
}
