//! Options of the store.

use std::path::PathBuf;

use super::OptionsError;
use super::jobs::QueueType;
use crate::config::StoreConfig;

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Store")]
pub(super) struct StoreOptions {
    /// Keep background jobs in this folder, so that they outlive the server
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,

    /// Do not start on a damaged store; otherwise what can be read of it is kept
    #[arg(long)]
    strict: bool,
}

impl StoreOptions {
    pub(super) fn check(
        self,
        queue_type: Option<QueueType>,
    ) -> Result<Option<StoreConfig>, OptionsError> {
        let is_strict = self.strict;
        let config = |folder| StoreConfig { folder, is_strict };
        match (queue_type, self.data_dir) {
            (Some(QueueType::Builtin), _) | (None, None) => Ok(None),
            (Some(QueueType::Durable) | None, Some(folder)) => Ok(Some(config(folder))),
            (Some(QueueType::Durable), None) => Err(OptionsError::usage(
                "--queue-type durable needs the folder to keep jobs in: --data-dir FOLDER",
            )),
        }
    }
}

#[cfg(test)]
mod tests;
