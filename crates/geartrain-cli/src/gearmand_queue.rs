//! A queue of gearmand, in the words of gearmand's options.

use std::path::PathBuf;

use clap::Args;
use geartrain_store::GearmandQueue;

/// Where gearmand keeps its jobs.
#[derive(Args, Debug)]
pub(crate) struct QueueArguments {
    /// gearmand's file
    #[arg(long, value_name = "FILE", required = true)]
    libsqlite3_db: PathBuf,
    /// The table in it
    #[arg(long, value_name = "NAME", default_value = GearmandQueue::TABLE_DEFAULT)]
    libsqlite3_table: String,
}

impl QueueArguments {
    pub(crate) fn queue(&self) -> GearmandQueue {
        GearmandQueue {
            path: self.libsqlite3_db.clone(),
            table: self.libsqlite3_table.clone(),
        }
    }
}
