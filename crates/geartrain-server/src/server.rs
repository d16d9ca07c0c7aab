//! Starting and stopping everything that belongs to one server.

mod reload;
mod sockets;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use geartrain_dispatch::{Config as Rules, Dispatcher};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet, spawn_blocking};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, error, info, info_span, warn};

use crate::clock::Clock;
use crate::config::{Config, JobsConfig, StoreConfig};
use crate::gear::{
    self, Entrance, Gate, HANDLE_PREFIX_BYTES_MAX, Handles, ListenError, LogLimit, Order,
};
use crate::http::{Jobs, JobsServer};
use crate::hub::{self, Hub};
use crate::journal::Unwritten;
use crate::metrics::Metrics;
use crate::storage::{self, Keeper, StorageError};
use crate::tls::{Tls, TlsError};
use sockets::BoundSockets;

pub use sockets::{ServerAddress, Spoken};

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is nothing to listen on.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// Certificates or keys cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A listener does not know its own address.
    #[error("cannot ask a listener for its address: {0}")]
    Address(#[source] io::Error),
    /// Jobs that were kept cannot be read, or could not be kept from now on.
    #[error(transparent)]
    Store(#[from] StorageError),
    /// The task that loads jobs did not end well.
    #[error("cannot load the jobs: {0}")]
    Load(#[source] JoinError),
    /// Handles would not fit in the packets.
    #[error("the handle prefix {prefix:?} is no text of up to {HANDLE_PREFIX_BYTES_MAX} bytes")]
    HandlePrefix {
        /// As it was given.
        prefix: String,
    },
}

/// How somebody wants the server to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// At once.
    Now,
    /// When no job is queued or running.
    WhenEmpty,
}

/// A running server. To be ended with [`stop`](Self::stop): dropped, it stops what the hub does by
/// itself and leaves its connections alone.
pub struct Server {
    hub: Arc<Hub>,
    shared: gear::Latest,
    tls: Option<Arc<Tls>>,
    addresses: Vec<ServerAddress>,
    no_more_peers: CancellationToken,
    acceptors: TaskTracker,
    connections: TaskTracker,
    http_jobs: Option<JobsServer>,
    no_more_time: CancellationToken,
    /// What the hub does by itself.
    chores: JoinSet<()>,
    keeper: Option<Keeper>,
}

impl Server {
    /// Listens, and serves whoever comes.
    ///
    /// # Errors
    /// When an address cannot be listened on; nothing is left behind then.
    pub async fn start(config: &Config, metrics: Arc<Metrics>) -> Result<Self, StartError> {
        let handles = handles(&config.gear.handle_prefix)?;
        let tls = config.gear.tls.as_ref().map(Tls::load).transpose()?;
        let tls = tls.map(Arc::new);
        // A taken port is found before the store is touched, and nobody can connect before it is
        // read.
        let sockets = BoundSockets::bind(config, tls.as_ref()).await?;
        let (hub, keeper) = start_hub(config, sockets.port()?, metrics.clone()).await?;
        let sockets = match sockets.listen(&config.gear) {
            Ok(sockets) => sockets,
            Err(error) => {
                // Nothing was asked of it yet.
                let _ = end(keeper).await;
                return Err(error);
            }
        };
        let shared = gear::Latest::new(gear::Shared {
            hub: hub.clone(),
            metrics,
            handles,
            settings: config.gear.clone(),
            exceptions_for_all: config.jobs.exceptions_for_all,
            stop_wishes: watch::Sender::new(None),
            log_limit: Arc::new(LogLimit::new()),
        });
        let no_more_time = CancellationToken::new();
        let no_more_peers = CancellationToken::new();
        let addresses = sockets.addresses();
        let server = Self {
            http_jobs: config.http_jobs.map(|http| {
                let jobs = Jobs::new(shared.clone(), http, no_more_peers.clone());
                JobsServer::start(sockets.http, jobs)
            }),
            chores: spawn_chores(&hub, &no_more_time),
            keeper,
            hub,
            shared,
            tls,
            addresses,
            no_more_peers,
            acceptors: TaskTracker::new(),
            connections: TaskTracker::new(),
            no_more_time,
        };
        server.accept(sockets.gear);
        Ok(server)
    }

    fn accept(&self, entrances: Vec<Entrance>) {
        let gate = Gate {
            shared: self.shared.clone(),
            acceptors: self.acceptors.clone(),
            connections: self.connections.clone(),
            stop: self.no_more_peers.clone(),
        };
        for entrance in entrances {
            let span = info_span!("listener", address = %entrance.address);
            let task = gate.clone().accept_all(entrance);
            self.acceptors.spawn(task.instrument(span));
        }
    }

    /// The first address that is listened on.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.addresses[0].socket
    }

    /// All addresses that are listened on, those of the main port first.
    #[must_use]
    pub fn addresses(&self) -> &[ServerAddress] {
        &self.addresses
    }

    /// What the server holds.
    #[must_use]
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Waits until a peer asks the server to stop, which [`shutdown_command`] allows.
    ///
    /// [`shutdown_command`]: crate::config::GearConfig::shutdown_command
    pub async fn stop_wished(&self) -> StopKind {
        let mut wishes = self.shared.get().stop_wishes.subscribe();
        let wish = wishes.wait_for(Option::is_some).await;
        wish.ok()
            .and_then(|wish| *wish)
            .expect("the server holds the sender")
    }

    /// Waits until a peer asks the server to stop at once, whatever was asked before.
    pub async fn stop_now_wished(&self) {
        let mut wishes = self.shared.get().stop_wishes.subscribe();
        let wish = wishes.wait_for(|wish| *wish == Some(StopKind::Now)).await;
        wish.expect("the server holds the sender");
    }

    /// Lets nobody in any more and waits until no job is queued or running.
    pub async fn drain(&self) {
        info!("waiting until no job is queued or running");
        self.close_door().await;
        self.hub.drained().await;
    }

    /// Stops: lets nobody in, reads nothing more, sends what waits to be sent, closes.
    ///
    /// # Errors
    /// When the disk did not take all that was to be kept.
    pub async fn stop(mut self) -> Result<(), Unwritten> {
        info!("stopping");
        self.close_door().await;
        self.hub.order_all(Order::Finish);
        let http_jobs = self.http_jobs.take();
        tokio::join!(self.close_connections(), async {
            if let Some(http_jobs) = http_jobs {
                http_jobs.stop().await;
            }
        });
        self.no_more_time.cancel();
        // One that panicked has nothing left to stop.
        while self.chores.join_next().await.is_some() {}
        // What they had is to be kept as given back.
        self.hub.end_leaving();
        let ended = end(self.keeper).await;
        match &ended {
            Ok(()) => info!("stopped"),
            Err(unwritten) => error!("stopped, but {unwritten}"),
        }
        ended
    }

    async fn close_connections(&self) {
        self.connections.close();
        let grace = self.shared.get().settings.stop_grace;
        if timeout(grace, self.connections.wait()).await.is_err() {
            warn!(
                connections = self.connections.len(),
                "closing connections that do not read"
            );
            self.hub.order_all(Order::Close);
            self.connections.wait().await;
        }
    }

    async fn close_door(&self) {
        self.no_more_peers.cancel();
        self.acceptors.close();
        self.acceptors.wait().await;
    }
}

