//! Which worlds are run, and what becomes of those that break a rule.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::TAIL;
use crate::history::History;
use crate::world::World;

/// What the environment asks for.
pub(crate) struct Settings {
    pub(crate) seeds: u64,
    pub(crate) steps: usize,
    pub(crate) only_seed: Option<u64>,
    /// Calls of a failed world that are shown.
    pub(crate) history: usize,
}

impl Settings {
    pub(crate) fn from_environment() -> Self {
        Self {
            seeds: number("GEARTRAIN_SIM_SEEDS").unwrap_or(800),
            steps: number("GEARTRAIN_SIM_STEPS").map_or(2_000, small),
            only_seed: number("GEARTRAIN_SIM_SEED"),
            history: number("GEARTRAIN_SIM_HISTORY").map_or(TAIL, small),
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} must be a number, not `{text}`")),
    )
}

fn small(number: u64) -> usize {
    usize::try_from(number).expect("a number that fits into memory")
}

/// A world that broke a rule.
pub(crate) struct Failure {
    pub(crate) seed: u64,
    pub(crate) steps: usize,
    pub(crate) message: String,
    pub(crate) history: History,
}

/// Runs one world to its end.
pub(crate) fn run_one(seed: u64, steps: usize, hash_seed: u64) -> Result<History, Failure> {
    let mut world = World::new(seed, hash_seed);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        world.run(steps);
        world.drain();
    }));
    let history = world.watched.history;
    match outcome {
        Ok(()) => Ok(history),
        Err(panic) => Err(Failure {
            seed,
            steps,
            message: message(&*panic),
            history,
        }),
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_else(|| "a panic without words".to_owned())
}

/// Runs many worlds on all processors and gives the first in the list that failed.
pub(crate) fn run_all(seeds: &[u64], steps: usize) -> Option<Failure> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let work = || {
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(failure) = run_one(*seed, steps, 0) {
                next.store(seeds.len(), Ordering::Relaxed);
                failures
                    .lock()
                    .expect("no thread panics with it")
                    .push(failure);
            }
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let failures = failures.into_inner().expect("all threads ended");
    failures.into_iter().min_by_key(|failure| failure.seed)
}
