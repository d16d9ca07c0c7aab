//! The server that a test talks to.

use std::env;
use std::ffi::OsString;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use geartrain_server::config::Config;
use geartrain_server::metrics::Metrics;
use geartrain_server::options::{self, SslFiles, Surroundings};
use geartrain_server::{Server, StartError};
use tokio::runtime::{Builder, Runtime};

use super::peer::Peer;

/// Where to find a server that is to be tested instead of our own.
const OTHER_SERVER: &str = "GEARTRAIN_TEST_SERVER";

/// Keeps the names of functions apart when several tests share a server.
static FUNCTIONS: AtomicU32 = AtomicU32::new(0);

/// A server of its own for a test, or the one that was asked for.
pub(crate) struct TestServer {
    address: SocketAddr,
    own: Option<Own>,
}

struct Own {
    server: Option<Server>,
    runtime: Runtime,
}

impl TestServer {
    /// A server with the settings that everybody gets.
    pub(crate) fn start() -> Self {
        match env::var(OTHER_SERVER) {
            Ok(address) => Self {
                address: resolve(&address),
                own: None,
            },
            Err(_) => Self::with(|_| {}),
        }
    }

    /// Our own server with other settings.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config();
        change(&mut config);
        Self::try_with(&config).expect("the server starts")
    }

    /// Our own server, unless it does not start.
    pub(crate) fn try_with(config: &Config) -> Result<Self, StartError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads start");
        let metrics = Arc::new(Metrics::new());
        let server = runtime.block_on(Server::start(config, metrics))?;
        Ok(Self {
            address: server.local_addr(),
            own: Some(Own {
                server: Some(server),
                runtime,
            }),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
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

    /// A function that no other test uses.
    pub(crate) fn function(&self) -> Vec<u8> {
        let number = FUNCTIONS.fetch_add(1, Ordering::Relaxed);
        format!("wire-{}-{number}", std::process::id()).into_bytes()
    }

    /// Our own server and the runtime that it lives on.
    pub(crate) fn own(&self) -> (&Server, &Runtime) {
        let own = self.own.as_ref().expect("the test started its own server");
        (own.server.as_ref().expect("it runs"), &own.runtime)
    }

    /// Stops our own server and waits for its end; the runtime lives on.
    pub(crate) fn stop(&mut self) {
        if let Some(own) = &mut self.own
            && let Some(server) = own.server.take()
        {
            own.runtime.block_on(server.stop());
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
    let words = ["geartraind", "--listen=127.0.0.1", "--port=0"];
    let surroundings = Surroundings {
        port: None,
        log_filter: None,
        ssl: SslFiles::default(),
        is_service: false,
        host_name: "wire".into(),
        default_file: "/nonexistent/gearmand.conf".into(),
        has_syslog: false,
    };
    let read = options::read(words.map(OsString::from), &surroundings);
    read.expect("the options are right").config
}

fn resolve(address: &str) -> SocketAddr {
    let mut addresses = address.to_socket_addrs().expect("host:port is expected");
    addresses.next().expect("the host has an address")
}
