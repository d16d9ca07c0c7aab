//! A server from its first socket to its end, and the signals in between.

use std::sync::Arc;

use super::operator::{Attentive, DRAINING, Operator};
use super::{Ending, RunError, pulse};
use crate::config::Config;
use crate::http::{self, Health, HttpBinding, HttpServer, HttpState, Phase};
use crate::metrics::Metrics;
use crate::process::{Background, PidFile};
use crate::server::{Server, ServerAddress, Spoken, StopKind};

/// Runs the server until somebody wants it to stop.
pub(super) async fn serve(
    config: &Config,
    operator: Operator,
    background: Option<Background>,
) -> Result<Ending, RunError> {
    // Before anything else: a signal that comes early must not end the process halfway.
    let mut operator = operator.listen()?;
    let running = tokio::select! {
        running = Running::start(config) => running?,
        // Nothing was promised to anybody yet, and what is kept survives worse.
        () = operator.early_stop() => {
            tracing::info!("stopped before it served");
            return Ok(Ending::Clean);
        }
    };
    if let Some(background) = background {
        background.ready(&config.log.target)?;
    }
    Ok(run(running, operator).await)
}

/// From the moment in which the server is ready to its end, with signs of life all the time.
async fn run(running: Running, mut operator: Attentive) -> Ending {
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

    /// Until no job is left, or a peer does not want to wait for that.
    async fn drain(&self) {
        tokio::select! {
            () = self.server.drain() => {}
            () = self.server.stop_now_wished() => {}
        }
    }

    async fn end(self, kind: StopKind, operator: &mut Attentive) -> Ending {
        if kind == StopKind::WhenEmpty {
            self.health.enter(Phase::Draining);
            operator.status = DRAINING;
            // Not yet the stop of the service manager, which would end it after a while.
            operator.manager.status(DRAINING);
            operator.until_stop(self.drain()).await;
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
