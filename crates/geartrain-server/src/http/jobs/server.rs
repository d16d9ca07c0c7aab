//! The plug-in's listeners.

use std::time::Duration;

use super::{Jobs, router};
use crate::config::GearConfig;
use crate::gear::Entrance;
use crate::http::serve::{HttpBinding, HttpLimits, HttpServer};

/// Time for a request's head, and between two requests of a connection.
const HEAD_TIME: Duration = Duration::from_secs(60);

/// Connections at a time on each address; the Gearman listener may allow fewer.
const CONNECTIONS_MAX: usize = 65_536;

/// Listeners that are being served.
pub(crate) struct JobsServer {
    servers: Vec<HttpServer>,
}

impl JobsServer {
    /// Serves whoever comes in.
    pub(crate) fn start(entrances: Vec<Entrance>, jobs: Jobs) -> Self {
        let limits = limits(&jobs.shared.get().settings);
        let router = router(jobs);
        let servers = entrances.into_iter().map(|entrance| {
            HttpBinding::over(entrance.listener, entrance.address)
                .with_tls(entrance.tls)
                .with_title_case()
                .with_giving_up()
                .serve_within(router.clone(), limits)
        });
        Self {
            servers: servers.collect(),
        }
    }

    /// Takes no more requests and waits a moment for answers under way.
    pub(crate) async fn stop(self) {
        for server in &self.servers {
            server.begin_stop();
        }
        for server in self.servers {
            server.stop().await;
        }
    }
}

fn limits(settings: &GearConfig) -> HttpLimits {
    HttpLimits {
        connections_max: settings.connections_max.min(CONNECTIONS_MAX),
        head_timeout: HEAD_TIME,
        stop_grace: settings.stop_grace,
        keepalive: settings.keepalive,
        ..HttpLimits::default()
    }
}
