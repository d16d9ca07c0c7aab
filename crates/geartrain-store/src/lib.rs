//! Where background jobs are kept, so that they outlive the process.
//!
//! A [`Store`] takes [`Group`]s of changes, each as a whole or not at all, and gives back at the
//! next start what is left. [`SqliteStore`] keeps a file, [`MemoryStore`] keeps nothing beyond the
//! process. Stores are synchronous and have one owner: threads, grouping and who waits for what
//! are left to the journal of the server. What a job is, and when one changes, is decided by the
//! dispatcher, whose records ([`geartrain_dispatch::Record`]) arrive here.
//!
//! ```
//! use bytes::Bytes;
//! use geartrain_store::{
//!     Fence, Group, KeptJob, Priority, Record, SqliteOptions, SqliteStore, Store, Timestamp, Unique,
//! };
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("jobs.sqlite3");
//! let mut store = SqliteStore::open(&path, &SqliteOptions::default())?;
//! let job = KeptJob {
//!     job: store.numbers().first,
//!     function: Bytes::from_static(b"resize"),
//!     unique: Unique::None,
//!     workload: Bytes::from_static(b"picture"),
//!     reducer: None,
//!     priority: Priority::NORMAL,
//!     submitted: Timestamp(1_767_225_600_000),
//!     not_before: None,
//!     attempts: 0,
//!     is_buried: false,
//! };
//! let mut group = Group::new(Fence::EMBEDDED);
//! group.push(Record::Added(Box::new(job.clone())));
//! store.commit(&group)?;
//! drop(store);
//!
//! // The next start:
//! let mut store = SqliteStore::open(&path, &SqliteOptions::default())?;
//! let mut kept = Vec::new();
//! store.load(&mut |record| kept.push(record))?;
//! assert_eq!(kept, [Record::Added(Box::new(job))]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod directory;
mod error;
mod fence;
mod gearmand;
mod group;
mod limits;
mod lock;
mod memory;
mod numbers;
mod place;
mod sqlite;
mod store;

pub use error::{Attempt, StoreError};
pub use fence::Fence;
pub use gearmand::{
    GearmandJob, GearmandQueue, GearmandReader, GearmandRow, LeftOut, Written, read_gearmand_queue,
};
pub use group::{Group, Patch, Pushed};
pub use memory::MemoryStore;
pub use numbers::JobNumbers;
pub use place::{StatePlaces, file_of_port};
pub use sqlite::{
    BackedUp, Checked, Compacted, OnDamage, Salvaged, SqliteOptions, SqliteStore, TakenOver,
    backup, check, compact, dump,
};
pub use store::{Loaded, Store, Tidied};

/// What records are made of, for those who use a store without a dispatcher.
pub use geartrain_dispatch::{
    JobId, KeptJob, Priority, PriorityClass, QueueBound, Record, Timestamp, Unique,
};
