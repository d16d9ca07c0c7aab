//! What the tasks that own the connections were told when they were built.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use geartrain_link::{Connector, Link, ServerAddress};
use geartrain_protocol::limits::PACKET_BYTES_DEFAULT;
use geartrain_protocol::{ClientId, Request};

use crate::limits::{CONNECT_DEADLINE, SUBMIT_DEADLINE};

/// What happens to events of a job whose reader is slower than its worker, once the job's buffer
/// (1,024 events or 16 MiB) is full.
///
/// ```
/// use geartrain_client::{Client, SlowReader};
///
/// let builder = Client::builder().slow_reader(SlowReader::HoldsConnection);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlowReader {
    /// Further events are lost, and an [`Event::Lost`](crate::Event::Lost) says how many. Other
    /// jobs on the connection notice nothing.
    #[default]
    LosesEvents,
    /// Nothing is read from the connection until there is room, so that no event is lost, the
    /// server and the worker have to wait, and so do all other jobs on the connection. For a
    /// connection that carries a single job.
    HoldsConnection,
}

/// Settings of a client.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) connector: Connector,
    pub(crate) submit_deadline: Duration,
    pub(crate) idle_deadline: Option<Duration>,
    pub(crate) client_id: Option<Bytes>,
    pub(crate) namespace: Bytes,
    pub(crate) packet_bytes_max: usize,
    pub(crate) wants_exceptions: bool,
    pub(crate) slow_reader: SlowReader,
    /// What is done to payloads that travel in an envelope.
    pub(crate) wraps: Option<fn(&Bytes) -> Bytes>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connector: Connector {
                deadline: CONNECT_DEADLINE,
                tls: None,
            },
            submit_deadline: SUBMIT_DEADLINE,
            idle_deadline: None,
            client_id: None,
            namespace: Bytes::new(),
            packet_bytes_max: PACKET_BYTES_DEFAULT,
            wants_exceptions: true,
            slow_reader: SlowReader::default(),
            wraps: None,
        }
    }
}

/// Settings of one connection.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) server: ServerAddress,
    pub(crate) settings: Settings,
    pub(crate) comeback: Comeback,
}

impl Target {
    pub(crate) async fn connect(&self) -> io::Result<Link> {
        self.settings.connector.link(&self.server).await
    }
}

/// When a connection that was lost is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comeback {
    /// When a request needs it: a program that sends nothing does not disturb a server.
    OnDemand,
    /// By itself, after pauses: other servers take the requests in the meantime, and this one must
    /// not be forgotten.
    ByItself,
}

impl Settings {
    /// Asks the server to pass exceptions on as such.
    pub(crate) fn option_request(&self) -> Option<Request> {
        let option = Bytes::from_static(b"exceptions");
        self.wants_exceptions
            .then_some(Request::OptionReq { option })
    }

    /// Tells the server how the connection wants to be listed.
    pub(crate) fn id_request(&self) -> Option<Request> {
        let id = self.client_id.clone()?;
        Some(Request::SetClientId {
            id: ClientId::cut(id),
        })
    }
}