async fn end(keeper: Option<Keeper>) -> Result<(), Unwritten> {
    match keeper {
        Some(keeper) => keeper.end().await,
        None => Ok(()),
    }
}

/// The hub, filled from the store of `port` if there is one.
async fn start_hub(
    config: &Config,
    port: u16,
    metrics: Arc<Metrics>,
) -> Result<(Arc<Hub>, Option<Keeper>), StartError> {
    let clock = Clock::start();
    let rules = rules(&config.jobs, &clock);
    let Some(store) = config.store.clone() else {
        let hub = Hub::new(Dispatcher::new(rules), None, clock, metrics);
        return Ok((Arc::new(hub), None));
    };
    let port = match keeps_port_as_asked(config, &store) {
        true => config.gear.port,
        false => port,
    };
    let opened = spawn_blocking(move || storage::open(&store, port, rules, clock, metrics));
    let (hub, keeper) = opened.await.map_err(StartError::Load)??;
    Ok((hub, Some(keeper)))
}

/// A folder that was named is for this server: it finds its jobs again on whatever port the system
/// chooses. In the folder of all of a user's servers, those that let the system choose must not
/// meet. What root has made for another user has its name already.
fn keeps_port_as_asked(config: &Config, store: &StoreConfig) -> bool {
    store.is_named || config.process.user.is_some()
}

fn handles(prefix: &str) -> Result<Handles, StartError> {
    Handles::new(prefix).ok_or_else(|| StartError::HandlePrefix {
        prefix: prefix.to_owned(),
    })
}

fn spawn_chores(hub: &Arc<Hub>, stop: &CancellationToken) -> JoinSet<()> {
    let mut chores = JoinSet::new();
    let (timed, stopped) = (hub.clone(), stop.clone());
    let timer = async move { hub::run_timer(&timed, &stopped).await };
    chores.spawn(timer.instrument(info_span!("timer")));
    let (asked, stopped) = (hub.clone(), stop.clone());
    let patience = async move { hub::run_patience(&asked, &stopped).await };
    chores.spawn(patience.instrument(info_span!("patience")));
    let (emptied, stopped) = (hub.clone(), stop.clone());
    let memory = async move { hub::run_memory(&emptied, &stopped).await };
    chores.spawn(memory.instrument(info_span!("memory")));
    chores
}

/// What the dispatcher is told.
///
/// Jobs are numbered from the microseconds since the Unix epoch on, so that the handles of a server
/// that keeps nothing never come back after a restart: it cannot have given out a million handles
/// in each second of its life.
fn rules(jobs: &JobsConfig, clock: &Clock) -> Rules {
    Rules {
        hash_seed: random_seed(),
        first_job: clock.start_micros().max(1),
        attempts_max: jobs.attempts_max,
        queue_bound: jobs.queue_bound,
        function_order: jobs.function_order,
        functions_max: jobs.functions_max,
        function_idle_ms: function_idle_ms(jobs),
        ..Rules::default()
    }
}

fn function_idle_ms(jobs: &JobsConfig) -> u64 {
    u64::try_from(jobs.function_idle.as_millis()).unwrap_or(u64::MAX)
}

/// A number that peers cannot guess, from the random keys of the standard library's hash maps.
fn random_seed() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};

    RandomState::new().build_hasher().finish()
}
