//! Other settings for a running server.

use geartrain_dispatch::Limits;

use super::Server;
use crate::config::{Config, JobsConfig};
use crate::tls::TlsError;

impl Server {
    /// Goes by the limits in `config` from now on; settings of connections hold for those that come.
    /// What cannot change while the server runs is not looked at.
    pub fn reconfigure(&self, config: &Config) {
        let exceptions_for_all = config.jobs.exceptions_for_all;
        self.shared
            .reconfigure(config.gear.clone(), exceptions_for_all);
        self.hub.tune(limits(&config.jobs));
    }

    /// Reads certificates and keys again, from the files that `config` names, for connections that
    /// come; returns whether there are any.
    ///
    /// # Errors
    /// When they cannot be used; the server goes on with those that it has.
    pub fn reload_certificates(&self, config: &Config) -> Result<bool, TlsError> {
        let (Some(tls), Some(settings)) = (&self.tls, &config.gear.tls) else {
            return Ok(false);
        };
        tls.reload(settings).map(|()| true)
    }
}

fn limits(jobs: &JobsConfig) -> Limits {
    Limits {
        attempts_max: jobs.attempts_max,
        queue_bound: jobs.queue_bound,
        function_order: jobs.function_order,
        functions_max: jobs.functions_max,
        function_idle_ms: super::function_idle_ms(jobs),
    }
}
