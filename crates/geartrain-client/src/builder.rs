//! How a client is set up.

use std::time::Duration;

use bytes::Bytes;
use geartrain_link::Link;

use crate::settings::{Settings, SlowReader, Target};
use crate::{Client, Error};

/// Settings of a client, before it connects.
#[derive(Clone, Debug)]
#[must_use = "a client is there once it has connected"]
pub struct ClientBuilder {
    server: String,
    settings: Settings,
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            server: "localhost".to_owned(),
            settings: Settings::default(),
        }
    }

    /// The server: `host`, `host:port`, `[IPv6]:port`; `localhost:4730` if none is given. The
    /// last one given counts.
    pub fn server(mut self, address: impl Into<String>) -> Self {
        self.server = address.into();
        self
    }

    /// Time to connect, name resolution included; 5 seconds if not set.
    pub fn connect_deadline(mut self, deadline: Duration) -> Self {
        self.settings.connect_deadline = deadline;
        self
    }

    /// Time in which the server has to answer a submission or a question; 30 seconds if not set.
    /// It does not bound how long a job runs: wrap the running job in a timeout for that.
    pub fn submit_deadline(mut self, deadline: Duration) -> Self {
        self.settings.submit_deadline = deadline;
        self
    }

    /// How the connection is listed by the server's `workers` command; cut at 127 bytes.
    pub fn client_id(mut self, id: impl AsRef<[u8]>) -> Self {
        self.settings.client_id = Some(Bytes::copy_from_slice(id.as_ref()));
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

    /// Connects. To be called inside a tokio runtime, which then runs the connection's task.
    ///
    /// # Errors
    /// [`Error::Address`] and [`Error::NotConnected`].
    pub async fn connect(self) -> Result<Client, Error> {
        let server = self.server.parse()?;
        let target = Target {
            server,
            settings: self.settings,
        };
        let link = Link::connect(&target.server, target.settings.connect_deadline)
            .await
            .map_err(|reason| Error::NotConnected {
                server: target.server.to_string(),
                reason: reason.into(),
            })?;
        Ok(Client::start(target, link))
    }
}
