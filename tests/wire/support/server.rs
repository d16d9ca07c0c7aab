//! The server that a test talks to.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::sync::Arc;

use geartrain_server::config::Config;
use geartrain_server::metrics::Metrics;
use geartrain_server::options::{self, SslFiles, StatePlaces, Surroundings};
use geartrain_server::{Server, Spoken, StartError};
use tokio::runtime::{Builder, Runtime};

use super::compared::{leave_out_if_compared, other_server};
use super::gearmand::Gearmand;
use super::peer::Peer;

/// A server of its own for a test.
pub(crate) struct TestServer {
    address: SocketAddr,
    kind: Kind,
}

enum Kind {
    Ours(Box<Own>),
    Other(Gearmand),
}

struct Own {
    server: Option<Server>,
    runtime: Runtime,
}

impl TestServer {
    /// A server with the settings that everybody gets.
    pub(crate) fn start() -> Self {
        Self::with_options(&[])
    }

    /// A server that was started with these options, which gearmand has as well.
    pub(crate) fn with_options(options: &[&str]) -> Self {
        match other_server() {
            Some(program) => {
                let gearmand = Gearmand::start(&program, options);
                Self {
                    address: gearmand.address(),
                    kind: Kind::Other(gearmand),
                }
            }
            None => Self::try_with(&config_of(options)).expect("the server starts"),
        }
    }

    /// Our own server with options that bring gearmand's behaviour back; gearmand itself without.
    pub(crate) fn as_gearmand(options: &[&str]) -> Self {
        Self::with_either(options, &[])
    }

    /// Our own server with the ones, gearmand with the others.
    pub(crate) fn with_either(ours: &[&str], gearmands: &[&str]) -> Self {
        match other_server() {
            Some(_) => Self::with_options(gearmands),
            None => Self::with_options(ours),
        }
    }

    /// Our own server with settings that gearmand does not have.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        leave_out_if_compared();
        let mut config = config();
        change(&mut config);
        Self::try_with(&config).expect("the server starts")
    }

    /// Our own server, for what only the process that it runs in can ask of it.
    pub(crate) fn ours() -> Self {
        Self::with(|_| {})
    }

    /// Our own server, unless it does not start.
    pub(crate) fn try_with(config: &Config) -> Result<Self, StartError> {
        leave_out_if_compared();
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads start");
        let metrics = Arc::new(Metrics::new());
        let server = runtime.block_on(Server::start(config, metrics))?;
        Ok(Self {
            address: server.local_addr(),
            kind: Kind::Ours(Box::new(Own {
                server: Some(server),
                runtime,
            })),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a server with `--protocol=http` and `--http-port=0` takes jobs over HTTP.
    pub(crate) fn http_address(&self) -> SocketAddr {
        match &self.kind {
            Kind::Ours(_) => self.address_that(Spoken::Http),
            Kind::Other(gearmand) => gearmand.http(),
        }
    }

    /// Where our own server speaks this.
    pub(crate) fn address_that(&self, speaks: Spoken) -> SocketAddr {
        let mut addresses = self.own().0.addresses().iter();
        let address = addresses.find(|address| address.speaks == speaks);
        address.expect("the server listens there").socket
    }

    pub(crate) fn connect(&self) -> Peer {
        Peer::connect(self.address)
    }

    /// A connection of a worker that can do `function`.
    pub(crate) fn worker(&self, function: &[u8]) -> Peer {
        let mut worker = self.connect();
        worker.can_do(function);
        worker.settle();
        worker
    }

    /// Our own server and the runtime that it lives on.
    pub(crate) fn own(&self) -> (&Server, &Runtime) {
        let Kind::Ours(own) = &self.kind else {
            panic!("the test asks for a server of our own");
        };
        (own.server.as_ref().expect("it runs"), &own.runtime)
    }

    /// Stops our own server and waits for its end; the runtime lives on.
    pub(crate) fn stop(&mut self) {
        if let Kind::Ours(own) = &mut self.kind
            && let Some(server) = own.server.take()
        {
            let stopped = own.runtime.block_on(server.stop());
            stopped.expect("everything is in memory");
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The settings of a server that was started without options, on a free port of this machine.
pub(crate) fn config() -> Config {
    config_of(&[])
}

fn config_of(options: &[&str]) -> Config {
    let fixed = [
        "geartraind",
        "--listen=127.0.0.1",
        "--port=0",
        "--queue-type=builtin",
    ];
    let words = fixed.iter().chain(options).map(OsString::from);
    let surroundings = Surroundings {
        port: None,
        log_filter: None,
        variables: Vec::new(),
        ssl: SslFiles::default(),
        state: StatePlaces::default(),
        is_service: false,
        host_name: "wire".into(),
        default_file: "/nonexistent/gearmand.conf".into(),
        default_toml: "/nonexistent/geartrain.toml".into(),
        has_syslog: false,
    };
    let read = options::read(words, &surroundings);
    read.expect("the options are right").config
}
