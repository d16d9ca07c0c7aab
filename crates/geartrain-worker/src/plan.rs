//! What a worker was built with.

use std::time::Duration;

use bytes::Bytes;
use geartrain_link::ServerAddress;
use geartrain_protocol::{ClientId, FunctionName, Request};

use crate::Function;
use crate::limits::RUN_LIMIT_MARGIN;

/// Valid settings of a worker.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) server: ServerAddress,
    pub(crate) client_id: Option<Bytes>,
    pub(crate) functions: Vec<(FunctionName, Function)>,
    pub(crate) concurrency: usize,
    pub(crate) jobs_max: Option<u64>,
    pub(crate) grace: Option<Duration>,
    pub(crate) connect_deadline: Duration,
}

impl Plan {
    pub(crate) fn function(&self, name: &FunctionName) -> Option<&Function> {
        self.functions
            .iter()
            .find(|(of, _)| of == name)
            .map(|(_, function)| function)
    }

    /// What a new connection says first.
    pub(crate) fn introduction(&self) -> impl Iterator<Item = Request> {
        let id = self.client_id.clone();
        let id = id.map(|id| Request::SetClientId {
            id: ClientId::cut(id),
        });
        id.into_iter().chain(self.functions.iter().map(ability))
    }
}

fn ability((name, function): &(FunctionName, Function)) -> Request {
    let function_name = name.clone();
    match function.run_limit {
        None => Request::CanDo {
            function: function_name,
        },
        Some(limit) => Request::CanDoTimeout {
            function: function_name,
            run_limit_ms: milliseconds(limit + RUN_LIMIT_MARGIN),
        },
    }
}

fn milliseconds(limit: Duration) -> u64 {
    u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)
}
