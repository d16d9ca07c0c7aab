//! How a worker is set up.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use geartrain_protocol::FunctionName;

use crate::limits::{CONNECT_DEADLINE, GRACE};
use crate::plan::Plan;
use crate::{Error, Failure, Function, JobContext, Worker};

/// Settings of a worker, before it runs.
#[derive(Clone, Debug)]
#[must_use = "a worker does something once it is built and run"]
pub struct WorkerBuilder {
    server: String,
    client_id: Option<Bytes>,
    functions: Vec<Function>,
    concurrency: usize,
    jobs_max: Option<u64>,
    grace: Option<Duration>,
    connect_deadline: Duration,
}

impl WorkerBuilder {
    pub(crate) fn new() -> Self {
        Self {
            server: "localhost".to_owned(),
            client_id: None,
            functions: Vec::new(),
            concurrency: 1,
            jobs_max: None,
            grace: Some(GRACE),
            connect_deadline: CONNECT_DEADLINE,
        }
    }

    /// The server: `host`, `host:port`, `[IPv6]:port`; `localhost:4730` if none is given. The
    /// last one given counts.
    pub fn server(mut self, address: impl Into<String>) -> Self {
        self.server = address.into();
        self
    }

    /// How the worker is listed by the server's `workers` command; cut at 127 bytes.
    pub fn client_id(mut self, id: impl AsRef<[u8]>) -> Self {
        self.client_id = Some(Bytes::copy_from_slice(id.as_ref()));
        self
    }

    /// Adds a function with its handler; short for [`register`](Self::register) with
    /// [`Function::new`].
    pub fn function<H, F>(self, name: impl AsRef<[u8]>, handler: H) -> Self
    where
        H: Fn(JobContext) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Bytes, Failure>> + Send + 'static,
    {
        self.register(Function::new(name, handler))
    }

    /// Adds a function.
    pub fn register(mut self, function: Function) -> Self {
        self.functions.push(function);
        self
    }

    /// How many jobs run at the same time; 1 if not set, and at least.
    pub fn concurrency(mut self, jobs: usize) -> Self {
        self.concurrency = jobs.max(1);
        self
    }

    /// Stops after so many jobs, those that fail included.
    pub fn jobs_max(mut self, jobs: u64) -> Self {
        self.jobs_max = Some(jobs);
        self
    }

    /// How long running jobs have to end after a stop; 30 seconds if not set. What runs longer is
    /// dropped, and the server gives it to another worker.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = Some(grace);
        self
    }

    /// Lets running jobs end after a stop, however long they take.
    pub fn unlimited_grace(mut self) -> Self {
        self.grace = None;
        self
    }

    /// Time to connect, name resolution included; 5 seconds if not set.
    pub fn connect_deadline(mut self, deadline: Duration) -> Self {
        self.connect_deadline = deadline;
        self
    }

    /// Checks the settings. Nothing is sent before [`Worker::run`].
    ///
    /// # Errors
    /// All of [`Error`] but [`Error::NotConnected`].
    pub fn build(self) -> Result<Worker, Error> {
        if self.functions.is_empty() {
            return Err(Error::NoFunction);
        }
        Ok(Worker::new(Plan {
            server: self.server.parse()?,
            client_id: self.client_id,
            functions: named(self.functions)?,
            concurrency: self.concurrency,
            jobs_max: self.jobs_max,
            grace: self.grace,
            connect_deadline: self.connect_deadline,
        }))
    }
}

fn named(functions: Vec<Function>) -> Result<Vec<(FunctionName, Function)>, Error> {
    let mut named: Vec<(FunctionName, Function)> = Vec::new();
    for function in functions {
        let name = FunctionName::new(function.name.clone())?;
        if named.iter().any(|(other, _)| *other == name) {
            return Err(Error::FunctionTwice(name.to_string()));
        }
        named.push((name, function));
    }
    Ok(named)
}

#[cfg(test)]
mod tests;
