//! A server from its first socket to its end, and the signals in between.

use std::sync::Arc;

use super::{Ending, RunError, pulse};
use crate::config::Config;
use crate::http::{self, Health, HttpBinding, HttpServer, HttpState, Phase};
use crate::logging::Log;
use crate::metrics::Metrics;
use crate::process::{Background, PidFile, ServiceManager, ServiceVariables, Signal, Signals};
use crate::server::{Server, ServerAddress, Spoken, StopKind};

/// Runs the server until somebody wants it to stop.
pub(super) async fn serve(
    config: &Config,
    log: &Log,
    background: Option<Background>,
) -> Result<Ending, RunError> {
    // Before anything else: a signal that comes early must not end the process halfway.
    let operator = Operator {
        signals: Signals::listen()?,
        log: log.clone(),
        manager: Arc::new(ServiceManager::of(&ServiceVariables::of_process())),
        status: SERVING,
    };
    let running = Running::start(config).await?;
    if let Some(background) = background {
        background.ready(&config.log.target)?;
    }
    Ok(run(running, operator).await)
}

/// From the moment in which the server is ready to its end, with signs of life all the time.
async fn run(running: Running, mut operator: Operator) -> Ending {
    let manager = Arc::clone(&operator.manager);
    let hub = Arc::clone(running.server.hub());
    manager.ready(operator.status);
    let life = async {
        let kind = operator.stop_wish(&running.server).await;
        running.end(kind, &mut operator).await
    };
    tokio::select! {
        ending = life => ending,
        never = pulse::beat(&manager, &hub) => match never {},
    }
}

/// Everything that has to be ended in order.
struct Running {
    server: Server,
    http: Option<HttpServer>,
    health: Arc<Health>,
    /// Held for its end, which removes the file.
    _pid_file: Option<PidFile>,
}

impl Running {
    /// Health is told from the first moment on: reading many jobs back takes a while.
    async fn start(config: &Config) -> Result<Self, RunError> {
        let metrics = Arc::new(Metrics::with_functions_max(config.metrics_functions_max));
        let health = Arc::new(Health::starting());
        let state = HttpState {
            metrics: Arc::clone(&metrics),
            health: Arc::clone(&health),
        };
        let binding = HttpBinding::bind(config.http).await?;
        let http = binding.map(|binding| serve_http(binding, state));
        match Self::serve_jobs(config, metrics, &health).await {
            Ok((server, pid_file)) => Ok(Self {
                _pid_file: pid_file,
                http,
                health,
                server,
            }),
            Err(error) => {
                if let Some(http) = http {
                    http.stop().await;
                }
                Err(error)
            }
        }
    }

    async fn serve_jobs(
        config: &Config,
        metrics: Arc<Metrics>,
        health: &Health,
    ) -> Result<(Server, Option<PidFile>), RunError> {
        let server = Server::start(config, metrics).await?;
        let pid_file = config.process.pid_file.as_deref().map(PidFile::write);
        match pid_file.transpose() {
            Ok(pid_file) => {
                health.serve(Arc::clone(server.hub()));
                Ok((tell_addresses(server), pid_file))
            }
            Err(error) => {
                // The store is to be closed as at any other end.
                let _ = server.stop().await;
                Err(error.into())
            }
        }
    }

    async fn end(self, kind: StopKind, operator: &mut Operator) -> Ending {
        if kind == StopKind::WhenEmpty {
            self.health.enter(Phase::Draining);
            operator.status = DRAINING;
            // Not yet the stop of the service manager, which would end it after a while.
            operator.manager.status(DRAINING);
            operator.until_stop(self.server.drain()).await;
        }
        self.health.enter(Phase::Stopping);
        operator.manager.stopping();
        let rest = async {
            let stopped = self.server.stop().await;
            if let Some(http) = self.http {
                http.stop().await;
            }
            stopped
        };
        match operator.until_stop(rest).await {
            Some(Ok(())) => Ending::Clean,
            Some(Err(_)) => Ending::Unwritten,
            None => Ending::CutShort,
        }
    }
}

fn tell_addresses(server: Server) -> Server {
    for ServerAddress { socket, speaks } in server.addresses() {
        match speaks {
            Spoken::Gearman => tracing::info!("listening on {socket}"),
            Spoken::GearmanOverTls => tracing::info!("listening for TLS on {socket}"),
            Spoken::Http => tracing::info!("jobs on http://{socket}/FUNCTION"),
            Spoken::HttpOverTls => tracing::info!("jobs on https://{socket}/FUNCTION"),
        }
    }
    server
}

fn serve_http(binding: HttpBinding, state: HttpState) -> HttpServer {
    tracing::info!("metrics on http://{}/metrics", binding.address());
    binding.serve(http::router(state))
}

/// Signals, and what is done about them at any time.
struct Operator {
    signals: Signals,
    log: Log,
    manager: Arc<ServiceManager>,
    /// What the server does, in the words of the service manager's listing.
    status: &'static str,
}

const SERVING: &str = "serving";
const DRAINING: &str = "stopping when no job is left";

impl Operator {
    /// Waits until a signal or a peer wants the server to stop.
    async fn stop_wish(&mut self, server: &Server) -> StopKind {
        loop {
            let signal = tokio::select! {
                signal = self.signals.next() => signal,
                kind = server.stop_wished() => return kind,
            };
            match signal {
                Signal::Stop => return StopKind::Now,
                Signal::Drain => return StopKind::WhenEmpty,
                Signal::Reopen => self.reload(|| reload_certificates(server)),
            }
        }
    }

    /// Waits for `work`; `None` if a stop was wanted before it was done.
    async fn until_stop<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(work);
        loop {
            let signal = tokio::select! {
                result = &mut work => return Some(result),
                signal = self.signals.next() => signal,
            };
            match signal {
                Signal::Stop => return None,
                Signal::Drain => {}
                Signal::Reopen => self.reload(|| {}),
            }
        }
    }

    /// Opens the log anew and reads the `rest` of the files.
    fn reload(&self, rest: impl FnOnce()) {
        self.manager.reloading();
        self.log.reopen();
        rest();
        self.manager.ready(self.status);
    }
}

/// A mistake in the new files must not end a server that serves.
fn reload_certificates(server: &Server) {
    match server.reload_certificates() {
        Ok(false) => {}
        Ok(true) => tracing::info!("certificates read again"),
        Err(error) => tracing::error!("going on with the old certificates: {error}"),
    }
}
