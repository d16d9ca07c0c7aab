//! What the task that owns a connection was told when it was built.

use std::time::Duration;

use bytes::Bytes;
use geartrain_link::ServerAddress;
use geartrain_protocol::{ClientId, Request};

use crate::limits::{CONNECT_DEADLINE, SUBMIT_DEADLINE};

/// What happens to events of a job whose reader is slower than its worker, once the job's buffer
/// (1,024 events or 16 MiB) is full.
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
    pub(crate) connect_deadline: Duration,
    pub(crate) submit_deadline: Duration,
    pub(crate) client_id: Option<Bytes>,
    pub(crate) wants_exceptions: bool,
    pub(crate) slow_reader: SlowReader,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_deadline: CONNECT_DEADLINE,
            submit_deadline: SUBMIT_DEADLINE,
            client_id: None,
            wants_exceptions: true,
            slow_reader: SlowReader::default(),
        }
    }
}

/// Settings of one connection.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) server: ServerAddress,
    pub(crate) settings: Settings,
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
