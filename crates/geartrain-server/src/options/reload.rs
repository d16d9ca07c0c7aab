//! Reading the settings again while the server runs.

use std::ffi::OsString;

use super::layer::Layer;
use super::sources::Sources;
use super::{Options, OptionsError, Surroundings};
use crate::config::Config;

/// Settings that take effect while the server runs. All others keep their value until it is
/// started anew.
pub(super) const RELOADED: [&str; 24] = [
    "connections-max",
    "enable-shutdown-command",
    "exceptions",
    "function-idle",
    "function-order",
    "functions-max",
    "job-retries",
    "keepalive",
    "keepalive-count",
    "keepalive-idle",
    "keepalive-interval",
    "log-filter",
    "no-keepalive",
    "outbox-bytes-max",
    "packet-bytes-max",
    "queue-bound",
    "round-robin",
    "run-limit-min",
    "ssl-ca-file",
    "ssl-certificate",
    "ssl-key",
    "ssl-verify-client",
    "stop-grace",
    "verbose",
];

/// The settings in use, and where they came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reloadable {
    words: Vec<OsString>,
    surroundings: Surroundings,
    in_use: Layer,
}

/// What reading the settings again leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The settings that are to be used from now on.
    pub config: Config,
    /// Names of the settings that are different now.
    pub changed: Vec<String>,
    /// Names of those that would be after a new start.
    pub postponed: Vec<String>,
}

impl Reloadable {
    pub(super) fn new(words: Vec<OsString>, in_use: Layer, surroundings: Surroundings) -> Self {
        Self {
            words,
            surroundings,
            in_use,
        }
    }

    /// Reads all sources again.
    ///
    /// # Errors
    /// As for a start; the settings in use stay as they are then.
    pub fn read_again(&mut self) -> Result<Change, OptionsError> {
        let sources = Sources::read(&self.words, &self.surroundings)?;
        // What a new start would find must be right as a whole.
        Options::parse(&sources.merged.words())?.config(&self.surroundings)?;
        let (changed, postponed) = self.compare(&sources.merged);
        let mut next = self.in_use.clone();
        for name in &changed {
            next.copy(name, &sources.merged);
        }
        let config = Options::parse(&next.words())?.config(&self.surroundings)?;
        self.in_use = next;
        Ok(Change {
            config,
            changed,
            postponed,
        })
    }

    /// The names of those that differ: what takes effect, and what does not.
    fn compare(&self, new: &Layer) -> (Vec<String>, Vec<String>) {
        let names = self.in_use.differences(new).into_iter();
        names
            .map(str::to_owned)
            .partition(|name| RELOADED.contains(&name.as_str()))
    }
}

#[cfg(test)]
mod tests;
