//! How a worker is set up.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geartrain_link::{Connector, ServerAddress, Tls};
use geartrain_protocol::FunctionName;

use crate::limits::{CONNECT_DEADLINE, GRACE};
use crate::middleware::Middleware;
use crate::plan::{Plan, Registered};
use crate::{Error, Failure, Function, JobContext, Worker};

/// Settings of a worker, before it runs.
///
/// ```
/// use std::time::Duration;
/// use geartrain_worker::{Function, JobContext, Worker, middleware::LogJobs};
///
/// let echo = |job: JobContext| async move { Ok(job.payload().clone()) };
/// let worker = Worker::builder()
///     .server("localhost:4730")
///     .client_id("echo-1")
///     .function("echo", echo)
///     .register(Function::new("slow-echo", echo).run_limit(Duration::from_secs(60)))
///     .concurrency(4)
///     .layer(LogJobs)
///     .build();
/// assert!(worker.is_ok());
/// ```
#[derive(Clone)]
#[must_use = "a worker does something once it is built and run"]
pub struct WorkerBuilder {
    servers: Vec<String>,
    connector: Connector,
    namespace: Bytes,
    client_id: Option<Bytes>,
    functions: Vec<Function>,
    middleware: Vec<Arc<dyn Middleware>>,
    concurrency: usize,
    jobs_max: Option<u64>,
    grace: Option<Duration>,
    stops_on_signals: bool,
}

impl WorkerBuilder {
    pub(crate) fn new() -> Self {
        Self {
            servers: Vec::new(),
            connector: Connector {
                deadline: CONNECT_DEADLINE,
                tls: None,
            },
            namespace: Bytes::new(),
            client_id: None,
            functions: Vec::new(),
            middleware: Vec::new(),
            concurrency: 1,
            jobs_max: None,
            grace: Some(GRACE),
            stops_on_signals: false,
        }
    }

    /// Adds a server: `host`, `host:port`, `[IPv6]:port`; `localhost:4730` if none is given. The
    /// worker takes jobs from all of its servers at the same time. One that is there already is
    /// not added again.
    pub fn server(mut self, address: impl Into<String>) -> Self {
        self.servers.push(address.into());
        self
    }

    /// Adds several servers.
    pub fn servers<A: Into<String>>(mut self, addresses: impl IntoIterator<Item = A>) -> Self {
        self.servers.extend(addresses.into_iter().map(Into::into));
        self
    }

    /// Speaks TLS with all servers.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.connector.tls = Some(tls);
        self
    }

    /// What is put before the name of every function where servers see it, as libgearman does with
    /// its namespace. Clients need the same.
    pub fn namespace(mut self, prefix: impl AsRef<[u8]>) -> Self {
        self.namespace = Bytes::copy_from_slice(prefix.as_ref());
        self
    }

    /// How the worker is listed by a server's `workers` command; cut at 127 bytes.
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

    /// Adds what runs around every handler; the first one that is added is the outermost.
    pub fn layer(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// How many jobs run at the same time, over all functions and servers; 1 if not set, and at
    /// least. See [`Function::concurrency`] for a bound of one function.
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
    /// dropped, the server gives it to another worker, and [`Summary`](crate::Summary) names it.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = Some(grace);
        self
    }

    /// Lets running jobs end after a stop, however long they take.
    pub fn unlimited_grace(mut self) -> Self {
        self.grace = None;
        self
    }

    /// Stops at SIGTERM and SIGINT, as [`Stopper::stop`](crate::Stopper::stop) does. From then on
    /// the process does not end by these signals any more.
    pub fn stop_on_signals(mut self) -> Self {
        self.stops_on_signals = true;
        self
    }

    /// Time to connect, for name resolution and the TLS handshake together; 5 seconds if not set.
    pub fn connect_deadline(mut self, deadline: Duration) -> Self {
        self.connector.deadline = deadline;
        self
    }

    /// Checks the settings. Nothing is sent before [`Worker::run`].
    ///
    /// # Errors
    /// All of [`Error`] but [`Error::NotConnected`] and [`Error::Signals`].
    pub fn build(self) -> Result<Worker, Error> {
        if self.functions.is_empty() {
            return Err(Error::NoFunction);
        }
        let functions = registered(self.functions, &self.namespace)?;
        Ok(Worker::new(Plan {
            servers: ServerAddress::list(&self.servers)?,
            connector: self.connector,
            client_id: self.client_id,
            by_name: by_name(&functions)?,
            functions,
            middleware: self.middleware,
            concurrency: self.concurrency,
            jobs_max: self.jobs_max,
            grace: self.grace,
            stops_on_signals: self.stops_on_signals,
        }))
    }
}

fn registered(functions: Vec<Function>, namespace: &Bytes) -> Result<Vec<Registered>, Error> {
    let named = |function: Function| {
        let name = FunctionName::new(function.name.clone())?;
        let wire_name = [&namespace[..], name.as_bytes()].concat();
        Ok(Registered {
            wire_name: FunctionName::new(wire_name.into())?,
            name,
            function,
        })
    };
    functions.into_iter().map(named).collect()
}

fn by_name(functions: &[Registered]) -> Result<HashMap<FunctionName, usize>, Error> {
    let mut places = HashMap::new();
    for (place, function) in functions.iter().enumerate() {
        if places.insert(function.wire_name.clone(), place).is_some() {
            return Err(Error::FunctionTwice(function.name.to_string()));
        }
    }
    Ok(places)
}

impl fmt::Debug for WorkerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerBuilder")
            .field("servers", &self.servers)
            .field("functions", &self.functions)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
