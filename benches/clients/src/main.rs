//! One Rust library for Gearman against one server: jobs each second, and processor time for each
//! job in this process (client, and worker where there is one).
//!
//! `clients LIBRARY LOAD ADDRESS JOBS`; `compare` runs all of them in turns.

mod gearman_crate;
mod geartrain;
mod rustygear_crate;

use std::error::Error;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// What every job carries.
pub(crate) const PAYLOAD: &[u8] = &[b'x'; 64];

/// Jobs that are under way at a time where a load has several.
pub(crate) const AT_A_TIME: u64 = 64;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    /// Background jobs, each after the answer to the one before.
    Submit,
    /// Background jobs, as many at a time as the library likes to be asked for.
    Many,
    /// Foreground jobs, each after the result of the one before, with a worker in this process.
    RoundTrip,
    /// The same, 64 at a time.
    RoundTrips,
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [library, load, address, jobs] = &words[..] else {
        return Err("usage: clients LIBRARY LOAD ADDRESS JOBS".into());
    };
    let load = match &load[..] {
        "submit" => Load::Submit,
        "many" => Load::Many,
        "round-trip" => Load::RoundTrip,
        "round-trips" => Load::RoundTrips,
        _ => return Err(format!("no load is called {load}").into()),
    };
    let jobs: u64 = jobs.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let measured = runtime.block_on(async {
        match &library[..] {
            "geartrain" => geartrain::run(load, address, jobs).await,
            "gearman" => gearman_crate::run(load, address, jobs).await,
            "rustygear" => rustygear_crate::run(load, address, jobs).await,
            _ => Err(format!("no library is called {library}").into()),
        }
    });
    measured?.say(jobs);
    // A library whose worker does not end must not keep the process.
    std::process::exit(0);
}

/// A measurement that has begun.
pub(crate) struct Clock(Instant, Duration);

/// What a load took.
pub(crate) struct Measured {
    time: Duration,
    cpu: Duration,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Instant::now(), cpu())
    }

    pub(crate) fn stop(self) -> Measured {
        Measured {
            time: self.0.elapsed(),
            cpu: cpu() - self.1,
        }
    }
}

impl Measured {
    fn say(&self, jobs: u64) {
        let jobs = jobs as f64;
        let each_second = jobs / self.time.as_secs_f64();
        let cpu_us = self.cpu.as_secs_f64() * 1e6 / jobs;
        println!("{each_second:.0} {cpu_us:.2}");
    }
}

/// Processor time of this process, in user and in system mode.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}
