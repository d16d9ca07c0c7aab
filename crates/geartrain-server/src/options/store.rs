//! Options of the store: where background jobs are kept, and from where they are taken over.

use std::path::PathBuf;

use geartrain_store::{GearmandQueue, StatePlaces};

use super::OptionsError;
use crate::config::StoreConfig;

/// Queue types of gearmand that keep jobs in other servers, or in files that nobody else reads.
const FOREIGN_QUEUES: [&str; 7] = [
    "libdrizzle",
    "libmemcached",
    "libpq",
    "libtokyocabinet",
    "mysql",
    "postgres",
    "redis",
];

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Store")]
pub(super) struct StoreOptions {
    /// Where background jobs are kept: durable (in --data-dir), builtin (in memory only) or
    /// libsqlite3 (durable, with what gearmand left in --libsqlite3-db) [default: durable]
    #[arg(short, long, value_name = "TYPE")]
    queue_type: Option<String>,

    /// Folder for background jobs, with one folder in it for each port [default: STATE_DIRECTORY
    /// if set, /var/lib/geartrain for root, else geartrain in XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,

    /// Do not start on a damaged store; otherwise what can be read of it is kept
    #[arg(long)]
    strict: bool,

    /// File of gearmand whose jobs are taken over; it is not changed
    #[arg(long, value_name = "FILE")]
    libsqlite3_db: Option<PathBuf>,

    /// Table in that file [default: gearman_queue]
    #[arg(long, value_name = "NAME")]
    libsqlite3_table: Option<String>,
}

/// Where background jobs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QueueType {
    /// In memory.
    Builtin,
    /// In a folder.
    Durable,
    /// In a folder, after those of gearmand were taken over.
    TakenOver,
}

impl StoreOptions {
    /// Options of gearmand's plug-in that mean nothing while it is not asked for.
    pub(super) fn ignored(&self) -> Vec<&'static str> {
        if matches!(self.queue_type(), Ok(QueueType::TakenOver)) {
            return Vec::new();
        }
        let file = self.libsqlite3_db.as_ref().map(|_| "--libsqlite3-db");
        let table = self.libsqlite3_table.as_ref().map(|_| "--libsqlite3-table");
        file.into_iter().chain(table).collect()
    }

    pub(super) fn check(self, places: &StatePlaces) -> Result<Option<StoreConfig>, OptionsError> {
        let take_over = match self.queue_type()? {
            QueueType::Builtin => return Ok(None),
            QueueType::Durable => None,
            QueueType::TakenOver => Some(self.gearmand_queue()?),
        };
        let is_named = self.data_dir.is_some();
        let folder = self.data_dir.or_else(|| places.data_folder());
        Ok(Some(StoreConfig {
            is_named,
            folder: folder.ok_or_else(no_place)?,
            is_strict: self.strict,
            take_over,
        }))
    }

    fn queue_type(&self) -> Result<QueueType, OptionsError> {
        let Some(name) = &self.queue_type else {
            return Ok(QueueType::Durable);
        };
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "builtin" => Ok(QueueType::Builtin),
            "durable" => Ok(QueueType::Durable),
            "libsqlite3" => Ok(QueueType::TakenOver),
            foreign if FOREIGN_QUEUES.contains(&foreign) => Err(OptionsError::usage(format!(
                "--queue-type {name} is gearmand's: leave the option out to keep jobs in files \
                 (--data-dir FOLDER says where), or use builtin for memory only"
            ))),
            _ => Err(OptionsError::usage(format!(
                "unknown queue type {name:?}: use durable, builtin or libsqlite3"
            ))),
        }
    }

    fn gearmand_queue(&self) -> Result<GearmandQueue, OptionsError> {
        let path = self.libsqlite3_db.clone().ok_or_else(|| {
            OptionsError::usage(
                "--queue-type libsqlite3 takes over gearmand's jobs: name its file with \
                 --libsqlite3-db FILE, or leave both out",
            )
        })?;
        let table = self.libsqlite3_table.clone();
        Ok(GearmandQueue {
            path,
            table: table.unwrap_or_else(|| GearmandQueue::TABLE_DEFAULT.to_owned()),
        })
    }
}

fn no_place() -> OptionsError {
    OptionsError::usage(
        "cannot tell where to keep jobs, since this user has no home: name a folder with \
         --data-dir FOLDER, or keep jobs in memory only with --queue-type builtin",
    )
}

#[cfg(test)]
mod tests;
