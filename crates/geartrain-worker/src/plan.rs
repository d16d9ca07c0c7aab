//! What a worker was built with.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geartrain_link::{Connector, ServerAddress};
use geartrain_protocol::{ClientId, FunctionName, Request};

use crate::Function;
use crate::limits::RUN_LIMIT_MARGIN;
use crate::middleware::Middleware;

/// Valid settings of a worker.
pub(crate) struct Plan {
    pub(crate) servers: Vec<ServerAddress>,
    pub(crate) connector: Connector,
    pub(crate) client_id: Option<Bytes>,
    pub(crate) functions: Vec<Registered>,
    /// Where each function stands, by the name that the server knows.
    pub(crate) by_name: HashMap<FunctionName, usize>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) concurrency: usize,
    pub(crate) jobs_max: Option<u64>,
    pub(crate) grace: Option<Duration>,
    pub(crate) stops_on_signals: bool,
}

/// A function with its names.
#[derive(Debug)]
pub(crate) struct Registered {
    /// As the server knows it: with the namespace before it.
    pub(crate) wire_name: FunctionName,
    pub(crate) name: FunctionName,
    pub(crate) function: Function,
}

/// Functions that share a connection, by their places in the plan: all that have no bound of their
/// own, or one that has.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) members: Vec<usize>,
    pub(crate) concurrency: Option<usize>,
}

impl Plan {
    pub(crate) fn groups(&self) -> Vec<Group> {
        let (bounded, shared): (Vec<usize>, Vec<usize>) = (0..self.functions.len())
            .partition(|index| self.functions[*index].function.concurrency.is_some());
        let shared = Group {
            members: shared,
            concurrency: None,
        };
        let own = bounded.into_iter().map(|index| Group {
            members: vec![index],
            concurrency: self.functions[index].function.concurrency,
        });
        let groups = std::iter::once(shared).chain(own);
        groups.filter(|group| !group.members.is_empty()).collect()
    }

    /// How the connection wants to be listed.
    pub(crate) fn id_request(&self) -> Option<Request> {
        let id = self.client_id.clone()?;
        Some(Request::SetClientId {
            id: ClientId::cut(id),
        })
    }
}

impl Registered {
    /// Tells a server that the worker can run it.
    pub(crate) fn ability(&self) -> Request {
        let function = self.wire_name.clone();
        match self.function.run_limit {
            None => Request::CanDo { function },
            Some(limit) => Request::CanDoTimeout {
                function,
                run_limit_ms: milliseconds(limit.saturating_add(RUN_LIMIT_MARGIN)),
            },
        }
    }
}

fn milliseconds(limit: Duration) -> u64 {
    u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("servers", &self.servers)
            .field("functions", &self.functions)
            .finish_non_exhaustive()
    }
}
