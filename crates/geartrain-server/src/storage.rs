//! From the store to a dispatcher with everything that was kept, before anybody may connect.

mod error;
mod folder;
mod measured;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use geartrain_dispatch::{Config as Rules, Dispatcher, Effect, JobId};
use geartrain_store::{
    GearmandQueue, OnDamage, Salvaged, SqliteOptions, SqliteStore, Store, StoreError, TakenOver,
    file_of_port,
};
use tracing::{info, warn};

use crate::clock::Clock;
use crate::config::StoreConfig;
use crate::hub::Hub;
use crate::journal::{Journal, Unwritten, WriterThread};
use crate::metrics::Metrics;

pub use error::StorageError;
pub(crate) use folder::give;
use measured::Measured;

/// Size from which a file is told before it is read: about a second's work.
const BYTES_TOLD: u64 = 64 * 1024 * 1024;

/// How often a long load says how far it is.
const PROGRESS: Duration = Duration::from_secs(1);

/// Silence of the disk after which an ending server waits for it no longer.
const DISK_PATIENCE: Duration = Duration::from_secs(10);

/// The journal of a running server.
pub(crate) struct Keeper {
    journal: Arc<Journal>,
    writer: WriterThread,
}

impl Keeper {
    /// Waits until all is written and the store is closed.
    ///
    /// # Errors
    /// When that is not to be.
    pub(crate) async fn end(self) -> Result<(), Unwritten> {
        self.journal.close();
        self.writer.end(DISK_PATIENCE).await
    }
}

/// Opens the store of a port, takes back what it keeps, and starts the journal. Blocks for as long
/// as that takes.
///
/// # Errors
/// When the store cannot be opened or read, or another server has it.
pub(crate) fn open(
    config: &StoreConfig,
    port: u16,
    mut rules: Rules,
    clock: Clock,
    metrics: Arc<Metrics>,
) -> Result<(Arc<Hub>, Keeper), StorageError> {
    let path = file_of_port(&config.folder, port);
    let unusable = |source| StorageError::unusable(&path, source);
    folder::share(config)?;
    let mut store = open_file(&path, config, JobId(rules.first_job)).map_err(unusable)?;
    if let Some(queue) = &config.take_over {
        take_over(&mut store, queue, &clock)?;
    }
    rules.is_durable = true;
    rules.first_job = store.numbers().first.0;
    let mut dispatcher = Dispatcher::new(rules);
    let jobs = load(&mut store, &mut dispatcher, &clock, &metrics).map_err(unusable)?;
    info!("{jobs} jobs are kept in {}", path.display());
    let journal = Journal::new();
    let store = measured(store, &path, &journal, &metrics);
    let hub = Arc::new(Hub::new(dispatcher, Some(journal.clone()), clock, metrics));
    let writer = journal
        .start(Box::new(store), hub.clone())
        .map_err(StorageError::Thread)?;
    Ok((hub, Keeper { journal, writer }))
}

/// Adds what gearmand left behind, unless it is here already.
fn take_over(
    store: &mut SqliteStore,
    queue: &GearmandQueue,
    clock: &Clock,
) -> Result<(), StorageError> {
    let taken_over = store.take_over(queue, clock.now());
    let taken_over = taken_over.map_err(|source| StorageError::TakeOver {
        queue: queue.clone(),
        source,
    })?;
    let (table, file) = (&queue.table, queue.path.display());
    match taken_over {
        TakenOver::NothingThere => warn!("no table {table} in {file}: nothing to take over"),
        TakenOver::Before => info!("the jobs of {file} were taken over before"),
        TakenOver::Jobs { taken, left_out } => {
            info!("{taken} jobs were taken over from {file}");
            if left_out > 0 {
                warn!("{left_out} rows of {file} are no jobs and were left out");
            }
        }
    }
    Ok(())
}

/// Opens the file. Numbers start at the time of the start at least: so they do not come back even
/// where the file was deleted.
fn open_file(
    path: &Path,
    config: &StoreConfig,
    first_job_min: JobId,
) -> Result<SqliteStore, StoreError> {
    let options = SqliteOptions {
        first_job_min,
        on_damage: if config.is_strict {
            OnDamage::Refuse
        } else {
            OnDamage::Salvage
        },
    };
    tell_size(path);
    let store = SqliteStore::open(path, &options)?;
    if let Some(salvaged) = store.salvaged() {
        tell_salvaged(salvaged);
    }
    Ok(store)
}

/// A large file takes a while to be looked at, before the first of its jobs is there. An empty one
/// is damage that the store cannot tell from a first start that was killed.
fn tell_size(path: &Path) {
    match path.metadata() {
        Ok(file) if !file.is_file() => {}
        Ok(file) if file.len() == 0 => warn!(
            "{} is empty: if it held jobs before, they are lost",
            path.display()
        ),
        Ok(file) if file.len() >= BYTES_TOLD => {
            info!("reading {} MiB from {}", file.len() >> 20, path.display());
        }
        Ok(_) | Err(_) => {}
    }
}

fn measured(
    store: SqliteStore,
    path: &Path,
    journal: &Arc<Journal>,
    metrics: &Metrics,
) -> Measured<SqliteStore> {
    let watched = journal.clone();
    let metrics = metrics.store_opened(path, move || watched.trouble().is_none());
    Measured { store, metrics }
}

fn load(
    store: &mut SqliteStore,
    dispatcher: &mut Dispatcher,
    clock: &Clock,
    metrics: &Metrics,
) -> Result<u64, StoreError> {
    let mut effects = Vec::new();
    let (mut records, mut told) = (0_u64, Instant::now());
    let loaded = store.load(&mut |record| {
        dispatcher.restore(clock.now(), record, &mut effects);
        for effect in effects.drain(..) {
            if let Effect::FunctionKnown { function, name } = effect {
                metrics.function_known(function, &name);
            }
        }
        records += 1;
        if told.elapsed() >= PROGRESS {
            info!("loading: {records} records so far");
            told = Instant::now();
        }
    })?;
    Ok(loaded.jobs)
}

fn tell_salvaged(salvaged: &Salvaged) {
    if salvaged.is_resumed {
        return warn!(
            jobs = salvaged.jobs,
            "the store was damaged; an earlier start kept what could be read and was killed before it \
             could tell what was lost, the damaged file is {}",
            salvaged.set_aside.display()
        );
    }
    warn!(
        jobs = salvaged.jobs,
        rows_lost = salvaged.rows_lost,
        pages_lost = salvaged.pages_lost,
        "the store was damaged; what could be read is kept, the damaged file is {}",
        salvaged.set_aside.display()
    );
    for job in &salvaged.jobs_lost {
        warn!("job {} was lost to the damage", job.0);
    }
}
