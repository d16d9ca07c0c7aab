//! Settings and certificates that are read again while the server runs. A mistake in the new files
//! must not end a server that serves: it goes on with what it has.

use super::bound_by_files;
use crate::config::Config;
use crate::logging::Log;
use crate::options::{Change, Reloadable};
use crate::server::Server;

/// Reads the settings again.
pub(super) struct Reload {
    reloadable: Reloadable,
    /// The settings in use.
    config: Config,
    /// File descriptors that the process may have.
    files: u64,
}

impl Reload {
    pub(super) fn new(reloadable: Reloadable, config: Config, files: u64) -> Self {
        Self {
            reloadable,
            config,
            files,
        }
    }

    /// Lets log and server go by what the files say now.
    pub(super) fn carry_out(&mut self, log: &Log, server: &Server) {
        match self.reloadable.read_again() {
            Ok(change) => self.apply(change, log, server),
            Err(error) => tracing::error!("going on with the old settings: {error}"),
        }
        reload_certificates(&self.config, server);
    }

    fn apply(&mut self, change: Change, log: &Log, server: &Server) {
        self.config = change.config;
        let config = &mut self.config;
        bound_by_files(config, self.files);
        server.reconfigure(config);
        if let Err(error) = log.refilter(&config.log.filter) {
            tracing::error!("going on with the old log filter: {error}");
        }
        if !change.changed.is_empty() {
            tracing::info!("changed settings in use: {}", change.changed.join(", "));
        }
        if !change.postponed.is_empty() {
            let names = change.postponed.join(", ");
            tracing::warn!("changed settings that wait for the next start: {names}");
        }
    }
}

fn reload_certificates(config: &Config, server: &Server) {
    match server.reload_certificates(config) {
        Ok(false) => {}
        Ok(true) => tracing::info!("certificates read again"),
        Err(error) => tracing::error!("going on with the old certificates: {error}"),
    }
}
