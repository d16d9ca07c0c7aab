//! Options of jobs and functions.

use std::time::Duration;

use geartrain_dispatch::FunctionOrder;

use super::{OptionsError, quantity};
use crate::config::JobsConfig;

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Jobs and functions")]
pub(super) struct JobsOptions {
    /// Times that a job is given to a worker: -1 no limit, 0 or 1 once
    #[arg(short, long, value_name = "N", default_value_t = -1, hide_default_value = true,
          allow_negative_numbers = true,
          value_parser = clap::value_parser!(i64).range(-1..=i64::from(u32::MAX)))]
    job_retries: i64,

    /// What lower run time limits of workers are raised to; 1s is what gearmand does
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = quantity::time)]
    run_limit_min: Duration,

    /// What handles begin with [default: H:HOST]
    #[arg(long, value_name = "TEXT")]
    job_handle_prefix: Option<String>,

    /// Jobs that a function may hold, 0 for no bound
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    queue_bound: u32,

    /// Order among functions of equal priority [default: round-robin]
    #[arg(long, value_name = "ORDER")]
    function_order: Option<Order>,

    /// The same as --function-order round-robin
    #[arg(short = 'R', long)]
    round_robin: bool,

    /// Functions at a time
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = quantity::count)]
    functions_max: usize,

    /// When a function that nobody needs is forgotten
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = quantity::time)]
    function_idle: Duration,

    /// Send exceptions to all clients, not only to those that ask for them
    #[arg(long)]
    exceptions: bool,

    /// Accepted and ignored: as many workers are woken as there are jobs
    #[arg(short, long, value_name = "N")]
    worker_wakeup: Option<u32>,

    /// Accepted and ignored: tables grow as they need
    #[arg(long, value_name = "N")]
    hashtable_buckets: Option<u32>,
}

/// Order among functions of equal priority, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    /// In turn
    RoundRobin,
    /// The one registered last first, as gearmand 1.1
    Registration,
}

impl JobsOptions {
    pub(super) fn run_limit_min(&self) -> Duration {
        self.run_limit_min
    }

    pub(super) fn handle_prefix(&self) -> Option<&str> {
        self.job_handle_prefix.as_deref()
    }

    pub(super) fn ignored(&self) -> Vec<&'static str> {
        let wakeup = self.worker_wakeup.map(|_| "--worker-wakeup");
        let buckets = self.hashtable_buckets.map(|_| "--hashtable-buckets");
        wakeup.into_iter().chain(buckets).collect()
    }

    pub(super) fn check(self) -> Result<JobsConfig, OptionsError> {
        Ok(JobsConfig {
            function_order: self.function_order()?,
            attempts_max: attempts_max(self.job_retries),
            queue_bound: (self.queue_bound > 0).then_some(self.queue_bound),
            functions_max: self.functions_max,
            function_idle: self.function_idle,
            exceptions_for_all: self.exceptions,
        })
    }

    fn function_order(&self) -> Result<FunctionOrder, OptionsError> {
        match self.function_order {
            Some(Order::Registration) if self.round_robin => Err(OptionsError::usage(
                "--round-robin contradicts --function-order registration",
            )),
            Some(Order::Registration) => Ok(FunctionOrder::Registration),
            Some(Order::RoundRobin) | None => Ok(FunctionOrder::RoundRobin),
        }
    }
}

/// `None` for -1; no retry is one attempt.
fn attempts_max(job_retries: i64) -> Option<u32> {
    u32::try_from(job_retries)
        .ok()
        .map(|attempts| attempts.max(1))
}

#[cfg(test)]
mod tests;
