//! Settings of the rules.

/// Settings that a running dispatcher takes as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Seed of all hash tables: two runs with one seed and the same inputs do the same.
    pub hash_seed: u64,
    /// Whether background jobs are to outlive the process: only then there are records.
    pub is_durable: bool,
    /// Number of the first job; every later job has a higher one.
    pub first_job: u64,
    /// How often a job may be given to a worker; `None`: no limit. At least 1.
    pub attempts_max: Option<u32>,
    /// Jobs that a function may hold where nothing else was said; `None`: no bound.
    pub queue_bound: Option<u32>,
    /// In which order functions with jobs of equal priority are served.
    pub function_order: FunctionOrder,
    /// Functions that may exist at a time.
    pub functions_max: usize,
    /// Functions that one worker may be able to run.
    pub abilities_max: usize,
    /// Milliseconds after which a function that nobody needs is forgotten.
    pub function_idle_ms: u64,
    /// Timers that one [`tick`](crate::Dispatcher::tick) carries out at most; at least 1.
    pub timers_per_tick: usize,
    /// Jobs that a peer that leaves lets go of at a time; at least 1.
    pub jobs_per_parting: usize,
    /// Milliseconds after which a wake-up without an answer goes to others; at least 1. A worker that
    /// was late once has a tenth of them from then on.
    pub wake_answer_ms: u64,
    /// Buried jobs kept; beyond it the oldest is dropped.
    pub buried_max: usize,
}

/// Order among functions that have a job of the same priority for one worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionOrder {
    /// In turn, as gearmand 2.0 does.
    RoundRobin,
    /// The one registered last first, whatever the priority, as gearmand 1.1 does.
    Registration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hash_seed: 0,
            is_durable: false,
            first_job: 1,
            attempts_max: None,
            queue_bound: None,
            function_order: FunctionOrder::RoundRobin,
            functions_max: 1_000_000,
            abilities_max: 10_000,
            function_idle_ms: 600_000,
            timers_per_tick: 2_000,
            jobs_per_parting: 2_000,
            wake_answer_ms: 1_000,
            buried_max: 100_000,
        }
    }
}
